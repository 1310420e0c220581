package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.security.idm.PasswordCredential;
import java.util.Map;
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

    @Test
    void passwordIsNotPrinted() {
        assertThat(users.toString()).doesNotContain("pässword");
    }

    private static PasswordCredential password(String password) {
        return new PasswordCredential(password.toCharArray());
    }
}
