package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpPacket;

/**
 * How much a front may send, and how many connections there may be.
 *
 * @param maxConnections connections open at a time; while there are as many, none is accepted and fronts wait in the kernel's queue. 1 or more,
 *     -1 sets no limit. Default 8192
 * @param packetSize bytes of a packet, which fronts must have the same of (mod_jk {@code max_packet_size}, httpd {@code ProxyIOBufferSize});
 *     a request head has to fit one, and so has a response head. 8192 to 65536. Default 8192
 * @param maxHeaderCount header fields in one request, and attributes; more are answered 431. 1 or more. Default 100
 * @param maxEntitySize bytes of one request body; a longer one is answered 413. 1 or more, -1 sets no limit. Default -1: fronts have one, such as
 *     httpd's {@code LimitRequestBody}
 */
public record AjpLimits(int maxConnections, int packetSize, int maxHeaderCount, long maxEntitySize) {
    /** The default of every limit. */
    public static final AjpLimits DEFAULTS = new AjpLimits(8192, AjpPacket.DEFAULT_SIZE, 100, -1);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the limit, its value and the legal values
     */
    public AjpLimits {
        require(
                maxConnections == -1 || maxConnections > 0,
                "maxConnections",
                maxConnections,
                "1 or more, or -1 for no limit");
        require(
                packetSize >= AjpPacket.DEFAULT_SIZE && packetSize <= AjpPacket.MAX_SIZE,
                "packetSize",
                packetSize,
                AjpPacket.DEFAULT_SIZE + " to " + AjpPacket.MAX_SIZE + " bytes");
        require(maxHeaderCount >= 1, "maxHeaderCount", maxHeaderCount, "1 or more");
        require(
                maxEntitySize == -1 || maxEntitySize > 0,
                "maxEntitySize",
                maxEntitySize,
                "1 or more bytes, or -1 for no limit");
    }

    private static void require(boolean legal, String name, long value, String legalValues) {
        if (!legal) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + legalValues);
        }
    }
}
