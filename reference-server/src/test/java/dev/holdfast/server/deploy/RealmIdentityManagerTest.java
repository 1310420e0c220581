package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.realm.HashedPassword;
import dev.holdfast.server.realm.Identity;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.realm.RealmUnavailableException;
import dev.holdfast.server.realm.Users;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.DigestAlgorithm;
import io.undertow.security.idm.DigestCredential;
import io.undertow.security.idm.PasswordCredential;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RealmIdentityManagerTest {
    private final AtomicLong now = new AtomicLong();
    private final RealmIdentityManager users = manager(Map.of("ada", new Users.User("pässword", Set.of("admin"))));

    private RealmIdentityManager manager(Map<String, Users.User> users) {
        return new RealmIdentityManager(Realm.of(new Users(users)), now::get);
    }

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
        assertThat(manager(Map.of()).verify("ada", password("pässword"))).isNull();
    }

    /** The example of RFC 2617 section 3.5. */
    @Test
    void passwordProvesItselfByItsDigest() {
        RealmIdentityManager mufasa = manager(Map.of("Mufasa", new Users.User("Circle Of Life", Set.of("king"))));

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
        RealmIdentityManager later = manager(Map.of("ada", new Users.User("other", Set.of("user"))));
        assertThat(later.verify(remembered)).satisfies(account -> {
            assertThat(account.getPrincipal()).isEqualTo(remembered.getPrincipal());
            assertThat(account.getRoles()).containsExactly("user");
        });
        assertThat(manager(Map.of()).verify(remembered)).isNull();
    }

    @Test
    void hashKnowsAPasswordButNoDigest() {
        RealmIdentityManager hashed =
                manager(Map.of("Mufasa", new Users.User(HashedPassword.of("Circle Of Life"), Set.of("king"))));

        assertThat(hashed.verify("Mufasa", password("Circle Of Life"))).isNotNull();
        assertThat(hashed.verify("Mufasa", password("Circle of Life"))).isNull();
        assertThat(hashed.verify("Scar", password("Circle Of Life"))).isNull();
        assertThat(hashed.verify("Mufasa", new Digest("939e7578ed9e3c518a452acee763bce9")))
                .isNull();
    }

    @Test
    void passwordIsNotPrinted() {
        assertThat(new Users(Map.of("ada", new Users.User("pässword", Set.of()))).toString())
                .doesNotContain("pässword");
    }

    @Test
    void whoHasASessionIsAskedAboutOnceAMinute() {
        ChangingRealm realm = new ChangingRealm();
        RealmIdentityManager manager = new RealmIdentityManager(realm, now::get);
        Account account = Objects.requireNonNull(manager.verify("ada", password("secret")));
        realm.answer = Optional.of(new Identity("ada", Set.of("user")));

        now.addAndGet(RecentIdentities.FRESH_NANOS - 1);
        assertThat(manager.verify(account))
                .satisfies(known -> assertThat(known.getRoles()).containsExactly("admin"));
        assertThat(realm.asked).isZero();
        now.incrementAndGet();
        assertThat(manager.verify(account))
                .satisfies(known -> assertThat(known.getRoles()).containsExactly("user"));
        assertThat(manager.verify(account)).isNotNull();
        assertThat(realm.asked).isOne();

        realm.answer = Optional.empty();
        now.addAndGet(RecentIdentities.FRESH_NANOS);
        assertThat(manager.verify(account)).isNull();
        assertThat(manager.verify(account)).isNull();
    }

    @Test
    void whoHasASessionStaysWhileTheRealmCannotBeAsked() {
        ChangingRealm realm = new ChangingRealm();
        RealmIdentityManager manager = new RealmIdentityManager(realm, now::get);
        Account account = Objects.requireNonNull(manager.verify("ada", password("secret")));
        realm.down = true;
        now.addAndGet(RecentIdentities.FRESH_NANOS);
        assertThat(manager.verify(account)).isNotNull();
        assertThat(manager.verify(account)).isNotNull();
        assertThat(realm.asked).isOne();

        Account ofTheLastServer = account;
        RealmIdentityManager next = new RealmIdentityManager(realm, now::get);
        assertThatThrownBy(() -> next.verify(ofTheLastServer)).isInstanceOf(RealmUnavailableException.class);
    }

    /** Knows ada, until it is told something else. */
    private static final class ChangingRealm implements Realm {
        private Optional<Identity> answer = Optional.of(new Identity("ada", Set.of("admin")));
        private boolean down;
        private int asked;

        @Override
        public Optional<Identity> authenticate(String name, String password) {
            return answer;
        }

        @Override
        public Optional<Identity> find(String name) {
            asked++;
            if (down) {
                throw new RealmUnavailableException("down");
            }
            return answer;
        }

        @Override
        public Optional<String> password(String name) {
            return Optional.empty();
        }

        @Override
        public boolean knowsPasswords() {
            return false;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
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
