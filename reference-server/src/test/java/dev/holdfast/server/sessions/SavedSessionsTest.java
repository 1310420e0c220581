package dev.holdfast.server.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SavedSessionsTest {
    private static final SavedSession ONE = new SavedSession("one", 5, 60, new byte[] {1, 2, 3});
    private static final SavedSession TWO = new SavedSession("two", 6, -1, new byte[0]);

    @TempDir
    private Path directory;

    @Test
    void whatIsKeptInMemoryIsTakenOnce() throws Exception {
        SavedSessions saved = SavedSessions.inMemory();
        saved.put("/a", List.of(ONE, TWO));
        saved.put("/b", List.of(TWO));
        assertThat(saved.take("/a")).containsExactly(ONE, TWO);
        assertThat(saved.take("/a")).isEmpty();
        assertThat(saved.take("/b")).containsExactly(TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/b", "/ä:*"})
    void whatIsKeptInADirectoryIsTakenByTheNextProcessOnce(String contextPath) throws Exception {
        SavedSessions.in(directory.resolve("made/by/it")).put(contextPath, List.of(ONE, TWO));

        SavedSessions next = SavedSessions.in(directory.resolve("made/by/it"));
        assertThat(next.take(contextPath)).usingRecursiveComparison().isEqualTo(List.of(ONE, TWO));
        assertThat(next.take(contextPath)).isEmpty();
        assertThat(directory.resolve("made/by/it")).isEmptyDirectory();
    }

    @Test
    void contextPathsDoNotShareAFile() throws Exception {
        SavedSessions saved = SavedSessions.in(directory);
        for (String path : List.of("/", "/a/b", "/a#b", "/a-b")) {
            saved.put(path, List.of(ONE));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(4);
        }
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws Exception {
        SavedSessions.in(directory).put("/a", List.of(ONE));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void laterSessionsReplaceEarlierOnesAndNoneTheFile() throws Exception {
        SavedSessions saved = SavedSessions.in(directory);
        saved.put("/a", List.of(ONE));
        saved.put("/a", List.of(TWO));
        assertThat(saved.take("/a")).usingRecursiveComparison().isEqualTo(List.of(TWO));
        saved.put("/a", List.of(ONE));
        saved.put("/a", List.of());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void fileThatIsCutAnywhereIsLeftAndNoSessionsAreTaken() throws Exception {
        SavedSessions saved = SavedSessions.in(directory);
        saved.put("/a", List.of(ONE, TWO));
        Path file = onlyFile();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(saved.take("/a")).isEmpty();
            assertThat(file).exists();
        }
        whole[3]++;
        Files.write(file, whole);
        assertThat(saved.take("/a")).isEmpty();
    }

    @Test
    void directoryThatIsGoneIsAnError() throws Exception {
        Path gone = directory.resolve("gone");
        SavedSessions saved = SavedSessions.in(gone);
        Files.delete(gone);
        assertThatThrownBy(() -> saved.put("/a", List.of(ONE))).isInstanceOf(IOException.class);
        assertThat(saved.take("/a")).isEmpty();
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }
}
