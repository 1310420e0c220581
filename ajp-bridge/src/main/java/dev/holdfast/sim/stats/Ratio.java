package dev.holdfast.sim.stats;

import java.util.Arrays;
import java.util.List;

/**
 * A ratio of two sums, such as time waited to requests, and how far chance has moved it.
 *
 * @param value NaN where there was nothing to divide by
 * @param error the standard error; NaN where it cannot be told
 * @param freedom the degrees of freedom that the error was told with, 1 or more
 * @param positive whether no part of the numerator was negative, so that the true ratio is not either
 */
public record Ratio(double value, double error, int freedom, boolean positive) {
    /** With a power of three what is a sum of squares is nearly symmetrical (Wilson and Hilferty, 1931). */
    private static final int CUBE = 3;

    /**
     * Of independent batches, of which each has a part of both sums: the classical ratio estimator. Batches may be of different sizes.
     *
     * @param numerators of each batch
     * @param denominators of each batch, none negative
     */
    public static Ratio ofBatches(double[] numerators, double[] denominators) {
        double denominator = sum(denominators);
        double ratio = sum(numerators) / denominator;
        int count = numerators.length;
        if (!(denominator > 0) || count < 2) {
            return new Ratio(denominator > 0 ? ratio : Double.NaN, Double.NaN, 1, isPositive(numerators));
        }
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double residual = numerators[i] - ratio * denominators[i];
            squares += residual * residual;
        }
        double error = Math.sqrt(squares / (count - 1) * count) / denominator;
        return new Ratio(ratio, error, count - 1, isPositive(numerators));
    }

    /**
     * Of a few runs, each of which was cut into pieces of equal length that depend on those before them ({@link Spectrum}).
     *
     * @param numerators of each run, of each piece
     * @param denominators likewise, none negative
     */
    public static Ratio ofSeries(List<double[]> numerators, List<double[]> denominators) {
        double denominator = denominators.stream().mapToDouble(Ratio::sum).sum();
        boolean positive = numerators.stream().allMatch(Ratio::isPositive);
        if (!(denominator > 0)) {
            return new Ratio(Double.NaN, Double.NaN, 1, positive);
        }
        double ratio = numerators.stream().mapToDouble(Ratio::sum).sum() / denominator;
        Spectrum spectrum = new Spectrum();
        for (int run = 0; run < numerators.size(); run++) {
            double[] above = numerators.get(run);
            double[] below = denominators.get(run);
            double[] residuals = new double[above.length];
            for (int i = 0; i < residuals.length; i++) {
                residuals[i] = above[i] - ratio * below[i];
            }
            spectrum.add(residuals);
        }
        return new Ratio(ratio, Math.sqrt(spectrum.varianceOfSum()) / denominator, spectrum.freedom(), positive);
    }

    /** Returns how many standard errors the true ratio is away at most, with a confidence of 95 %. */
    public double reach() {
        return StudentT.quantile975(freedom);
    }

    /**
     * Returns the ratio with its interval. What cannot be negative is skewed, times that are waited most of all: the long ones are seldom, so
     * that a run without them shows too little and takes itself for exact. So the interval reaches further up than down.
     */
    public Estimate interval() {
        double half = reach() * error;
        if (!positive || !(value > 0)) {
            return new Estimate(value, value - half, value + half);
        }
        double part = half / value / CUBE;
        return new Estimate(value, value * Math.pow(Math.max(0, 1 - part), CUBE), value * Math.pow(1 + part, CUBE));
    }

    private static double sum(double[] numbers) {
        return Arrays.stream(numbers).sum();
    }

    private static boolean isPositive(double[] numbers) {
        return Arrays.stream(numbers).allMatch(each -> each >= 0);
    }
}
