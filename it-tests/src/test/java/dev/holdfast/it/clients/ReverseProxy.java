package dev.holdfast.it.clients;

import dev.holdfast.it.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Somebody else's proxy in front of an {@link Origin}: a child process with a configuration of its own, which does not outlive the test. */
final class ReverseProxy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final int port;
    private final Path log;

    private ReverseProxy(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts {@code command} once its configuration is written.
     *
     * @param configuration the configuration file's text, given the port to listen on
     * @param command the program and its arguments; it stays in the foreground
     */
    static ReverseProxy start(
            Path directory, Path configurationFile, IntFunction<String> configuration, List<String> command)
            throws IOException {
        Path log = directory.resolve("proxy.log");
        for (int attempt = 1; ; attempt++) {
            // Neither proxy can choose a port for itself, so somebody may take this one before it does.
            int port = freePort();
            Files.writeString(configurationFile, configuration.apply(port));
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            ReverseProxy proxy = new ReverseProxy(process, port, log);
            Await.until(proxy::log, PATIENCE, () -> !process.isAlive() || listens(port));
            if (process.isAlive()) {
                return proxy;
            }
            if (attempt == ATTEMPTS) {
                throw new AssertionError(command + " ended: " + proxy.log());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
