package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.Users.User;
import java.io.IOException;
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
        Path file = file("alice=,admin\n");
        assertThatThrownBy(() -> UsersFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ": the user alice has no password; write name=password,role,role");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> UsersFile.read(missing))
                .isInstanceOf(IOException.class)
                .hasMessage(missing + ": no such file");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("users.properties"), text);
    }
}
