package dev.holdfast.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

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

    @Override
    public long draw(RandomGenerator random) {
        return sorted[random.nextInt(sorted.length)];
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
