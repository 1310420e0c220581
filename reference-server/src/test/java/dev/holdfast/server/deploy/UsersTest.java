package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.security.idm.Account;
import io.undertow.security.idm.DigestAlgorithm;
import io.undertow.security.idm.DigestCredential;
import io.undertow.security.idm.PasswordCredential;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UsersTest {
    private final Users users = new Users(Map.of("ada", new Users.User("pässword", Set.of("admin"))));

    @Test
    void userWithTheRightPasswordHasItsRoles() {
        assertThat(users.verify("ada", password("pässword"))).satisfies(account -> {
            assertThat(account.getPrincipal().getName()).isEqualTo("ada");
            assertThat(account.getRoles()).containsExactly("admin");
        });
    }

    @Test
    void everybodyElseIsRefused() {
        assertThat(users.verify("ada", password("passwort"))).isNull();
        assertThat(users.verify("Ada", password("pässword"))).isNull();
        assertThat(users.verify("bob", password(""))).isNull();
        assertThat(Users.none().verify("ada", password("pässword"))).isNull();
    }

    /** The example of RFC 2617 section 3.5. */
    @Test
    void passwordProvesItselfByItsDigest() {
        Users mufasa = new Users(Map.of("Mufasa", new Users.User("Circle Of Life", Set.of("king"))));

        assertThat(mufasa.verify("Mufasa", new Digest("939e7578ed9e3c518a452acee763bce9")))
                .satisfies(account -> assertThat(account.getRoles()).containsExactly("king"));
        assertThat(mufasa.verify("Mufasa", new Digest("939e7578ed9e3c518a452acee763bce8")))
                .isNull();
        assertThat(mufasa.verify("Scar", new Digest("939e7578ed9e3c518a452acee763bce9")))
                .isNull();
    }

    @Test
    void whoIsRememberedIsWhoTheUsersSayNow() {
        Account remembered = Objects.requireNonNull(users.verify("ada", password("pässword")));
        Users later = new Users(Map.of("ada", new Users.User("other", Set.of("user"))));
        assertThat(later.verify(remembered)).satisfies(account -> {
            assertThat(account.getPrincipal()).isEqualTo(remembered.getPrincipal());
            assertThat(account.getRoles()).containsExactly("user");
        });
        assertThat(Users.none().verify(remembered)).isNull();
    }

    @Test
    void hashKnowsAPasswordButNoDigest() {
        Users hashed = new Users(Map.of("Mufasa", new Users.User(HashedPassword.of("Circle Of Life"), Set.of("king"))));

        assertThat(hashed.verify("Mufasa", password("Circle Of Life"))).isNotNull();
        assertThat(hashed.verify("Mufasa", password("Circle of Life"))).isNull();
        assertThat(hashed.verify("Scar", password("Circle Of Life"))).isNull();
        assertThat(hashed.verify("Mufasa", new Digest("939e7578ed9e3c518a452acee763bce9")))
                .isNull();
    }

    @Test
    void passwordIsNotPrinted() {
        assertThat(users.toString()).doesNotContain("pässword");
    }

    private static PasswordCredential password(String password) {
        return new PasswordCredential(password.toCharArray());
    }

    /** What a client sent, which is right if {@code A1} was hashed to {@code expected}. */
    private record Digest(String expected) implements DigestCredential {
        @Override
        public DigestAlgorithm getAlgorithm() {
            return DigestAlgorithm.MD5;
        }

        @Override
        public boolean verifyHA1(byte[] ha1) {
            return new String(ha1, StandardCharsets.US_ASCII).equals(expected);
        }

        @Override
        public String getRealm() {
            return "testrealm@host.com";
        }

        @Override
        public byte[] getSessionData() {
            throw new IllegalStateException("MD5 has none");
        }
    }
}
