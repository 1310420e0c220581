package dev.holdfast.scenario;

import java.util.Arrays;
import java.util.List;

/** Times that were observed: each draw is one of them, all with the same chance, and in no order. */
public final class Trace implements Distribution {
    private final long[] sorted;
    private final double mean;
    private final double cv;

    /** @throws IllegalArgumentException if there is none, or one is negative */
    public Trace(List<Long> nanos) {
        if (nanos.isEmpty() || nanos.stream().anyMatch(time -> time < 0)) {
            throw new IllegalArgumentException("trace must have at least one time, and none below zero");
        }
        this.sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        this.mean = Arrays.stream(sorted).average().orElseThrow();
        double variance = Arrays.stream(sorted)
                .mapToDouble(time -> (time - mean) * (time - mean))
                .average()
                .orElseThrow();
        this.cv = mean == 0 ? 0 : Math.sqrt(variance) / mean;
    }

    /** Returns how many times there are. */
    public int size() {
        return sorted.length;
    }

    /** Returns one of the times, of which the first is the shortest. */
    public long nanos(int index) {
        return sorted[index];
    }

    @Override
    public double meanNanos() {
        return mean;
    }

    @Override
    public double cv() {
        return cv;
    }

    @Override
    public double atMost(double nanos) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (double) low / sorted.length;
    }

    @Override
    public String toString() {
        return "trace of " + sorted.length + " times";
    }
}
