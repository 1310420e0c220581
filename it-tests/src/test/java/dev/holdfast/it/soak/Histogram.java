package dev.holdfast.it.soak;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How often which length of time was seen, to a tenth of a millisecond up to a second; it never grows. Less than zero counts as zero. */
final class Histogram {
    private static final long BUCKET_NANOS = 100_000;
    private static final int BUCKETS = 10_000;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS + 1);
    private final AtomicLong max = new AtomicLong();

    void record(long nanos) {
        counts.incrementAndGet((int) Math.min(BUCKETS, Math.max(0, nanos) / BUCKET_NANOS));
        max.accumulateAndGet(nanos, Math::max);
    }

    long count() {
        long count = 0;
        for (int i = 0; i <= BUCKETS; i++) {
            count += counts.get(i);
        }
        return count;
    }

    long maxNanos() {
        return max.get();
    }

    /** Returns what {@code part} of all, 0 to 1, stayed below; the upper end of its bucket. */
    long percentileNanos(double part) {
        long wanted = (long) Math.ceil(part * count());
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return (i + 1) * BUCKET_NANOS;
            }
        }
        return max.get();
    }

    long countFrom(long nanos) {
        long count = 0;
        for (int i = (int) Math.min(BUCKETS, nanos / BUCKET_NANOS); i <= BUCKETS; i++) {
            count += counts.get(i);
        }
        return count;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d: p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms, %d from 20 ms on",
                count(),
                percentileNanos(0.5) / 1e6,
                percentileNanos(0.9) / 1e6,
                percentileNanos(0.99) / 1e6,
                percentileNanos(0.999) / 1e6,
                maxNanos() / 1e6,
                countFrom(20_000_000));
    }
}
