package dev.holdfast.sim.stats;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** How often a thing happened, and between which bounds its mean is: Poisson's (Garwood, 1936), wider where what happens comes in clusters. */
public final class EventCount {
    private static final double Z = 1.959963984540054;
    private static final double BELOW = 0.025;

    private EventCount() {}

    /**
     * Returns an estimate of the mean of so many. Of none it is known that they were few: three to four would have shown one.
     *
     * @param count how many there were, 0 or more
     * @param halfWidth how far an interval of 95 % reaches that knows of clusters and not of few, as {@link Ratio} tells it; 0 or more, NaN where it cannot be told
     */
    public static Estimate of(long count, double halfWidth) {
        double clustered = halfWidth / Z;
        double size = count == 0 || Double.isNaN(halfWidth) ? 1 : Math.max(1, clustered * clustered / count);
        double clusters = count / size;
        double low = clusters == 0 ? 0 : quantile(2 * clusters, BELOW);
        return new Estimate(count, size * low, size * quantile(2 * clusters + 2, 1 - BELOW));
    }

    private static double quantile(double freedom, double probability) {
        return ChiSquaredDistribution.of(freedom).inverseCumulativeProbability(probability) / 2;
    }
}
