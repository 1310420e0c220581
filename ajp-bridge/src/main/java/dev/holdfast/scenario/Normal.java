package dev.holdfast.scenario;

/** The standard normal distribution. */
final class Normal {
    private Normal() {}

    /** Returns the probability of at most {@code z}, with an error below 1e-14 relative to one (the series and continued fraction of erfc). */
    static double atMost(double z) {
        double tail = tail(Math.abs(z));
        return z < 0 ? tail : 1 - tail;
    }

    private static double tail(double z) {
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        if (z < 3) {
            double term = z;
            double sum = z;
            for (int k = 1; term > sum * 1e-17; k++) {
                term *= z * z / (2 * k + 1);
                sum += term;
            }
            return 0.5 - density * sum;
        }
        double fraction = z;
        for (int k = 100; k >= 1; k--) {
            fraction = z + k / fraction;
        }
        return density / fraction;
    }
}
