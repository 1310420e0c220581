package dev.holdfast.fidelity;

import dev.holdfast.scenario.Scenario;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An Apache httpd that is the front of a scenario. */
final class Httpd implements LiveFront {
    private static final long START_MILLIS = 10_000;
    private static final long STOP_SECONDS = 10;
    private static final int POLL_MILLIS = 50;

    private final Process process;
    private final int port;
    private final Path directory;

    private Httpd(Process process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    /**
     * Starts it; when this returns it listens.
     *
     * @param program the program {@code apache2}
     * @param directory for its configuration and logs, of its own
     * @throws IOException with what it said, if it ends instead
     */
    static Httpd start(Path program, Scenario scenario, Path directory, List<Integer> backs)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        int port = freePort();
        Path file = directory.resolve("httpd.conf");
        Path modules = program.resolve("../../lib/apache2/modules").normalize();
        Files.writeString(file, HttpdFiles.of(scenario, directory, modules, port, backs));
        Path log = directory.resolve("error.log");
        // A prefork parent that stops sends SIGTERM to its process group, which must not be ours.
        Process process = new ProcessBuilder("setsid", program.toString(), "-f", file.toString(), "-DFOREGROUND")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Httpd httpd = new Httpd(process, port, directory);
        for (long waited = 0; !Files.exists(directory.resolve("httpd.pid")); waited += POLL_MILLIS) {
            if (!process.isAlive() || waited > START_MILLIS) {
                httpd.close();
                throw new IOException("httpd does not start: " + Files.readString(log));
            }
            Thread.sleep(POLL_MILLIS);
        }
        return httpd;
    }

    /** httpd cannot choose a port for itself. */
    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Optional<Path> log() {
        return Optional.of(HttpdFiles.log(directory));
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-USR1", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly().onExit().join();
    }
}
