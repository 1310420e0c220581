package dev.holdfast.fidelity;

import dev.holdfast.sim.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What all users together have seen, from the end of the warm-up on. Thread-safe. */
final class Ledger {
    private static final int DIGITS = 3;
    private static final double CHANCE = 1.5;
    private static final double MISSING = 0.005;

    private final long from;
    private final long waitingOverNanos;
    private final Histogram latencies = new Histogram(DIGITS);
    private final Map<Integer, Long> errors = new TreeMap<>();
    private final List<Integer> asking = new ArrayList<>();
    private final List<Boolean> stalled = new ArrayList<>();
    private long begun;
    private boolean ended;
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

    /** A user begins to ask. */
    synchronized void began(long now) {
        begun += now >= from ? 1 : 0;
    }

    /** So many users wait for an answer; and the front has idle workers, but accepts nothing of what waits, or this is not so. */
    synchronized void asking(int users, boolean stalls, long now) {
        if (now >= from) {
            asking.add(users);
            stalled.add(stalls);
        }
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

    /** A connect failed, or its connection was closed before there was an answer. */
    synchronized void refused(long now) {
        refused += now >= from && !ended ? 1 : 0;
    }

    /** A connection was held open without a request. */
    synchronized void idle(long since, long until) {
        idleNanos += ended ? 0 : Math.max(0, until - Math.max(since, from));
    }

    /**
     * Returns whether those who wait have become more than chance makes of as many arrivals and departures, in three quarters of what was
     * observed. The simulator's rule.
     */
    private boolean grows() {
        int quarter = asking.size() / 4;
        if (quarter == 0) {
            return false;
        }
        double growth = mean(asking.subList(asking.size() - quarter, asking.size())) - mean(asking.subList(0, quarter));
        double arrivals = begun * 3 / 4.0;
        return growth > Math.max(CHANCE * Math.sqrt(2 * arrivals), MISSING * arrivals);
    }

    /** Returns whether the front stalled for more than half of the second half of the time. The simulator's rule. */
    private boolean stalls() {
        List<Boolean> half = stalled.subList(stalled.size() / 2, stalled.size());
        return half.stream().filter(each -> each).count() > half.size() / 2.0;
    }

    private Report.Regime regime(boolean open, int starved) {
        if (open && grows()) {
            return Report.Regime.UNSTABLE;
        }
        if (stalls()) {
            return Report.Regime.STALLED;
        }
        return !open && starved > 0 ? Report.Regime.STARVING : Report.Regime.STABLE;
    }

    private static double mean(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).average().orElse(0);
    }

    /** Returns the middle of what is observed. */
    long middle(long until) {
        return from + (until - from) / 2;
    }

    /**
     * @param until when the run ends
     * @param open whether users come at a rate
     * @param starved users who had waited since before the middle
     */
    synchronized TesterFigures figures(long until, int unfinished, boolean open, int starved) {
        ended = true;
        Report.Regime regime = regime(open, starved);
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
                unfinished,
                regime);
    }
}
