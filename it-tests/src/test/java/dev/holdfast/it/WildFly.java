package dev.holdfast.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A WildFly in a process of its own, which does not outlive the test; its files are in the test's directory, but for those it only reads. */
final class WildFly implements AutoCloseable {
    private static final Path UNPACKED = Path.of("target", "wildfly").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path base;
    private final int port = Http.freePort();
    private final Process process;

    private WildFly(Path base) throws IOException {
        this.base = base;
        Path home = home();
        copyConfiguration(home);
        Files.createDirectories(deployments());
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djboss.home.dir=" + home,
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.http.port=" + port,
                        "-Djboss.https.port=" + Http.freePort(),
                        "-Djboss.management.http.port=" + Http.freePort(),
                        "-jar",
                        home.resolve("jboss-modules.jar").toString(),
                        "-mp",
                        home.resolve("modules").toString(),
                        "org.jboss.as.standalone",
                        "-b",
                        "127.0.0.1",
                        "-bmanagement",
                        "127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(out().toFile())
                .start();
    }

    static WildFly start(Path directory) throws IOException {
        WildFly wildFly = new WildFly(directory);
        // WFLYSRV0025 is the code of "started".
        Await.until(wildFly::said, PATIENCE, () -> wildFly.said().contains("WFLYSRV0025"));
        return wildFly;
    }

    /** The zip has one directory, named with the version. */
    private static Path home() throws IOException {
        try (Stream<Path> directories = Files.list(UNPACKED)) {
            return directories
                    .filter(directory -> Files.exists(directory.resolve("jboss-modules.jar")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no WildFly in " + UNPACKED));
        }
    }

    /** Looks for deployments ten times as often as it would. */
    private void copyConfiguration(Path home) throws IOException {
        Path configuration = Files.createDirectories(base.resolve("configuration"));
        try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        Path standalone = configuration.resolve("standalone.xml");
        Files.writeString(
                standalone, Files.readString(standalone).replace("scan-interval=\"5000\"", "scan-interval=\"500\""));
    }

    /** Deploys through the deployments directory, and returns once that succeeded. */
    void deploy(Path archive) throws IOException {
        copy(archive);
        awaitMarker(archive, ".deployed");
    }

    /** Deploys what cannot be deployed, and returns what WildFly says of it, without the backslashes it puts before quotes. */
    String deployInVain(Path archive) throws IOException {
        copy(archive);
        Path marker = awaitMarker(archive, ".failed");
        // It is there before anything is written into it.
        Await.until(this::said, PATIENCE, () -> marker.toFile().length() > 0);
        return Files.readString(marker).replace("\\", "");
    }

    void undeploy(Path archive) throws IOException {
        Files.delete(deployments().resolve(archive.getFileName() + ".deployed"));
        awaitMarker(archive, ".undeployed");
    }

    private void copy(Path archive) throws IOException {
        Path incomplete = Files.copy(archive, base.resolve(archive.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        Files.move(incomplete, deployments().resolve(archive.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path awaitMarker(Path archive, String suffix) {
        Path marker = deployments().resolve(archive.getFileName() + suffix);
        Await.until(this::said, PATIENCE, () -> Files.exists(marker));
        return marker;
    }

    /** Returns WildFly's own address of {@code path}. */
    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Path deployments() {
        return base.resolve("deployments");
    }

    private Path out() {
        return base.resolve("stdout");
    }

    private String said() {
        try {
            return Files.readString(out());
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
