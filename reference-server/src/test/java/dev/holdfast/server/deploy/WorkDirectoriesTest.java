package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkDirectoriesTest {
    @TempDir
    private Path directory;

    private WorkDirectories directories;

    @BeforeEach
    void begin() {
        directories = new WorkDirectories(directory);
    }

    @Test
    void deletedOneIsGoneWithAllThatIsInIt() throws IOException {
        WorkDirectory one = directories.create();
        WorkDirectory other = directories.create();
        Files.writeString(one.directory("a/b").resolve("file"), "x");

        directories.delete(one);
        directories.delete(one);

        assertThat(one.root()).doesNotExist();
        assertThat(other.root()).isEmptyDirectory();
    }

    @Test
    void allThatAreLeftAreGoneOnceClosed() throws IOException {
        directories.create();
        Files.writeString(directories.create().directory("a").resolve("file"), "x");

        directories.close();
        directories.close();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void thereAreNoNewOnesOnceClosed() {
        directories.close();

        assertThatThrownBy(directories::create)
                .isInstanceOf(Fault.class)
                .hasMessage("cannot be deployed: the server is stopping");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void deploymentInProgressCannotBringItsDirectoryBack() throws IOException {
        WorkDirectory work = directories.create();
        Path sub = work.directory("app");

        directories.close();

        assertThatThrownBy(() -> work.directory("temp")).isInstanceOf(Fault.class);
        assertThatThrownBy(() -> work.newFile(sub.resolve("file"))).isInstanceOf(Fault.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void fileThatIsBeingWrittenIsDeletedAllTheSame() throws IOException {
        WorkDirectory work = directories.create();
        try (OutputStream out = work.newFile(work.directory("app").resolve("file"))) {
            directories.close();
            out.write(1);
        }

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatTheApplicationPutBackGoesWhenItsDeploymentIsUndone() throws IOException {
        WorkDirectory work = directories.create();
        directories.close();
        Files.writeString(Files.createDirectories(work.root().resolve("temp")).resolve("file"), "x");

        directories.delete(work);

        assertThat(directory).isEmptyDirectory();
    }
}
