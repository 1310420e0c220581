package dev.holdfast.fidelity;

import dev.holdfast.scenario.Back;
import dev.holdfast.scenario.Run;
import dev.holdfast.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;

/**
 * A scenario, run for real.
 *
 * @param tester what its users measured
 * @param frontMean httpd's {@code %D} of answers with 200, in the mean, in milliseconds; NaN of a front that has no such clock
 * @param backMean the back ends' {@code %D} likewise
 * @param mostAjpConnections the most that the back ends had at one time, all together
 */
record Reality(TesterFigures tester, double frontMean, double backMean, long mostAjpConnections) {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Runs {@code scenario} with a front whose files and logs are left in {@code directory}, as are the back ends'. */
    static Reality run(Scenario scenario, FrontKind kind, Path directory)
            throws IOException, InterruptedException, LifecycleException {
        List<SleepingBack> backs = new ArrayList<>();
        AtomicLong most = new AtomicLong();
        try {
            Back back = scenario.back();
            for (int i = 0; i < back.members(); i++) {
                backs.add(SleepingBack.start(back, directory.resolve("back" + i)));
            }
            List<Integer> ports = backs.stream().map(SleepingBack::port).toList();
            Optional<Path> log;
            TesterFigures figures;
            Thread looking = looking(backs, most);
            Run run = scenario.run();
            Instant from = Instant.now().plus(run.warmup().orElse(run.duration().dividedBy(4)));
            try (LiveFront front = kind.start(scenario, directory.resolve("front"), ports)) {
                figures = Crowd.run(scenario, front);
                log = front.log();
            } finally {
                looking.interrupt();
            }
            for (SleepingBack server : backs) {
                server.close();
            }
            double front = mean(log.stream().toList(), from, "200", 3);
            double behind = mean(backs.stream().map(SleepingBack::log).toList(), from, "200", 2);
            return new Reality(figures, front, behind, most.get());
        } finally {
            for (SleepingBack server : backs) {
                server.close();
            }
        }
    }

    private static Thread looking(List<SleepingBack> backs, AtomicLong most) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            long open = backs.stream()
                                    .mapToLong(SleepingBack::connections)
                                    .sum();
                            most.accumulateAndGet(open, Math::max);
                            Thread.sleep(LOOK.toMillis());
                        }
                    } catch (InterruptedException theRunIsOver) {
                        // So is its looking.
                    }
                },
                "looking");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Of lines {@code BEGUN_MILLIS MICROS ...}. */
    private static double mean(List<Path> logs, Instant from, String status, int statusField) {
        double sum = 0;
        long count = 0;
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    String[] fields = line.split(" ", -1);
                    if (fields.length > statusField
                            && fields[statusField].equals(status)
                            && Long.parseLong(fields[0]) >= from.toEpochMilli()) {
                        sum += Long.parseLong(fields[1]) / 1000.0;
                        count++;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sum / count;
    }
}
