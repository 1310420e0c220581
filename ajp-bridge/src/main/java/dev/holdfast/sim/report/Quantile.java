package dev.holdfast.sim.report;

/**
 * A percentile with a 95 % interval.
 *
 * @param percent which one
 * @param value in milliseconds; NaN where the run was too short to tell
 * @param low the lower bound; NaN as the value
 * @param high the upper bound; NaN as the value
 * @param observed that of the requests there were, in milliseconds, long enough or not: what a measurement of as long would be compared with. NaN
 *     where there were none
 */
public record Quantile(double percent, double value, double low, double high, double observed) {
    /** Returns whether the run was long enough. */
    public boolean isKnown() {
        return !Double.isNaN(value);
    }
}
