package dev.holdfast.lifetime.policy;

/**
 * How long a connection is worth holding.
 *
 * @param timeoutNanos 0 to the longest allowed
 * @param reuseProbability of a next request within the timeout; where that is 0, within the longest time that could have been worth it
 */
record Hold(long timeoutNanos, double reuseProbability) {
    /**
     * Returns the timeout with the greatest gain over closing at once: {@code setupCostNanos} for each connection reused within it, less
     * {@code price} for each nanosecond held. It looks at all timeouts and not only at the first beyond which the next moment is not worth its
     * price, because after a burst of requests that end a second wave may come, of people who have read the page.
     */
    static Hold best(ReuseHistogram histogram, double price, long setupCostNanos, long longestNanos) {
        double worthAtMost = setupCostNanos / price;
        double idle = 1;
        double gain = 0;
        double reused = 0;
        double bestGain = 0;
        long best = 0;
        double reusedUntilBest = 0;
        for (int bin = 0; bin < GapBins.COUNT && GapBins.start(bin) < longestNanos; bin++) {
            gain += idle * (setupCostNanos * histogram.reuse(bin) - price * histogram.hold(bin));
            reused += idle * histogram.reuse(bin);
            idle *= Math.max(0, 1 - histogram.reuse(bin) - histogram.leave(bin));
            if (gain > bestGain) {
                bestGain = gain;
                best = Math.min(longestNanos, GapBins.end(bin));
                reusedUntilBest = reused;
            } else if (best == 0 && GapBins.start(bin) < worthAtMost) {
                reusedUntilBest = reused;
            }
        }
        return new Hold(best, reusedUntilBest);
    }
}
