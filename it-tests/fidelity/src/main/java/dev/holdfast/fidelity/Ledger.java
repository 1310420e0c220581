package dev.holdfast.fidelity;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What all users together have seen, from the end of the warm-up on. Thread-safe. */
final class Ledger {
    private static final int DIGITS = 3;

    private final long from;
    private final long waitingOverNanos;
    private final Histogram latencies = new Histogram(DIGITS);
    private final Map<Integer, Long> errors = new TreeMap<>();
    private double sumNanos;
    private double waitedNanos;
    private long waited;
    private long resets;
    private long refused;
    private double idleNanos;

    /** @param from when the warm-up ends, as {@link System#nanoTime} */
    Ledger(long from, long waitingOverNanos) {
        this.from = from;
        this.waitingOverNanos = waitingOverNanos;
    }

    /** A request is answered with 200. */
    synchronized void answered(long askedAt, long now) {
        if (now >= from) {
            long latency = now - askedAt;
            latencies.recordValue(latency);
            sumNanos += latency;
            if (latency > waitingOverNanos) {
                waited++;
                waitedNanos += latency;
            }
        }
    }

    /** A request is answered with something else. */
    synchronized void failed(int status, long now) {
        if (now >= from) {
            errors.merge(status, 1L, Long::sum);
        }
    }

    /** A connection was closed under a request, which is sent again over a new one. */
    synchronized void reset(long now) {
        resets += now >= from ? 1 : 0;
    }

    /** A connect failed. */
    synchronized void refused(long now) {
        refused += now >= from ? 1 : 0;
    }

    /** A connection was held open without a request. */
    synchronized void idle(long since, long until) {
        idleNanos += Math.max(0, until - Math.max(since, from));
    }

    /** @param until when the run ends */
    synchronized TesterFigures figures(long until, int unfinished) {
        double seconds = (until - from) / 1e9;
        long count = latencies.getTotalCount();
        return new TesterFigures(
                count,
                count / seconds,
                sumNanos / count / 1e6,
                latencies.getValueAtPercentile(50) / 1e6,
                latencies.getValueAtPercentile(95) / 1e6,
                latencies.getValueAtPercentile(99) / 1e6,
                (double) waited / count,
                waited == 0 ? 0 : waitedNanos / waited / 1e6,
                idleNanos / (until - from),
                Map.copyOf(errors),
                resets,
                refused,
                unfinished);
    }
}
