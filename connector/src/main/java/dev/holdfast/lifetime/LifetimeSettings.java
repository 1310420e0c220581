package dev.holdfast.lifetime;

/**
 * What bounds the life of a connection, in the machine's own units.
 *
 * @param connectionTimeoutNanos accept, or first byte of a later request, to complete head; more than 0
 * @param keepAliveTimeoutNanos response flushed to first byte of the next request; more than 0
 * @param lingerTimeoutNanos FIN sent to giving up on the client's; 0 or more, 0 never lingers
 * @param maxKeepAliveRequests requests on one connection, 1 or more, or -1 for no limit
 */
public record LifetimeSettings(
        long connectionTimeoutNanos, long keepAliveTimeoutNanos, long lingerTimeoutNanos, int maxKeepAliveRequests) {
    /** The {@link #maxKeepAliveRequests} that sets no limit. */
    public static final int UNLIMITED = -1;

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException if one is broken
     */
    public LifetimeSettings {
        if (connectionTimeoutNanos <= 0
                || keepAliveTimeoutNanos <= 0
                || lingerTimeoutNanos < 0
                || (maxKeepAliveRequests < 1 && maxKeepAliveRequests != UNLIMITED)) {
            throw new IllegalArgumentException("lifetime settings out of range: " + connectionTimeoutNanos + " ns, "
                    + keepAliveTimeoutNanos + " ns, " + lingerTimeoutNanos + " ns, " + maxKeepAliveRequests);
        }
    }
}
