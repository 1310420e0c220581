package dev.holdfast.fidelity;

import dev.holdfast.sim.stats.StudentT;
import java.util.Arrays;

/**
 * A mean and how sure it is.
 *
 * @param half of its 95 % interval; NaN of a single value
 */
record Spread(double mean, double half) {
    static Spread of(double... values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        return values.length < 2
                ? new Spread(mean, Double.NaN)
                : new Spread(
                        mean,
                        StudentT.quantile975(values.length - 1) * deviation(values, mean) / Math.sqrt(values.length));
    }

    /** Returns the standard deviation of what {@code values} are drawn from. */
    private static double deviation(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
