package dev.holdfast.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a load came to. Latencies are the nanoseconds from when a request was due to the end of its response; lateness is the load generator's own,
 * the nanoseconds from when a request could have been sent, being due and a connection being free, until it was.
 */
record LoadResult(double rate, Histogram latency, Histogram lateness, long errors) {
    private static final double MILLI = 1e6;

    /** Returns one line. */
    String line(int wanted) {
        return String.format(
                Locale.ROOT,
                "rate %.1f/s of %d/s  p50 %.3f ms  p90 %.3f ms  p99 %.3f ms  p99.9 %.3f ms  max %.3f ms  errors %d"
                        + "  client late p50 %.3f ms  p99 %.3f ms",
                rate,
                wanted,
                at(latency, 50),
                at(latency, 90),
                at(latency, 99),
                at(latency, 99.9),
                latency.getMaxValue() / MILLI,
                errors,
                at(lateness, 50),
                at(lateness, 99));
    }

    private static double at(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / MILLI;
    }
}
