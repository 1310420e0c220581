package dev.holdfast.lifetime.policy;

/**
 * Idle times in bins whose width grows with them: one below 1 ms, then eight to each doubling up to just above 600 s. Longer ones fall into
 * the last bin. The bins of one doubling are equally wide, so that an index is three bits of a double's fraction and takes no logarithm.
 */
final class GapBins {
    private static final long MILLISECOND = 1_000_000;
    private static final int PER_DOUBLING = 8;
    private static final int FRACTION_BITS_BELOW_INDEX = 49;
    private static final long INDEX_OF_ONE = Double.doubleToRawLongBits(1.0) >>> FRACTION_BITS_BELOW_INDEX;
    private static final long[] ENDS;

    /** How many there are. */
    static final int COUNT = 1 + rawIndex(600_000 * MILLISECOND);

    static {
        ENDS = new long[COUNT];
        for (int bin = 0; bin < COUNT; bin++) {
            ENDS[bin] = MILLISECOND / PER_DOUBLING * (PER_DOUBLING + bin % PER_DOUBLING) * (1L << (bin / PER_DOUBLING));
        }
    }

    private GapBins() {}

    /** Returns the bin of an idle time of 0 or more: the one with {@code start <= nanos < end}, or the last. */
    static int of(long nanos) {
        return nanos < MILLISECOND ? 0 : Math.min(COUNT - 1, rawIndex(nanos));
    }

    /** Returns the first idle time that belongs to {@code bin}, in nanoseconds. */
    static long start(int bin) {
        return bin == 0 ? 0 : ENDS[bin - 1];
    }

    /** Returns the first idle time that belongs to the bin after it, in nanoseconds. */
    static long end(int bin) {
        return ENDS[bin];
    }

    /** Returns its length in nanoseconds. */
    static double width(int bin) {
        return (double) end(bin) - start(bin);
    }

    private static int rawIndex(long nanos) {
        return 1
                + (int) ((Double.doubleToRawLongBits(nanos / (double) MILLISECOND) >>> FRACTION_BITS_BELOW_INDEX)
                        - INDEX_OF_ONE);
    }
}
