package dev.holdfast.lifetime;

/**
 * How long a client may keep the server waiting in one direction of one message.
 *
 * @param timeoutNanos between two steps, however small; more than 0
 * @param minDataRate bytes a second that the client is to send or take on average over the time the server has waited for it, once it has had
 *     {@code timeoutNanos} for free; 0 asks for none. Time in which the server itself was busy does not count. The rule is that of httpd's
 *     {@code RequestReadTimeout body=20,MinRate=500}
 */
public record TransferLimits(long timeoutNanos, int minDataRate) {
    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException if one is broken
     */
    public TransferLimits {
        if (timeoutNanos <= 0 || minDataRate < 0) {
            throw new IllegalArgumentException(
                    "transfer limits out of range: " + timeoutNanos + " ns, " + minDataRate + " bytes a second");
        }
    }
}
