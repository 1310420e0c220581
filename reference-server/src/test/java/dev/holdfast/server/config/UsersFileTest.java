package dev.holdfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.realm.HashedPassword;
import dev.holdfast.server.realm.Users.User;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersFileTest {
    @TempDir
    Path directory;

    @Test
    void everyUserHasAPasswordAndAnyNumberOfRoles() throws Exception {
        assertThat(UsersFile.read(file("alice = wonder, admin, user\nbob=builder\n"))
                        .byName())
                .isEqualTo(Map.of(
                        "alice", new User("wonder", Set.of("admin", "user")), "bob", new User("builder", Set.of())));
    }

    @Test
    void userWithoutAPasswordIsRefused() throws Exception {
        Path file = file("bob=x\nalice=,admin\n");
        assertThatThrownBy(() -> UsersFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":2: the user alice has no password; write name=password,role,role");
    }

    @Test
    void passwordMayBeHashed() throws Exception {
        HashedPassword hashed = HashedPassword.of("wonder, land");
        assertThat(UsersFile.read(file("alice = " + hashed + ", admin\n"))
                        .byName()
                        .get("alice"))
                .satisfies(alice -> {
                    assertThat(alice.password().matches("wonder, land")).isTrue();
                    assertThat(alice.roles()).containsExactly("admin");
                });
    }

    @Test
    void whatBeginsAsAHashAndIsNoneIsRefused() throws Exception {
        Path file = file("alice={pbkdf2-sha512}1000:c2FsdA==:aGFzaA==,admin\n");
        assertThatThrownBy(() -> UsersFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":1: the password of the user alice: a hash must have 64 bytes");
    }

    @Test
    void hashOfAnotherKindIsRefused() throws Exception {
        Path file = file("bob=builder\nalice=$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA,admin\n");
        assertThatThrownBy(() -> UsersFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        file + ":2: the password of the user alice: looks like a hash of another kind, $argon2id$; ");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> UsersFile.read(missing))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(missing + ": no such file");
    }

    @Test
    void fileInAnotherEncodingIsNamedWithTheLine() throws Exception {
        Path file =
                Files.write(directory.resolve("latin1"), "a=b\nren\u00e9=x\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> UsersFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":2: not a properties file in UTF-8");
    }

    @Test
    void passwordOfNothingButCommasIsNone() throws Exception {
        Path file = file("alice=,\n");
        assertThatThrownBy(() -> UsersFile.read(file)).hasMessageStartingWith(file + ":1: the user alice");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("users.properties"), text);
    }
}
