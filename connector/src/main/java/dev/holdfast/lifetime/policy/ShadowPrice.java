package dev.holdfast.lifetime.policy;

/**
 * A price that keeps the occupancy at its target: nothing while there is room; beyond the target it rises until enough connections are closed
 * sooner, and falls below it.
 *
 * <p>It moves by a factor and not by a sum, since useful prices span six powers of ten: a doubling in two seconds
 * when every place is taken, slower in proportion in between, and as fast down at as far below the target. Faster would overshoot, as what it
 * does shows only seconds later; what cannot wait is shed. It is read in steps of half a
 * doubling, because whoever reads it computes anew at each change.
 */
final class ShadowPrice implements HoldPrice {
    /** With the default setup cost of 100 ms a connection breaks even after 1000 s at this price. */
    private static final double LOWEST = 1e-4;

    private static final double OCTAVES = 20;
    private static final double OCTAVES_PER_SECOND = 0.5;
    private static final int LEVELS_PER_OCTAVE = 2;
    private static final long INTERVAL_NANOS = 20_000_000;
    /** After a silence the occupancy was not at its present value all the time. */
    private static final long LONGEST_STEP_NANOS = 1_000_000_000;

    private final double target;
    private double octaves;
    private long observedAt;

    /** Makes one for a target of 1 to 99 % of the limit, that begins at nothing. */
    ShadowPrice(int targetPercent) {
        target = targetPercent / 100.0;
    }

    @Override
    public void observe(Occupancy occupancy, long now) {
        long elapsed = now - observedAt;
        if (elapsed < INTERVAL_NANOS) {
            return;
        }
        observedAt = now;
        int limit = occupancy.limit();
        if (limit == Occupancy.UNLIMITED) {
            octaves = 0;
            return;
        }
        double excess = ((double) occupancy.inUse() / limit - target) / (1 - target);
        double seconds = Math.min(elapsed, LONGEST_STEP_NANOS) / 1e9;
        octaves += Math.max(-1, Math.min(1, excess)) * OCTAVES_PER_SECOND * seconds;
        octaves = Math.max(0, Math.min(OCTAVES, octaves));
    }

    @Override
    public int level() {
        return octaves == 0 ? 0 : 1 + (int) (octaves * LEVELS_PER_OCTAVE);
    }

    @Override
    public double value() {
        return level() == 0 ? 0 : LOWEST * Math.pow(2, (double) (level() - 1) / LEVELS_PER_OCTAVE);
    }
}
