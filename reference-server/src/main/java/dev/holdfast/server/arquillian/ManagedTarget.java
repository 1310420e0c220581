package dev.holdfast.server.arquillian;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, which lives as long as the container is started and watches a folder of its own. What it says, the tests say. */
final class ManagedTarget implements Target {
    private static final String LISTENING = "http listening on ";
    private static final String READY = "ready in ";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> java;
    private final List<String> settings;
    private final Duration timeout;
    private @Nullable Process process;
    private @Nullable Path directory;
    private @Nullable FolderTarget folder;

    /**
     * Starts nothing yet.
     *
     * @param java what runs the program, without its arguments
     * @param settings arguments for {@code run}
     * @param timeout how long the start, and each deployment, may take
     */
    ManagedTarget(List<String> java, List<String> settings, Duration timeout) {
        this.java = List.copyOf(java);
        this.settings = List.copyOf(settings);
        this.timeout = timeout;
    }

    @Override
    public void start() throws LifecycleException {
        try {
            Path watched = Files.createTempDirectory("holdfast-arquillian-");
            directory = watched;
            List<String> command = new ArrayList<>(java);
            command.addAll(List.of("run", "--ajp", "off", "--admin", "off", "--deployments", watched.toString()));
            command.addAll(List.of("--set", "deployments.scanInterval=50ms"));
            command.addAll(settings);
            Process starting =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process = starting;
            // Tests that are interrupted stop nothing.
            Thread last = new Thread(starting::destroy, "holdfast-arquillian-stop");
            Runtime.getRuntime().addShutdownHook(last);
            Future<Void> unused = starting.onExit().thenRun(() -> forget(last));
            folder = new FolderTarget(watched, ready(starting), timeout);
        } catch (IOException e) {
            stop();
            throw new LifecycleException("the server cannot be started: " + e.getMessage(), e);
        } catch (LifecycleException e) {
            stop();
            throw e;
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            // It runs now.
        }
    }

    private URI ready(Process starting) throws LifecycleException {
        CompletableFuture<URI> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(starting, ready), "holdfast-arquillian-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return ready.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException ended) {
            Throwable said = ended.getCause() == null ? ended : ended.getCause();
            throw new LifecycleException("the server did not start: " + said.getMessage(), ended);
        } catch (TimeoutException tooLong) {
            throw new LifecycleException("the server is not ready after " + timeout.toMillis() + " ms", tooLong);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new LifecycleException("interrupted while the server started", stopping);
        }
    }

    private static void read(Process starting, CompletableFuture<URI> ready) {
        String last = "it said nothing";
        @Nullable URI uri = null;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(starting.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                last = line;
                if (line.startsWith(LISTENING)) {
                    uri = URI.create(line.substring(LISTENING.length()));
                } else if (line.startsWith(READY) && uri != null) {
                    ready.complete(uri);
                }
            }
        } catch (IOException ended) {
            last = String.valueOf(ended.getMessage());
        }
        ready.completeExceptionally(new IOException(last));
    }

    @Override
    public void stop() {
        if (process != null) {
            end(process);
            process = null;
        }
        folder = null;
        if (directory != null) {
            delete(directory);
            directory = null;
        }
    }

    /** Returns when it has ended: what it has open is the tests' again. */
    private static void end(Process process) {
        process.destroy();
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
            System.out.println("the server is killed: it has not ended after " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly()
                .onExit()
                .completeOnTimeout(process, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException stays) {
            System.out.println(directory + " stays: " + stays);
        }
    }

    @Override
    public URI uri() {
        return running().uri();
    }

    @Override
    public String deploy(Path archive) throws DeploymentException, IOException {
        return running().deploy(archive);
    }

    @Override
    public void undeploy(String fileName) throws DeploymentException, IOException {
        running().undeploy(fileName);
    }

    private FolderTarget running() {
        if (folder == null) {
            throw new IllegalStateException("the container is not started");
        }
        return folder;
    }
}
