package dev.holdfast.sim.stats;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** How often a thing happened, and between which bounds its mean is: Poisson's (Garwood, 1936), wider where what happens comes in clusters. */
public final class EventCount {
    private static final double BELOW = 0.025;

    private EventCount() {}

    /**
     * Returns an estimate of the mean of so many. Of none it is known that they were few: three to four would have shown one.
     *
     * @param count how many there were, 0 or more
     * @param error the standard error, which knows of clusters, as {@link Ratio} tells it; 0 or more, NaN where it cannot be told
     */
    public static Estimate of(long count, double error) {
        double size =
                count == 0 || Double.isNaN(error) ? 1 : Math.max(1, Math.min((double) count, error * error / count));
        double clusters = count / size;
        double low = clusters == 0 ? 0 : quantile(2 * clusters, BELOW);
        return new Estimate(count, size * low, size * quantile(2 * clusters + 2, 1 - BELOW));
    }

    private static double quantile(double freedom, double probability) {
        return ChiSquaredDistribution.of(freedom).inverseCumulativeProbability(probability) / 2;
    }
}
