package dev.holdfast.lifetime.policy;

import dev.holdfast.time.Deadline;

/**
 * The policy {@code pressure}: the timeout falls as places get scarce. Up to the start mark it is the keepAliveTimeout, from the full mark on
 * the minKeepAliveTimeout, in between it falls in a straight line. It falls at once, and rises again only when the occupancy is the
 * hysteresis below where it was.
 *
 * @param keepAliveTimeoutNanos how long a connection may idle while there is room; more than 0, but not for ever
 * @param minKeepAliveTimeoutNanos how long it may idle at the full mark and beyond, as nginx's {@code keepalive_min_timeout}; 0 to the
 *     keepAliveTimeout. 0: {@code Connection: close} there. Default 1 s, or the keepAliveTimeout where that is less
 * @param startPercent the occupancy at which the timeout begins to fall; 0 to 99 % of the limit. Default 50
 * @param fullPercent the occupancy at which it has fallen to the minimum; more than the start mark, to 100 % of the limit. Default 90
 * @param hysteresisPercent how far the occupancy must drop before the timeout rises; 0 to 100 % of the limit. Default 10
 */
public record PressureSettings(
        long keepAliveTimeoutNanos,
        long minKeepAliveTimeoutNanos,
        int startPercent,
        int fullPercent,
        int hysteresisPercent)
        implements KeepAlivePolicySettings {
    private static final long DEFAULT_MIN_NANOS = 1_000_000_000;

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException if one is broken, naming the setting, its value and the legal values
     */
    public PressureSettings {
        Ranges.require(
                keepAliveTimeoutNanos > 0 && keepAliveTimeoutNanos != Deadline.NONE,
                "keepAliveTimeout",
                keepAliveTimeoutNanos,
                "more than 0 ns, and an end, under the policy pressure");
        Ranges.require(
                minKeepAliveTimeoutNanos >= 0 && minKeepAliveTimeoutNanos <= keepAliveTimeoutNanos,
                "minKeepAliveTimeout",
                minKeepAliveTimeoutNanos,
                "0 to the keepAliveTimeout of " + keepAliveTimeoutNanos + " ns");
        Ranges.require(startPercent >= 0 && startPercent <= 99, "startPercent", startPercent, "0 to 99 %");
        Ranges.require(
                fullPercent > startPercent && fullPercent <= 100,
                "fullPercent",
                fullPercent,
                "more than the startPercent of " + startPercent + " %, to 100 %");
        Ranges.require(
                hysteresisPercent >= 0 && hysteresisPercent <= 100,
                "hysteresisPercent",
                hysteresisPercent,
                "0 to 100 %");
    }

    /** Returns the defaults for a keepAliveTimeout. */
    public static PressureSettings of(long keepAliveTimeoutNanos) {
        return new PressureSettings(
                keepAliveTimeoutNanos, Math.min(DEFAULT_MIN_NANOS, keepAliveTimeoutNanos), 50, 90, 10);
    }
}
