package dev.holdfast.lifetime.policy;

/**
 * What would happen on an idle connection if nobody closed it.
 *
 * @param reuseClass its class
 * @param nanos when it happens; {@link #NEVER} for nothing at all
 * @param leaves whether it is the client's FIN, and not a request
 */
record IdleTime(int reuseClass, long nanos, boolean leaves) {
    static final long NEVER = Long.MAX_VALUE;

    static IdleTime reuse(int reuseClass, double seconds) {
        return new IdleTime(reuseClass, (long) (seconds * 1e9), false);
    }

    static IdleTime leave(int reuseClass, double seconds) {
        return new IdleTime(reuseClass, (long) (seconds * 1e9), true);
    }

    static IdleTime never(int reuseClass) {
        return new IdleTime(reuseClass, NEVER, false);
    }

    /** Returns what it costs to hold the connection for a timeout, in new connections, where holding one for the break-even costs one. */
    double cost(long timeout, long breakEven) {
        boolean reused = !leaves && nanos <= timeout && timeout > 0;
        return Math.min(timeout, nanos) / (double) breakEven + (reused ? 0 : 1);
    }

    /** Returns what it costs who knows the future. */
    double leastCost(long breakEven) {
        return leaves ? 1 : Math.min(1, nanos / (double) breakEven);
    }
}
