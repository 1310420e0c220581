package dev.holdfast.it.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@link SoakServer} as a child process, which does not outlive the test. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final InetSocketAddress load;
    private final InetSocketAddress timed;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String[] listening = answer(answers.readLine()).split(" ", -1);
        load = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(listening[1]));
        timed = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(listening[2]));
    }

    static ServerProcess start(Duration keepAliveTimeout) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                SoakServer.class.getName(),
                keepAliveTimeout.toString());
        return new ServerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    InetSocketAddress loadAddress() {
        return load;
    }

    InetSocketAddress timedAddress() {
        return timed;
    }

    /** Returns what the process holds now, garbage included. */
    Sample sample() throws IOException {
        return Sample.parse(ask("sample"));
    }

    /** Returns what the process holds after a collection. */
    Sample collect() throws IOException {
        return Sample.parse(ask("collect"));
    }

    String ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        return answer(answers.readLine());
    }

    private static String answer(@Nullable String line) {
        if (line == null) {
            throw new AssertionError("the server has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }

    /** What the server held at a moment, and has counted until then. A reason for closing that never occurred counts 0. */
    record Sample(long nanoTime, Map<String, Long> values) {
        private static Sample parse(String words) {
            Map<String, Long> values = new HashMap<>();
            for (String word : words.split(" ", -1)) {
                int equals = word.indexOf('=');
                values.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
            }
            return new Sample(System.nanoTime(), values);
        }

        long value(String name) {
            return values.getOrDefault(name, 0L);
        }
    }
}
