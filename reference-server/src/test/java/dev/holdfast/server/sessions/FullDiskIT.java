package dev.holdfast.server.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of 64 kB, which only root can make. */
final class FullDiskIT {
    @TempDir
    private Path directory;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = System.getProperty("os.name").equals("Linux")
                && run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.toString());
        assumeTrue(mounted, "only root can mount a small disk to fill");
    }

    @AfterEach
    void unmount() throws Exception {
        assertThat(!mounted || run("umount", directory.toString())).isTrue();
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    @Test
    void sessionsThatHaveNoRoomAreAnErrorAndThoseBeforeStay() throws Exception {
        SavedSession small = new SavedSession("small", 5, 60, new byte[] {1});
        SavedSession large = new SavedSession("large", 5, 60, new byte[100_000]);
        try (SavedSessions saved = SavedSessions.in(directory)) {
            saved.put("/a", List.of(small));
            assertThatThrownBy(() -> saved.put("/a", List.of(large))).isInstanceOf(IOException.class);
            assertThat(saved.read("/a")).usingRecursiveComparison().isEqualTo(List.of(small));
            assertThat(fileNames()).containsExactlyInAnyOrder(".lock", "sessions#a");
        }
    }

    private List<String> fileNames() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
