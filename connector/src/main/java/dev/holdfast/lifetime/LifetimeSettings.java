package dev.holdfast.lifetime;

import dev.holdfast.time.Deadline;

/**
 * What bounds the life of a connection, in the machine's own units. A bound of {@link Deadline#NONE} nanoseconds is none.
 *
 * @param connectionTimeoutNanos accept, or first byte of a later request, to complete head; more than 0
 * @param tlsHandshakeTimeoutNanos beginning to end of the TLS handshake; more than 0
 * @param keepAliveTimeoutNanos response flushed to first byte of the next request; more than 0
 * @param maxConnectionAgeNanos accept to the last request, whose response then ends the connection; more than 0
 * @param lingerTimeoutNanos FIN sent to giving up on the client's; 0 or more, 0 never lingers
 * @param requestBody how long a client may take to send a request body
 * @param response how long a client may take to take a response
 * @param maxKeepAliveRequests requests on one connection, 1 or more, or -1 for no limit
 */
public record LifetimeSettings(
        long connectionTimeoutNanos,
        long tlsHandshakeTimeoutNanos,
        long keepAliveTimeoutNanos,
        long maxConnectionAgeNanos,
        long lingerTimeoutNanos,
        TransferLimits requestBody,
        TransferLimits response,
        int maxKeepAliveRequests) {
    /** The {@link #maxKeepAliveRequests} that sets no limit. */
    public static final int UNLIMITED = -1;

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException if one is broken
     */
    public LifetimeSettings {
        if (connectionTimeoutNanos <= 0
                || tlsHandshakeTimeoutNanos <= 0
                || keepAliveTimeoutNanos <= 0
                || maxConnectionAgeNanos <= 0
                || lingerTimeoutNanos < 0
                || (maxKeepAliveRequests < 1 && maxKeepAliveRequests != UNLIMITED)) {
            throw new IllegalArgumentException("lifetime settings out of range: connectionTimeout "
                    + connectionTimeoutNanos + " ns, tlsHandshakeTimeout " + tlsHandshakeTimeoutNanos
                    + " ns, keepAliveTimeout " + keepAliveTimeoutNanos + " ns, maxConnectionAge "
                    + maxConnectionAgeNanos + " ns, lingerTimeout " + lingerTimeoutNanos
                    + " ns, maxKeepAliveRequests " + maxKeepAliveRequests);
        }
    }
}
