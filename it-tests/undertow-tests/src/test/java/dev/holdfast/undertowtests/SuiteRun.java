package dev.holdfast.undertowtests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs test classes over one listener, in as many processes as it takes. */
final class SuiteRun {
    /** Several times what the slowest test of the suite takes on a busy machine. */
    private static final Duration STALLED = Duration.ofMinutes(3);

    private final TestedListener listener;
    private final Path suiteDirectory;
    private final Path work;
    private final Map<String, Outcome> outcomes = new TreeMap<>();
    private final Set<String> passedWhenTriedAgain = new TreeSet<>();
    private long requestsServed;
    private int processes;

    /**
     * Prepares a run.
     *
     * @param suiteDirectory where the suite's jar was unpacked
     * @param work where reports and logs go
     */
    SuiteRun(TestedListener listener, Path suiteDirectory, Path work) {
        this.listener = listener;
        this.suiteDirectory = suiteDirectory;
        this.work = work;
    }

    /** Runs the classes in the order given. */
    void run(List<String> classes) throws IOException, InterruptedException {
        outcomes.putAll(runOnce(classes));
    }

    /** Runs the classes of those tests that failed again, each alone: a test counts as passed if it ever passes. */
    void tryAgain(Set<String> tests) throws IOException, InterruptedException {
        Set<String> classes = tests.stream()
                .filter(test -> !hasPassed(test))
                .map(SuiteRun::className)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String failedClass : classes) {
            runOnce(List.of(failedClass)).forEach(this::improve);
        }
    }

    private boolean hasPassed(String test) {
        Outcome outcome = outcomes.get(test);
        return outcome != null && !outcome.isFailed();
    }

    /** Returns how each test ended. */
    Map<String, Outcome> outcomes() {
        return outcomes;
    }

    /** Returns in a word how a test ended. */
    String status(String test) {
        Outcome outcome = outcomes.get(test);
        return outcome == null ? "NEVER RUN" : outcome.status().name();
    }

    String label() {
        return listener.label();
    }

    String totals() {
        Map<Outcome.Status, Long> counts =
                outcomes.values().stream().collect(Collectors.groupingBy(Outcome::status, Collectors.counting()));
        return String.format(
                "%-8s %d tests: %d passed, %d failed, %d skipped; %d requests over Holdfast's listener; passed when tried again: %s",
                label(),
                outcomes.size(),
                counts.getOrDefault(Outcome.Status.PASSED, 0L),
                counts.getOrDefault(Outcome.Status.FAILED, 0L),
                counts.getOrDefault(Outcome.Status.SKIPPED, 0L),
                requestsServed,
                passedWhenTriedAgain);
    }

    private void improve(String test, Outcome again) {
        Outcome before = outcomes.get(test);
        if (before == null || (before.isFailed() && !again.isFailed())) {
            outcomes.put(test, again);
            passedWhenTriedAgain.add(test);
        }
    }

    static String className(String test) {
        int method = test.indexOf('#');
        return method < 0 ? test : test.substring(0, method);
    }

    /** A test that hangs costs its process; what follows its class runs in another. */
    private Map<String, Outcome> runOnce(List<String> classes) throws IOException, InterruptedException {
        Map<String, Outcome> results = new TreeMap<>();
        List<String> rest = classes;
        while (!rest.isEmpty()) {
            SuiteReport report = process(rest);
            results.putAll(report.outcomes());
            requestsServed += Math.max(report.requestsServed(), 0);
            Set<String> broken = new LinkedHashSet<>();
            for (String test : report.unfinished()) {
                results.put(test, Outcome.failed("did not end"));
                broken.add(className(test));
            }
            rest = broken.isEmpty() ? List.of() : after(broken, rest);
        }
        return results;
    }

    private static List<String> after(Set<String> broken, List<String> classes) {
        int last = broken.stream().mapToInt(classes::indexOf).max().orElse(classes.size());
        return classes.subList(last + 1, classes.size());
    }

    private SuiteReport process(List<String> classes) throws IOException, InterruptedException {
        String name = listener.label() + "-" + processes++;
        Path report = work.resolve(name + ".report");
        Path log = work.resolve(name + ".log");
        Path list = Files.write(work.resolve(name + ".classes"), classes);
        Files.deleteIfExists(report);
        Process process = new ProcessBuilder(command(report, list))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitEnd(process, report);
        } finally {
            process.destroyForcibly();
        }
        SuiteReport read = SuiteReport.read(report);
        if (read.requestsServed() < 0 && read.unfinished().isEmpty()) {
            throw new IOException("the suite's process ended or hung between two tests, see " + log);
        }
        return read;
    }

    private static void awaitEnd(Process process, Path report) throws IOException, InterruptedException {
        long seen = -1;
        long lastProgress = System.nanoTime();
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            long size = Files.exists(report) ? Files.size(report) : 0;
            if (size != seen) {
                seen = size;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > STALLED.toNanos()) {
                return;
            }
        }
    }

    private List<String> command(Path report, Path classes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the suite's own build sets.
        command.addAll(List.of("-ea", "-Xmx1024m"));
        command.addAll(List.of(
                "-Dtest.bufferSize=8192",
                "-Dtest.long.runners=true",
                "-Ddefault.server.address=localhost",
                // Undertow 2.4.4 would want a secret that tests of 2.4.2 do not know of.
                "-Dio.undertow.ajp.REQUIRE_AJP_SECRET=false",
                "-Ddefault.server.port=7777",
                "-Djava.net.preferIPv6Addresses=false",
                "-Dsun.net.useExclusiveBind=false"));
        command.add("-Djava.io.tmpdir=" + work);
        command.addAll(List.of("-cp", suiteDirectory + File.pathSeparator + ownClassPath()));
        command.addAll(List.of(SuiteProcess.class.getName(), listener.name(), report.toString(), classes.toString()));
        return command;
    }

    private static String ownClassPath() {
        String surefire = System.getProperty("surefire.test.class.path");
        String path = surefire == null ? System.getProperty("java.class.path") : surefire;
        return Arrays.stream(path.split(File.pathSeparator)).distinct().collect(Collectors.joining(File.pathSeparator));
    }
}
