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
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;

/**
 * A scenario, run for real.
 *
 * @param tester what its users measured
 * @param frontMean httpd's {@code %D} of answers with 200, in the mean, in milliseconds; NaN of a front that has no such clock
 * @param backMean the back ends' {@code %D} likewise
 * @param ajpConnections how many connections the back ends had, in the mean over time after the warm-up
 * @param mostAjpConnections the most that they had at one time since then, all together
 */
record Reality(
        TesterFigures tester, double frontMean, double backMean, double ajpConnections, long mostAjpConnections) {
    private static final Duration LOOK = Duration.ofMillis(250);

    /** Runs {@code scenario} with a front whose files and logs are left in {@code directory}, as are the back ends'. */
    static Reality run(Scenario scenario, FrontKind kind, Path directory)
            throws IOException, InterruptedException, LifecycleException {
        List<SleepingBack> backs = new ArrayList<>();
        Looks looks = new Looks();
        try {
            Back back = scenario.back();
            for (int i = 0; i < back.members(); i++) {
                backs.add(SleepingBack.start(back, directory.resolve("back" + i)));
            }
            List<Integer> ports = backs.stream().map(SleepingBack::port).toList();
            Optional<Path> log;
            TesterFigures figures;
            Duration warmup = warmup(scenario.run());
            Instant from = Instant.now().plus(warmup);
            Instant until = Instant.now().plus(scenario.run().duration());
            long now = System.nanoTime();
            Thread looking = looking(
                    backs,
                    looks,
                    now + warmup.toNanos(),
                    now + scenario.run().duration().toNanos());
            try (LiveFront front = kind.start(scenario, directory.resolve("front"), ports)) {
                figures = Crowd.run(scenario, front);
                log = front.log();
            } finally {
                looking.interrupt();
            }
            for (SleepingBack server : backs) {
                server.close();
            }
            double front = mean(log.stream().toList(), from, until, "200", 3);
            double behind = mean(backs.stream().map(SleepingBack::log).toList(), from, until, "200", 2);
            return new Reality(figures, front, behind, looks.mean(), looks.most());
        } finally {
            for (SleepingBack server : backs) {
                server.close();
            }
        }
    }

    /** Returns what is not counted at the start, on both sides. */
    static Duration warmup(Run run) {
        return run.warmup().orElse(run.duration().dividedBy(4));
    }

    /** What was seen of numbers of connections. */
    private static final class Looks {
        private long most;
        private long sum;
        private long count;

        synchronized void saw(long open, boolean counts) {
            if (counts) {
                most = Math.max(most, open);
                sum += open;
                count++;
            }
        }

        synchronized long most() {
            return most;
        }

        synchronized double mean() {
            return (double) sum / count;
        }
    }

    private static Thread looking(List<SleepingBack> backs, Looks looks, long from, long until) {
        Thread thread = new Thread(
                () -> {
                    try {
                        for (long time = System.nanoTime(); time < until; time = System.nanoTime()) {
                            KernelSockets now = KernelSockets.now();
                            long open = backs.stream()
                                    .mapToLong(back -> now.established(back.port()))
                                    .sum();
                            looks.saw(open, time >= from);
                            Thread.sleep(LOOK.toMillis());
                        }
                    } catch (InterruptedException theRunIsOver) {
                        // So is its looking.
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "looking");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What is under way when the run ends is cut short then. */
    private static boolean isBetween(long begunMillis, long millis, Instant from, Instant until) {
        return begunMillis >= from.toEpochMilli() && begunMillis + millis <= until.toEpochMilli();
    }

    /** Of lines {@code BEGUN_MILLIS MICROS ...}. */
    private static double mean(List<Path> logs, Instant from, Instant until, String status, int statusField) {
        double sum = 0;
        long count = 0;
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    String[] fields = line.split(" ", -1);
                    if (fields.length > statusField
                            && fields[statusField].equals(status)
                            && isBetween(Long.parseLong(fields[0]), Long.parseLong(fields[1]) / 1000, from, until)) {
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
