package dev.holdfast.sim.stats;

import java.util.Arrays;

/**
 * Tells how much chance there is in a sum of numbers each of which depends on those before it, however long that lasts: from the slow movements
 * that were seen in them, as a line through the logarithms of the lowest frequencies of their periodogram, at frequency zero (Heidelberger and
 * Welch, A spectral method for confidence interval generation, 1981). Numbers that make up for each other, as those of a fixed number of users
 * do, have less of it than their own variance says.
 */
final class Spectrum {
    /** Points of the line: with more of them movements count that are not slow, with less there is more chance in the line itself. */
    private static final int POINTS = 10;

    private static final double EULER = 0.5772156649015329;

    /** The frequencies of point k are 2k + 1 and 2k + 2 of the whole series' length, so it is 0.75 points of the line from zero. */
    private static final double ORIGIN = 0.75;

    private static final double MIDDLE = (POINTS - 1) / 2.0;
    private static final double SPREAD = POINTS * (POINTS * POINTS - 1) / 12.0;

    /** What is so much less than the numbers' own power is rounding. */
    private static final double NOTHING = 1e-12;

    private final double[] powers = new double[2 * POINTS];
    private double squares;
    private int series;

    /**
     * Adds a series.
     *
     * @param numbers at least 41 of them, the mean of all series zero
     */
    void add(double[] numbers) {
        if (numbers.length <= 2 * powers.length) {
            throw new IllegalArgumentException("too few numbers: " + numbers.length);
        }
        for (int k = 0; k < powers.length; k++) {
            powers[k] += power(numbers, 2 * Math.PI * (k + 1) / numbers.length);
        }
        squares += Arrays.stream(numbers).map(each -> each * each).sum();
        series++;
    }

    /** Returns the variance of the sum of all numbers of all series. */
    double varianceOfSum() {
        if (squares == 0) {
            return 0;
        }
        double sum = 0;
        double slope = 0;
        for (int k = 0; k < POINTS; k++) {
            double power = Math.max((powers[2 * k] + powers[2 * k + 1]) / 2, NOTHING * squares);
            double logarithm = Math.log(power) - meanOfLogarithm();
            sum += logarithm;
            slope += (k - MIDDLE) * logarithm / SPREAD;
        }
        double atZero = sum / POINTS - slope * (MIDDLE + ORIGIN);
        // The mean of what is log-normal is above its median.
        return Math.exp(atZero - varianceOfLine() / 2);
    }

    /** Returns the degrees of freedom of that, as if it were a sum of so many squares. */
    int freedom() {
        return (int) Math.max(1, 2 / Math.expm1(varianceOfLine()));
    }

    private double varianceOfLine() {
        double distance = MIDDLE + ORIGIN;
        return varianceOfLogarithm() * (1.0 / POINTS + distance * distance / SPREAD);
    }

    /** Each point is a mean of so many powers, which are exponential; its logarithm is digamma(n) - log(n) off in the mean. */
    private double meanOfLogarithm() {
        int count = 2 * series;
        double digamma = -EULER;
        for (int k = 1; k < count; k++) {
            digamma += 1.0 / k;
        }
        return digamma - Math.log(count);
    }

    /** That is trigamma(n). */
    private double varianceOfLogarithm() {
        double trigamma = Math.PI * Math.PI / 6;
        for (int k = 1; k < 2 * series; k++) {
            trigamma -= 1.0 / k / k;
        }
        return trigamma;
    }

    /** Returns the squared amount of one frequency (Goertzel's algorithm). */
    private static double power(double[] numbers, double angle) {
        double twice = 2 * Math.cos(angle);
        double last = 0;
        double before = 0;
        for (double number : numbers) {
            double next = number + twice * last - before;
            before = last;
            last = next;
        }
        return last * last + before * before - twice * last * before;
    }
}
