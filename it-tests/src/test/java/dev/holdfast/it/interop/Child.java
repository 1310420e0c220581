package dev.holdfast.it.interop;

import dev.holdfast.it.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that does not outlive the test, and what it says. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Child start(Path log, Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Child(builder.start(), log);
    }

    /** Starts a Java with few threads: a dozen of them share the machine. */
    static Child java(Path log, Path directory, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto"));
        command.addAll(arguments);
        return start(log, directory, Map.of(), command);
    }

    /** Starts a class of these tests. */
    static Child main(Path log, Path directory, Class<?> main, List<String> properties, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(properties);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(List.of(arguments));
        return java(log, directory, line);
    }

    /** Returns the first group of {@code pattern}, once it has said so. */
    String awaitSaid(Pattern pattern) {
        Await.until(this::said, PATIENCE, () -> pattern.matcher(said()).find() || !process.isAlive());
        Matcher matcher = pattern.matcher(said());
        if (!matcher.find()) {
            throw new AssertionError("ended without " + pattern + ": " + said());
        }
        return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
    }

    /** Returns its exit code, once it has ended by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE + ": " + said());
        }
        return process.exitValue();
    }

    String said() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** SIGKILL: the kernel closes its connections. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        kill();
    }
}
