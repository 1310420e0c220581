package dev.holdfast.connector;

/**
 * What a connector speaks beside HTTP/1.1.
 *
 * @param http2 whether HTTP/2 is offered in the TLS handshake (ALPN {@code h2}, RFC 9113 section 3.2). Default true; says nothing without TLS,
 *     nor in the worker model, as httpd's prefork: the requests of one connection would need more than its thread
 * @param h2c whether HTTP/2 is spoken without TLS to a client that begins with its preface (prior knowledge, RFC 9113 section 3.3); the Upgrade
 *     from HTTP/1.1, which RFC 9113 has dropped, is not. Default false
 * @param maxConcurrentStreams requests under way at a time on one HTTP/2 connection, which its client is told of; more are refused with
 *     REFUSED_STREAM. Each may have 64 KiB of its request body held in memory. 1 to 10000. Default 100, as RFC 9113 section 6.5.2 recommends at
 *     least
 * @param proxyProtocol whether every connection begins with a header of the PROXY protocol, version 1 or 2, whose addresses are then the
 *     exchange's; one that does not is closed. Default false: anyone who can connect could claim any address
 * @param connect whether CONNECT is given to the handler, which may accept it with {@code HttpServerExchange.acceptConnectRequest} and has the
 *     channel once its 2xx is sent (RFC 9110 section 9.3.6). Default false: it is answered 501, since a server that tunnels by accident is an
 *     open proxy
 */
public record Protocols(boolean http2, boolean h2c, int maxConcurrentStreams, boolean proxyProtocol, boolean connect) {
    private static final int MOST_STREAMS = 10_000;

    /** The default of every setting. */
    public static final Protocols DEFAULTS = new Protocols(true, false, 100, false, false);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public Protocols {
        boolean legal = maxConcurrentStreams >= 1 && maxConcurrentStreams <= MOST_STREAMS;
        Require.that(legal, "maxConcurrentStreams", maxConcurrentStreams, "1 to " + MOST_STREAMS);
    }
}
