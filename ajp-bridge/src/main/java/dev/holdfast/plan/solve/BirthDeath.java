package dev.holdfast.plan.solve;

import java.util.function.IntToDoubleFunction;

/** A chain that goes one up or one down. */
final class BirthDeath {
    private BirthDeath() {}

    /** Returns the probabilities of 0 to {@code last}; scaled on the way, so that nothing overflows. */
    static double[] probabilities(int last, IntToDoubleFunction up, IntToDoubleFunction down) {
        double[] log = new double[last + 1];
        double greatest = 0;
        for (int n = 1; n <= last; n++) {
            log[n] = log[n - 1] + Math.log(up.applyAsDouble(n - 1)) - Math.log(down.applyAsDouble(n));
            greatest = Math.max(greatest, log[n]);
        }
        double sum = 0;
        double[] p = new double[last + 1];
        for (int n = 0; n <= last; n++) {
            p[n] = Math.exp(log[n] - greatest);
            sum += p[n];
        }
        for (int n = 0; n <= last; n++) {
            p[n] /= sum;
        }
        return p;
    }
}
