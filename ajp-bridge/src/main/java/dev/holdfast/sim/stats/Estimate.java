package dev.holdfast.sim.stats;

/**
 * A mean, and between which bounds the true one is with a confidence of 95 %.
 *
 * @param value the mean; NaN where there was nothing to take a mean of
 * @param low the lower bound; NaN where it cannot be told
 * @param high the upper bound
 */
public record Estimate(double value, double low, double high) {
    /** Nothing was observed. */
    public static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN);

    /** Returns how far the interval reaches from the mean: to both sides, but where a bound is one that the mean itself cannot exceed. */
    public double half() {
        return Math.max(high - value, value - low);
    }

    /** Returns this with an upper bound of at most {@code most}. */
    public Estimate atMost(double most) {
        return high > most ? new Estimate(value, low, Math.max(value, most)) : this;
    }

    /** Returns whether the interval has the value in it. */
    public boolean contains(double truth) {
        return low <= truth && truth <= high;
    }

    /** Returns this and {@code more}, which is known. */
    public Estimate plus(double more) {
        return new Estimate(value + more, low + more, high + more);
    }

    /** Returns this in another unit. */
    public Estimate times(double factor) {
        return new Estimate(value * factor, low * factor, high * factor);
    }
}
