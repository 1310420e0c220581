package dev.holdfast.sim;

import java.util.Arrays;

/**
 * How many requests took how long by each clock, roughly: with bounds at each power of two and in the middle between two of them, from about a
 * microsecond to about an hour. What is beyond the last bound is in the last band.
 */
final class Lengths {
    private static final int LOWEST_OCTAVE = 10;
    private static final int BANDS = 64;
    private static final int CLOCKS = Clock.values().length;

    /** Shared by whoever has none; nothing is added to it. */
    static final Lengths NONE = new Lengths();

    /** The bands of each clock, one clock behind the other. */
    private final int[] counts;

    Lengths() {
        this(new int[CLOCKS * BANDS]);
    }

    private Lengths(int[] counts) {
        this.counts = counts;
    }

    void add(Clock clock, long nanos) {
        counts[first(clock) + band(nanos)]++;
    }

    /** Returns how many took as long as the bound next below {@code nanos}, or longer. */
    long beyond(Clock clock, long nanos) {
        return from(clock, band(nanos));
    }

    /** Returns how many took as long as the bound next above {@code nanos}, or longer; none, where there is no such bound. */
    long beyondNext(Clock clock, long nanos) {
        return from(clock, band(nanos) + 1);
    }

    private long from(Clock clock, int band) {
        long beyond = 0;
        for (int i = first(clock) + band; i < first(clock) + BANDS; i++) {
            beyond += counts[i];
        }
        return beyond;
    }

    void addAll(Lengths other) {
        Arrays.setAll(counts, i -> counts[i] + other.counts[i]);
    }

    Lengths copy() {
        return new Lengths(counts.clone());
    }

    Lengths minus(Lengths other) {
        int[] differences = new int[counts.length];
        Arrays.setAll(differences, i -> counts[i] - other.counts[i]);
        return new Lengths(differences);
    }

    @SuppressWarnings("EnumOrdinal")
    private static int first(Clock clock) {
        return clock.ordinal() * BANDS;
    }

    private static int band(long nanos) {
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        if (octave < LOWEST_OCTAVE) {
            return 0;
        }
        int upperHalf = (int) (nanos >>> (octave - 1)) & 1;
        return Math.min(BANDS - 1, 2 * (octave - LOWEST_OCTAVE) + upperHalf);
    }
}
