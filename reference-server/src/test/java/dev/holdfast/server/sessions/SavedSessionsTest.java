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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SavedSessionsTest {
    private static final SavedSession ONE = new SavedSession("one", 5, 60, new byte[] {1, 2, 3});
    private static final SavedSession TWO = new SavedSession("two", 6, -1, new byte[0]);

    @TempDir
    private Path directory;

    private SavedSessions saved = SavedSessions.inMemory();

    @AfterEach
    void close() {
        saved.close();
    }

    private void open() throws IOException {
        saved.close();
        saved = SavedSessions.in(directory);
    }

    @Test
    void whatIsKeptInMemoryIsThereUntilItIsForgotten() throws Exception {
        saved.put("/a", List.of(ONE, TWO));
        saved.put("/b", List.of(TWO));
        assertThat(saved.read("/a")).containsExactly(ONE, TWO);
        assertThat(saved.read("/a")).containsExactly(ONE, TWO);
        saved.forget("/a");
        assertThat(saved.read("/a")).isEmpty();
        assertThat(saved.read("/b")).containsExactly(TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/b", "/ä:*", "//shop.example.com/", "//shop.example.com/a"})
    void whatIsKeptInADirectoryIsThereForTheNextProcessUntilItIsForgotten(String location) throws Exception {
        open();
        saved.put(location, List.of(ONE, TWO));

        open();
        assertThat(saved.read(location)).usingRecursiveComparison().isEqualTo(List.of(ONE, TWO));
        open();
        assertThat(saved.read(location)).usingRecursiveComparison().isEqualTo(List.of(ONE, TWO));
        saved.forget(location);
        open();
        assertThat(saved.read(location)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void directoryIsMadeIfItIsNotThere() throws Exception {
        try (SavedSessions sessions = SavedSessions.in(directory.resolve("made/by/it"))) {
            sessions.put("/a", List.of(ONE));
        }
        assertThat(directory.resolve("made/by/it")).isNotEmptyDirectory();
    }

    @Test
    void directoryOfAnotherServerIsRefusedUntilThatIsClosed() throws Exception {
        open();
        assertThatThrownBy(() -> SavedSessions.in(directory))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "another server keeps its sessions in " + directory + "; each needs a directory of its own");
        saved.put("/a", List.of(ONE));
        open();
        assertThat(saved.read("/a")).hasSize(1);
    }

    @Test
    void directoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> SavedSessions.in(file.resolve("beneath")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot keep sessions in " + file.resolve("beneath") + ": ");
    }

    @Test
    void whatAKilledProcessHasBegunToWriteGoesAndNothingElse() throws Exception {
        Files.writeString(directory.resolve("sessions-1234.tmp"), "begun");
        Files.writeString(directory.resolve("mine.tmp"), "mine");
        open();
        assertThat(files()).extracting(Path::getFileName).containsExactly(Path.of("mine.tmp"));
    }

    @Test
    void contextPathsDoNotShareAFile() throws Exception {
        open();
        for (String path : List.of("/", "/a/b", "/a#b", "/a-b")) {
            saved.put(path, List.of(ONE));
        }
        assertThat(files()).hasSize(4);
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws Exception {
        open();
        saved.put("/a", List.of(ONE));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void laterSessionsReplaceEarlierOnesAndNoneTheFile() throws Exception {
        open();
        saved.put("/a", List.of(ONE));
        saved.put("/a", List.of(TWO));
        assertThat(saved.read("/a")).usingRecursiveComparison().isEqualTo(List.of(TWO));
        saved.put("/a", List.of());
        assertThat(files()).isEmpty();
    }

    @Test
    void fileThatIsCutAnywhereIsSetAside() throws Exception {
        open();
        saved.put("/a", List.of(ONE, TWO));
        Path file = onlyFile();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            assertIsSetAside(file, Arrays.copyOf(whole, length));
        }
        whole[3]++;
        assertIsSetAside(file, whole);
    }

    private void assertIsSetAside(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        assertThat(saved.read("/a")).isEmpty();
        Path aside = onlyFile();
        assertThat(String.valueOf(aside.getFileName()))
                .startsWith("unreadable-")
                .endsWith("-sessions#a");
        assertThat(aside).hasBinaryContent(content);
        saved.put("/a", List.of(ONE));
        assertThat(aside).hasBinaryContent(content);
        Files.delete(aside);
    }

    /** A deployment that takes too long is interrupted, and may be reading then. */
    @Test
    void interruptCostsNoSession() throws Exception {
        open();
        Thread.currentThread().interrupt();
        saved.put("/a", List.of(ONE));
        assertThat(saved.read("/a")).hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void directoryThatIsGoneIsAnError() throws Exception {
        Path gone = directory.resolve("gone");
        try (SavedSessions sessions = SavedSessions.in(gone)) {
            Files.delete(gone.resolve(".lock"));
            Files.delete(gone);
            assertThatThrownBy(() -> sessions.put("/a", List.of(ONE))).isInstanceOf(IOException.class);
            assertThat(sessions.read("/a")).isEmpty();
        }
    }

    private Path onlyFile() throws IOException {
        return files().stream().findFirst().orElseThrow();
    }

    /** Returns all but the lock. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.endsWith(".lock")).toList();
        }
    }
}
