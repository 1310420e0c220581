package dev.holdfast.sim;

import dev.holdfast.scenario.Arrivals;
import java.util.random.RandomGenerator;

/** A Poisson process that changes its rate; it begins in its steady state. */
final class ModulatedArrivals implements Sampler {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Arrivals.Modulated settings;
    private boolean begun;
    private boolean bursting;
    /** Until the rate changes, from the last arrival on. */
    private double left;

    ModulatedArrivals(Arrivals.Modulated settings) {
        this.settings = settings;
    }

    @Override
    public long draw(RandomGenerator random) {
        if (!begun) {
            begun = true;
            bursting = random.nextDouble() < settings.inBurst();
            left = duration(random);
        }
        double passed = 0;
        while (true) {
            double rate = bursting ? settings.burstRate() : settings.calmRate();
            // Having no memory, what has not come when the rate changes is drawn anew.
            double next = rate == 0 ? Double.POSITIVE_INFINITY : random.nextExponential() * NANOS_PER_SECOND / rate;
            if (next <= left) {
                left -= next;
                return Math.min(FOREVER, Math.round(passed + next));
            }
            passed += left;
            bursting = !bursting;
            left = duration(random);
        }
    }

    private double duration(RandomGenerator random) {
        return random.nextExponential() * (bursting ? settings.burst() : settings.calm()).toNanos();
    }
}
