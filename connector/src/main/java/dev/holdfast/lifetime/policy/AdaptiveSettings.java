package dev.holdfast.lifetime.policy;

/**
 * The policy {@code adaptive}: learns, for each class of connections, how likely a next request is after how long, and holds a connection as
 * long as that is worth its place.
 *
 * @param keepAliveTimeoutNanos the longest a connection may idle, and how long each may while there is room; 1 ms to 600 s, which is as far
 *     as gaps are told apart
 * @param setupCostNanos what a new connection costs where the idle one was given up: round trips, handshakes and their CPU time; 1 us to
 *     10 s. The more, the longer connections are held when places get scarce. Default 100 ms, about a TLS connection from another continent
 * @param targetPercent the occupancy to keep to: beyond it holding a connection has a price, which rises as long as the occupancy stays
 *     there. 1 to 99 % of the limit. Default 90
 * @param explorationInterval one of how many connections is held a little longer than seems worth it, to learn what would have come; 10 or
 *     more. Default 100
 */
public record AdaptiveSettings(
        long keepAliveTimeoutNanos, long setupCostNanos, int targetPercent, int explorationInterval)
        implements KeepAlivePolicySettings {
    private static final long MILLISECOND = 1_000_000;

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException if one is broken, naming the setting, its value and the legal values
     */
    public AdaptiveSettings {
        Ranges.require(
                keepAliveTimeoutNanos >= MILLISECOND && keepAliveTimeoutNanos <= 600_000 * MILLISECOND,
                "keepAliveTimeout",
                keepAliveTimeoutNanos,
                "1 ms to 600 s under the policy adaptive");
        Ranges.require(
                setupCostNanos >= 1000 && setupCostNanos <= 10_000 * MILLISECOND,
                "setupCost",
                setupCostNanos,
                "1 us to 10 s");
        Ranges.require(targetPercent >= 1 && targetPercent <= 99, "targetPercent", targetPercent, "1 to 99 %");
        Ranges.require(explorationInterval >= 10, "explorationInterval", explorationInterval, "10 or more");
    }

    /** Returns the defaults for a keepAliveTimeout. */
    public static AdaptiveSettings of(long keepAliveTimeoutNanos) {
        return new AdaptiveSettings(keepAliveTimeoutNanos, 100 * MILLISECOND, 90, 100);
    }
}
