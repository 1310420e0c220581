package dev.holdfast.balance;

/**
 * A running mean of latencies that rises at once and falls slowly: a member that has become slow is noticed with the first answer that is
 * late, and trusted again after several that are not. It falls with time alone too, so that one late answer does not keep a member from ever
 * being asked again.
 */
final class Latency {
    private final double decayNanos;
    private double mean;
    private long since;
    private boolean known;

    /** @param decayNanos above zero */
    Latency(long decayNanos) {
        this.decayNanos = decayNanos;
    }

    void observe(long nanos, long now) {
        double faded = nanos(now);
        double weight = weight(now);
        mean = nanos > faded ? nanos : mean * weight + nanos * (1 - weight);
        since = now;
        known = true;
    }

    boolean isKnown() {
        return known;
    }

    double nanos(long now) {
        return mean * weight(now);
    }

    private double weight(long now) {
        return Math.exp(-(now - since) / decayNanos);
    }
}
