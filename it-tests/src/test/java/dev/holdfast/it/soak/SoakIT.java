package dev.holdfast.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.it.Await;
import dev.holdfast.it.soak.ServerProcess.Sample;
import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * A short soak; {@code -Psoak} makes it a long one. {@code soak.duration} and {@code soak.keepAliveTimeout} (ISO 8601) and {@code soak.idle}
 * (connections) set it up; {@code soak.seed} repeats one, as far as threads and sockets can be repeated.
 */
final class SoakIT {
    private static final Duration DURATION = Duration.parse(System.getProperty("soak.duration", "PT20S"));
    private static final Duration KEEP_ALIVE_TIMEOUT =
            Duration.parse(System.getProperty("soak.keepAliveTimeout", "PT3S"));
    private static final int IDLE = Integer.getInteger("soak.idle", 1000);
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

    private static final int SAMPLES = 30;

    /** Each sample stops the server for a collection. */
    private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LATENESS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Below what a leak of a hundred bytes a connection, or of ten a request, comes to in ten minutes. */
    private static final long HEAP_GROWTH = 4 << 20;

    private final Ledger ledger = new Ledger();

    @Test
    void nothingIsLostAndNothingIsLeftOver() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "soak: %s, %d idle connections, keepAliveTimeout %s, soak.seed %d%n",
                DURATION,
                IDLE,
                KEEP_ALIVE_TIMEOUT,
                SEED);
        try (ServerProcess server = ServerProcess.start(KEEP_ALIVE_TIMEOUT)) {
            requireDescriptors(server);
            warmUp(server);
            Sample baseline = server.collect();
            List<Sample> series = run(server, DURATION, SEED + 1);
            Sample end = server.collect();
            report(server, baseline, series, end);
            assertNothingLost();
            assertNothingLeftOver(baseline, end);
            assertHeapIsFlat(series);
            assertThat(series).as("that many were open").anyMatch(sample -> sample.value("open") >= IDLE);
            assertInTime(end);
        }
    }

    private static void requireDescriptors(ServerProcess server) throws IOException {
        long needed = Crowd.descriptors(IDLE);
        long own = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        assertThat(Math.min(own, server.sample().value("maxDescriptors")))
                .as("file descriptors of a process: ulimit -n %d", needed)
                .isGreaterThanOrEqualTo(needed);
    }

    /** Does everything once that leaves something behind once: a worker that ever waited for a client keeps the selector it did it with. */
    private void warmUp(ServerProcess server) throws Exception {
        Crowd stalled = Crowd.ofStalled(ledger, SoakConnector.WORKERS, server.loadAddress());
        await(
                server,
                "every worker has waited",
                sample -> sample.value(CloseReason.REQUEST_BODY_TIMEOUT.name()) >= SoakConnector.WORKERS);
        stalled.stop();
        run(server, DURATION.dividedBy(10), SEED);
    }

    /** Lets the crowd come, stay, and go; returns what the server held meanwhile. */
    private List<Sample> run(ServerProcess server, Duration duration, long seed) throws Exception {
        server.ask("timing");
        List<Sample> series = new ArrayList<>();
        Crowd crowd = Crowd.ofAll(ledger, IDLE, KEEP_ALIVE_TIMEOUT, server.timedAddress(), server.loadAddress(), seed);
        long ends = System.nanoTime() + duration.toNanos();
        long interval = Math.max(MIN_INTERVAL_NANOS, duration.toNanos() / SAMPLES);
        while (System.nanoTime() < ends && !ledger.trouble().await(interval, TimeUnit.NANOSECONDS)) {
            series.add(server.collect());
        }
        server.ask("not timing");
        crowd.stop();
        await(server, "the server's connections closed", sample -> sample.value("open") == 0);
        return series;
    }

    private static void await(ServerProcess server, String what, Predicate<Sample> condition) {
        Await.until(() -> what, PATIENCE, () -> condition.test(sample(server)));
    }

    private static Sample sample(ServerProcess server) {
        try {
            return server.sample();
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    private void report(ServerProcess server, Sample baseline, List<Sample> series, Sample end) throws IOException {
        System.out.println(
                "seconds  heap KiB  descriptors  direct  pooled  open  requests  late p99 ms  worst noise ms");
        for (Sample sample : series) {
            System.out.printf(
                    Locale.ROOT,
                    "%7.1f  %8d  %11d  %6d  %6d  %d  %d  %.1f  %.1f%n",
                    (sample.nanoTime() - baseline.nanoTime()) / 1e9,
                    sample.value("heap") >> 10,
                    sample.value("descriptors"),
                    sample.value("direct"),
                    sample.value("pooled"),
                    sample.value("open"),
                    sample.value("requests"),
                    sample.value("late99") / 1e6,
                    sample.value("noise") / 1e6);
        }
        System.out.println("before:   " + baseline.values());
        System.out.println("after:    " + end.values());
        System.out.println("server:   " + server.ask("lateness"));
        System.out.println("clients:  from response to FIN " + ledger.fromResponse());
        System.out.println("kills:    " + ledger.kills());
        System.out.println("answers:  " + ledger.answered() + " of " + ledger.owed());
    }

    private void assertNothingLost() {
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.answered()).isPositive().isEqualTo(ledger.owed());
        assertThat(ledger.kills().values()).as("every kind of kill").allMatch(count -> count.get() > 0);
    }

    private static void assertNothingLeftOver(Sample baseline, Sample end) {
        long closed = Arrays.stream(CloseReason.values())
                .mapToLong(reason -> end.value(reason.name()))
                .sum();
        assertThat(closed).isEqualTo(end.value("accepted"));
        assertThat(end.value(CloseReason.INTERNAL_ERROR.name())).isZero();
        assertThat(end.value("pooled")).as("pooled buffers out").isZero();
        assertThat(end.value("direct"))
                .as("direct buffers, spare ones included")
                .isLessThanOrEqualTo(SoakConnector.spareBuffers());
        assertThat(end.value("descriptors")).as("descriptors").isLessThanOrEqualTo(baseline.value("descriptors"));
        assertThat(end.value("threads")).as("threads").isLessThanOrEqualTo(baseline.value("threads"));
    }

    private static void assertHeapIsFlat(List<Sample> series) {
        // In the first of them connections are still coming.
        List<Trend.Point> points = series.stream()
                .skip(series.size() / 5)
                .map(sample -> new Trend.Point(sample.nanoTime(), sample.value("heap")))
                .toList();
        Trend heap = Trend.of(points);
        System.out.printf(
                Locale.ROOT,
                "heap:     grows by %.0f KiB along the line, noise %.0f KiB%n",
                heap.growth() / 1024,
                heap.noise() / 1024);
        assertThat(heap.growth()).as("%s", heap).isLessThan(HEAP_GROWTH);
    }

    private void assertInTime(Sample end) {
        assertThat(end.value("timed")).isPositive();
        assertThat(end.value("early")).as("early, seen by the server").isZero();
        assertThat(ledger.earlyFromRequest()).as("early, seen by the clients").isZero();
        assertThat(end.value("late99"))
                .as("99 %% are late by no more than that, beside what the machine is late by")
                .isLessThanOrEqualTo(LATENESS_NANOS + end.value("noise999"));
    }
}
