package dev.holdfast.plan.solve;

/**
 * When a server gives up an idle connection.
 *
 * @param timeout seconds after a response; 0 closes with the response, {@link Double#POSITIVE_INFINITY} is never
 * @param maxRequests MaxKeepAliveRequests: one request more than this is served; 0 is any number
 */
public record KeepAlive(double timeout, int maxRequests) {
    /** No keep-alive. */
    public static final KeepAlive OFF = new KeepAlive(0, 0);

    /** @throws IllegalArgumentException if a component is negative or no number */
    public KeepAlive {
        if (!(timeout >= 0) || maxRequests < 0) {
            throw new IllegalArgumentException(
                    "timeout and maxRequests must be 0 or more: " + timeout + ", " + maxRequests);
        }
    }

    /** Requests that a connection may carry, {@link Double#POSITIVE_INFINITY} for any number. */
    public double requestLimit() {
        return timeout == 0 ? 1 : maxRequests == 0 ? Double.POSITIVE_INFINITY : maxRequests + 1.0;
    }
}
