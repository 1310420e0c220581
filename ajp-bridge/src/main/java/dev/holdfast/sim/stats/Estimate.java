package dev.holdfast.sim.stats;

import java.util.Arrays;

/**
 * A mean, and between which bounds the true one is with a confidence of 95 %.
 *
 * @param value the mean; NaN where there was nothing to take a mean of
 * @param low the lower bound; NaN where there are too few batches to tell
 * @param high the upper bound
 */
public record Estimate(double value, double low, double high) {
    /** Nothing was observed. */
    public static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN);

    /**
     * Estimates the ratio of two sums from batches, of which each has a part of both: the batches may be of different sizes, but must be
     * independent (the classical ratio estimator). Where no numerator is negative, neither is a bound.
     *
     * @param numerators of each batch
     * @param denominators of each batch, none negative
     */
    public static Estimate ratio(double[] numerators, double[] denominators) {
        int count = numerators.length;
        double numerator = 0;
        double denominator = 0;
        for (int i = 0; i < count; i++) {
            numerator += numerators[i];
            denominator += denominators[i];
        }
        if (!(denominator > 0)) {
            return NONE;
        }
        double ratio = numerator / denominator;
        if (count < 2) {
            return new Estimate(ratio, Double.NaN, Double.NaN);
        }
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double residual = numerators[i] - ratio * denominators[i];
            squares += residual * residual;
        }
        double half = StudentT.quantile975(count - 1) * Math.sqrt(squares / (count - 1) * count) / denominator;
        boolean negative = Arrays.stream(numerators).anyMatch(each -> each < 0);
        return new Estimate(ratio, negative ? ratio - half : Math.max(0, ratio - half), ratio + half);
    }

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

    /** Returns this in another unit. */
    public Estimate times(double factor) {
        return new Estimate(value * factor, low * factor, high * factor);
    }
}
