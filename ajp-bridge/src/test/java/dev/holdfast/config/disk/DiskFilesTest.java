package dev.holdfast.config.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskFilesTest {
    private final DiskFiles files = new DiskFiles();

    @Test
    void textIsUtf8OrLatin1(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("f");
        Files.writeString(file, "\u00e4\u20ac");
        assertThat(files.text(file.toString())).isEqualTo("\u00e4\u20ac");
        Files.write(file, "\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(files.text(file.toString())).isEqualTo("\u00e4");
    }

    @Test
    void whatIsNotThereIsNull(@TempDir Path directory) {
        assertThat(files.text(directory.resolve("f").toString())).isNull();
        assertThat(files.text(directory.toString())).isNull();
        assertThat(files.names(directory.resolve("d").toString())).isNull();
        assertThat(files.names(directory.toString())).isEmpty();
        assertThat(files.text("/a\u0000b")).isNull();
    }

    @Test
    void whatMayNotBeReadSaysSo(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("f"), PosixFilePermissions.asFileAttribute(Set.of()));
        assumeThat(Files.isReadable(file)).as("root may").isFalse();
        assertThatThrownBy(() -> files.text(file.toString())).hasMessage(file + ": permission denied");
    }

    @Test
    void largeFilesAreRefused(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("f");
        Files.write(file, new byte[(16 << 20) + 1]);
        assertThatThrownBy(() -> files.text(file.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ": the file has more than 16777216 bytes");
    }

    @Test
    void namesAreThoseOfTheDirectory(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("b"), "");
        Files.createDirectory(directory.resolve("a"));
        assertThat(files.names(directory.toString())).containsExactlyInAnyOrder("a", "b");
    }
}
