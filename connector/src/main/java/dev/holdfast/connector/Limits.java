package dev.holdfast.connector;

/**
 * How much a client may send, and how many may be there.
 *
 * @param maxRequestLineSize bytes of the request line without its CRLF (httpd {@code LimitRequestLine}); a longer one is answered 414. 64 or
 *     more. Default 8190
 * @param maxHttpRequestHeaderSize bytes of the whole request head, request line included; a longer one is answered 431. At least the request
 *     line size. Default 16384
 * @param maxHeaderCount header fields in one request (Tomcat {@code maxHeaderCount}); more are answered 431. 1 or more. Default 100
 * @param maxEntitySize bytes of one request body; a longer one is answered 413. 1 or more, -1 sets no limit. Default 1 GiB, as httpd's
 *     {@code LimitRequestBody}
 * @param maxConnections connections open at a time; while there are as many, none is accepted and clients wait in the kernel's queue
 *     (Tomcat's word). 1 or more, -1 sets no limit. Default 65536
 * @param maxConnectionsPerAddress connections open at a time from one client address; more are closed at once, and nothing is sent on them.
 *     IPv6 addresses count by their /64. 1 or more, -1 sets no limit. Default -1, since a proxy or a company is one address too
 */
public record Limits(
        int maxRequestLineSize,
        int maxHttpRequestHeaderSize,
        int maxHeaderCount,
        long maxEntitySize,
        int maxConnections,
        int maxConnectionsPerAddress) {

    /** The default of every limit. */
    public static final Limits DEFAULTS = new Limits(8190, 16384, 100, 1L << 30, 65536, -1);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the limit, its value and the legal values
     */
    public Limits {
        Require.that(maxRequestLineSize >= 64, "maxRequestLineSize", maxRequestLineSize, "64 or more bytes");
        Require.that(
                maxHttpRequestHeaderSize >= maxRequestLineSize,
                "maxHttpRequestHeaderSize",
                maxHttpRequestHeaderSize,
                "at least the maxRequestLineSize of " + maxRequestLineSize + " bytes");
        Require.that(maxHeaderCount >= 1, "maxHeaderCount", maxHeaderCount, "1 or more");
        // 0 would mean "no body" here and "no limit" to Undertow and httpd.
        Require.countOrNone("maxEntitySize", maxEntitySize, " bytes");
        Require.countOrNone("maxConnections", maxConnections, "");
        Require.countOrNone("maxConnectionsPerAddress", maxConnectionsPerAddress, "");
    }
}
