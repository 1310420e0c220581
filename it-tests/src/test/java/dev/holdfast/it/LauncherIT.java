package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's first start of a distribution of its own, where it makes the archive of classes. */
@Timeout(120)
final class LauncherIT {
    private static final Path JAR = Path.of("reference-server", "target", "holdfast.jar");

    @TempDir
    Path directory;

    private Path launcher;

    @BeforeEach
    void copyDistribution() throws IOException {
        launcher = Files.copy(HoldfastProcess.LAUNCHER, directory.resolve("holdfast"));
        Files.createDirectories(directory.resolve(JAR).resolveSibling("."));
        Files.createSymbolicLink(
                directory.resolve(JAR),
                HoldfastProcess.LAUNCHER.resolveSibling(JAR).toAbsolutePath());
    }

    @Test
    void archiveIsMadeAndNothingElseIsLeft() throws Exception {
        assertVersion(Map.of());
        assertThat(beside()).hasSize(2).anyMatch(name -> name.endsWith(".jsa"));
    }

    @Test
    void signalWhileTheArchiveIsMadeEndsItAndLeavesNothing() throws Exception {
        for (Map.Entry<String, Integer> signal : Map.of("TERM", 143, "INT", 130).entrySet()) {
            try (HoldfastProcess holdfast = HoldfastProcess.start(launcher, "--version")) {
                Await.until(
                        () -> "the archive is not begun: " + beside(),
                        Duration.ofSeconds(30),
                        () -> beside().size() == 2);
                holdfast.signal(signal.getKey());
                assertThat(holdfast.exitCode()).isEqualTo(signal.getValue());
                assertThat(holdfast.out()).isEmpty();
            }
            assertThat(beside()).containsExactly("holdfast.jar");
        }
    }

    /** A Java that fails when it is to make an archive stands for whatever may be in the way: a full disk, an option, a bug. */
    @Test
    void archiveThatCannotBeMadeDoesNotStopTheStartAndIsNotTriedAgain() throws Exception {
        Path home = Files.createDirectories(directory.resolve("java/bin"));
        Path tries = directory.resolve("tries");
        Path java = Files.writeString(
                home.resolve("java"),
                "#!/bin/sh\ncase \"$*\" in *rehearse) echo >>'" + tries + "'; exit 1;; esac\nexec '"
                        + System.getProperty("java.home") + "/bin/java' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(directory.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
        Map<String, String> environment =
                Map.of("JAVA_HOME", directory.resolve("java").toString());
        assertVersion(environment);
        assertVersion(environment);
        assertThat(tries).hasContent("\n");
    }

    @Test
    void archiveCanBeDoneWithout() throws Exception {
        assertVersion(Map.of("HOLDFAST_ARCHIVE", "off"));
        assertThat(beside()).containsExactly("holdfast.jar");
    }

    /** What ends within seconds is compiled less, unless JAVA_OPTS says otherwise; what reads a log takes longer. */
    @Test
    void adviceWithoutALogIsCompiledLess() throws Exception {
        Path java = Files.writeString(
                Files.createDirectories(directory.resolve("java/bin")).resolve("java"), "#!/bin/sh\necho \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(directory.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
        assertThat(options("advise", "s.yaml", "--target", "mean=1s")).isEqualTo("-XX:TieredStopAtLevel=1 -Xmx1g ");
        assertThat(options("advise", "--httpd", "httpd.conf")).isEqualTo("-Xmx1g ");
        assertThat(options("advise", "--httpd=httpd.conf")).isEqualTo("-Xmx1g ");
        assertThat(options("simulate", "advise")).isEqualTo("-Xmx1g ");
        assertThat(options()).isEqualTo("-Xmx1g ");
    }

    /** What is before the jar, with -Xmx1g in JAVA_OPTS. */
    private String options(String... arguments) throws Exception {
        Map<String, String> environment = Map.of(
                "JAVA_HOME", directory.resolve("java").toString(), "HOLDFAST_ARCHIVE", "off", "JAVA_OPTS", "-Xmx1g");
        try (HoldfastProcess holdfast = HoldfastProcess.start(environment, launcher, arguments)) {
            assertThat(holdfast.exitCode()).isZero();
            String line = holdfast.out().get(0);
            return line.substring(0, line.indexOf("-jar "));
        }
    }

    @Test
    void jarThatIsOlderThanTheSourcesRunsAndIsSaidToBe() throws Exception {
        Path source = Files.createDirectories(directory.resolve("connector/src/main/java"))
                .resolve("New.java");
        Files.createFile(source);
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        try (HoldfastProcess holdfast = HoldfastProcess.start(launcher, "--version")) {
            assertThat(holdfast.exitCode()).isZero();
            assertThat(holdfast.out()).singleElement().asString().startsWith("holdfast 0.");
            assertThat(holdfast.err())
                    .singleElement()
                    .asString()
                    .startsWith("holdfast: sources are newer than ")
                    .endsWith("; remove it to have it built anew");
        }
        Files.setLastModifiedTime(source, FileTime.fromMillis(0));
        assertVersion(Map.of());
    }

    private void assertVersion(Map<String, String> environment) throws Exception {
        try (HoldfastProcess holdfast = HoldfastProcess.start(environment, launcher, "--version")) {
            assertThat(holdfast.exitCode()).isZero();
            assertThat(holdfast.out()).singleElement().asString().startsWith("holdfast 0.");
            assertThat(holdfast.err()).isEmpty();
        }
    }

    private List<String> beside() {
        try (Stream<Path> files = Files.list(directory.resolve(JAR).resolveSibling("."))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }
}
