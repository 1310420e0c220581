package dev.holdfast.plan;

/**
 * A number and the interval it is in with 95 % confidence.
 *
 * @param value NaN if it is not known, infinite if there is no bound
 * @param low of the interval
 * @param high of the interval
 */
public record Estimate(double value, double low, double high) {
    /** Not known. */
    public static final Estimate UNKNOWN = exact(Double.NaN);

    /** Returns a number that a formula gave. */
    public static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    /** Whether it is known. */
    public boolean isKnown() {
        return !Double.isNaN(value);
    }
}
