package dev.holdfast.sim;

import dev.holdfast.scenario.Arrivals;
import java.util.random.RandomGenerator;

/** Times between arrivals as they were observed, in their order; it begins with any of them. */
final class RecordedArrivals implements Sampler {
    private final Arrivals.Recorded recorded;
    private boolean begun;
    private int next;

    RecordedArrivals(Arrivals.Recorded recorded) {
        this.recorded = recorded;
    }

    @Override
    public long draw(RandomGenerator random) {
        if (!begun) {
            begun = true;
            next = random.nextInt(recorded.size());
        }
        long nanos = Math.min(FOREVER, recorded.nanos(next));
        next = (next + 1) % recorded.size();
        return nanos;
    }
}
