package dev.holdfast.http1;

/**
 * What a request head may cost.
 *
 * @param maxRequestLineSize bytes of the request line without its CRLF, 1 or more
 * @param maxHeadSize bytes of the whole head with every CRLF, at least {@code maxRequestLineSize}
 * @param maxFields number of field lines, 1 or more
 */
public record HeadLimits(int maxRequestLineSize, int maxHeadSize, int maxFields) {
    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException if one is broken
     */
    public HeadLimits {
        if (maxRequestLineSize < 1 || maxHeadSize < maxRequestLineSize || maxFields < 1) {
            throw new IllegalArgumentException(
                    "head limits out of range: " + maxRequestLineSize + ", " + maxHeadSize + ", " + maxFields);
        }
    }
}
