package dev.holdfast.it;

import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The launcher as a user starts it, in a process of its own that does not outlive the test. */
final class HoldfastProcess implements AutoCloseable {
    static final Path LAUNCHER = Path.of("..", "holdfast").toAbsolutePath().normalize();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Lines out;
    private final Lines err;

    private HoldfastProcess(Process process) {
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    static HoldfastProcess start(String... arguments) throws IOException {
        return start(LAUNCHER, arguments);
    }

    static HoldfastProcess start(Path launcher, String... arguments) throws IOException {
        return start(Map.of(), launcher, arguments);
    }

    static HoldfastProcess start(Map<String, String> environment, Path launcher, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (Path.of("/usr/bin/env").toFile().canExecute()
                && System.getProperty("os.name").equals("Linux")) {
            // A build that runs in the background may have SIGINT ignored, and a child inherits that.
            command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        command.add(launcher.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new HoldfastProcess(builder.start());
    }

    /** Says {@code line} on its standard input, and nothing after that. */
    HoldfastProcess say(String line) throws IOException {
        try (Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
            in.write(line + "\n");
        }
        return this;
    }

    /** Runs to the end. */
    static HoldfastProcess run(String... arguments) throws Exception {
        HoldfastProcess process = start(arguments);
        process.exitCode();
        return process;
    }

    HoldfastProcess awaitReady() throws InterruptedException {
        awaitOut("ready in ");
        return this;
    }

    /** Returns the first line on stdout that starts with {@code prefix}, once it is there, without the prefix. */
    String awaitOut(String prefix) throws InterruptedException {
        return out.await(prefix)
                .orElseGet(() -> fail("no line \"%s\" on stdout:%n%s%nstderr:%n%s", prefix, out.soFar(), err.soFar()));
    }

    URI http() throws InterruptedException {
        return URI.create(awaitOut("http listening on "));
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Returns the id of the Java process: the launcher becomes it. */
    long pid() {
        return process.pid();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return fail("still running after %s; stdout:%n%s%nstderr:%n%s", PATIENCE, out.soFar(), err.soFar());
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    List<String> out() {
        return out.soFar();
    }

    List<String> err() {
        return err.soFar();
    }

    @Override
    public void close() {
        // Politely first, so that it removes its temporary files.
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }

    /** What a stream has said so far, read by a thread so that the process never blocks on it. */
    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean ended;

        Lines(InputStream stream) {
            this.reader = new Thread(() -> read(stream), "holdfast-process-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("unreadable: " + e);
            }
            end();
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized List<String> soFar() {
            return List.copyOf(lines);
        }

        /** Waits for a line that starts with {@code prefix}; returns its rest, or nothing if the stream ends or patience does. */
        synchronized Optional<String> await(String prefix) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            Optional<String> found = find(prefix);
            while (found.isEmpty() && !ended && System.nanoTime() < end) {
                wait(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
                found = find(prefix);
            }
            return found;
        }

        private Optional<String> find(String prefix) {
            return lines.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .findFirst();
        }

        void awaitEnd() throws InterruptedException {
            reader.join(PATIENCE.toMillis());
        }
    }
}
