package dev.holdfast.config.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class NamedFilesTest {
    @Test
    @Timeout(60)
    void aPipeThatIsNamedIsReadOnce(@TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        NamedFiles files = new NamedFiles(List.of(pipe.toString()));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(pipe));
        assertThat(files.text(pipe.toString())).isEqualTo("Listen 80");
        assertThat(files.text(pipe.toString())).isEqualTo("Listen 80");
        writer.join();
        assertThat(new NamedFiles(List.of()).text(pipe.toString())).isNull();
        assertThat(new DiskFiles().text(pipe.toString())).isNull();
    }

    private static void write(Path pipe) {
        try {
            Files.writeString(pipe, "Listen 80");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void directoriesAndWhatIsNotThereAreNoFiles(@TempDir Path directory) {
        String none = directory.resolve("none").toString();
        NamedFiles files = new NamedFiles(List.of(none, directory.toString()));
        assertThat(files.text(none)).isNull();
        assertThat(files.text(directory.toString())).isNull();
        assertThat(files.names(directory.toString())).isEmpty();
    }

    @Test
    void linksLeadToOnePath(@TempDir Path directory) throws IOException {
        Path real = directory.toRealPath();
        Path file = Files.writeString(real.resolve("f"), "x");
        Path link = Files.createSymbolicLink(real.resolve("l"), file);
        NamedFiles files = new NamedFiles(List.of());
        assertThat(files.real(link.toString())).isEqualTo(file.toString());
        assertThat(files.real(real.resolve("none").toString()))
                .isEqualTo(real.resolve("none").toString());
    }
}
