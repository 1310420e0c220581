package dev.holdfast.sim;

import dev.holdfast.scenario.Arrivals;
import dev.holdfast.scenario.Distribution;
import dev.holdfast.scenario.Trace;
import java.util.random.RandomGenerator;

/** Draws times of a distribution; what does not change from draw to draw is computed once. */
@FunctionalInterface
public interface Sampler {
    /** Longer than any run, and so short that it can be added to any time of one. */
    long FOREVER = Long.MAX_VALUE / 4;

    /** Draws one; nanoseconds, from 0 to {@link #FOREVER}. */
    long draw(RandomGenerator random);

    /** Returns what draws from the distribution. */
    static Sampler of(Distribution distribution) {
        if (distribution instanceof Distribution.Exp exp) {
            double mean = exp.meanNanos();
            return random -> Math.min(FOREVER, Math.round(random.nextExponential() * mean));
        }
        if (distribution instanceof Distribution.Lognormal lognormal) {
            double mu = lognormal.mu();
            double sigma = lognormal.sigma();
            return random -> Math.min(FOREVER, Math.round(Math.exp(mu + sigma * random.nextGaussian())));
        }
        if (distribution instanceof Distribution.Bimodal bimodal) {
            double fast = bimodal.fast().toNanos();
            double slow = bimodal.slow().toNanos();
            double slowShare = bimodal.slowShare();
            return random -> {
                double mean = random.nextDouble() < slowShare ? slow : fast;
                return Math.min(FOREVER, Math.round(random.nextExponential() * mean));
            };
        }
        if (distribution instanceof Trace trace) {
            return random -> trace.nanos(random.nextInt(trace.size()));
        }
        long always = Math.round(distribution.meanNanos());
        return random -> always;
    }

    /** Returns what draws the times between arrivals, one after the other; a run needs one of its own. */
    static Sampler of(Arrivals arrivals) {
        if (arrivals instanceof Arrivals.Renewal renewal) {
            return of(renewal.interval());
        }
        return arrivals instanceof Arrivals.Modulated modulated
                ? new ModulatedArrivals(modulated)
                : new RecordedArrivals((Arrivals.Recorded) arrivals);
    }
}
