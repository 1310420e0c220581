package dev.holdfast.sim;

import dev.holdfast.scenario.Distribution;
import dev.holdfast.scenario.Trace;
import java.util.random.RandomGenerator;

/** Draws times of a distribution; what does not change from draw to draw is computed once. */
@FunctionalInterface
public interface Sampler {
    /** Draws one; nanoseconds, 0 or more. */
    long draw(RandomGenerator random);

    /** Returns what draws from the distribution. */
    static Sampler of(Distribution distribution) {
        if (distribution instanceof Distribution.Exp exp) {
            double mean = exp.meanNanos();
            return random -> Math.round(random.nextExponential() * mean);
        }
        if (distribution instanceof Distribution.Lognormal lognormal) {
            double mu = lognormal.mu();
            double sigma = lognormal.sigma();
            return random -> Math.round(Math.exp(mu + sigma * random.nextGaussian()));
        }
        if (distribution instanceof Trace trace) {
            return random -> trace.nanos(random.nextInt(trace.size()));
        }
        long always = Math.round(distribution.meanNanos());
        return random -> always;
    }
}
