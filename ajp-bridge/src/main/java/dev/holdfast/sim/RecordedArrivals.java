package dev.holdfast.sim;

import dev.holdfast.scenario.Arrivals;
import java.util.random.RandomGenerator;

/** Times between arrivals as they were observed, in their order. */
final class RecordedArrivals implements Sampler {
    private final Arrivals.Recorded recorded;
    private int next;

    RecordedArrivals(Arrivals.Recorded recorded) {
        this.recorded = recorded;
    }

    @Override
    public long draw(RandomGenerator random) {
        long nanos = Math.min(FOREVER, recorded.nanos(next));
        next = (next + 1) % recorded.size();
        return nanos;
    }
}
