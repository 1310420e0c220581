package dev.holdfast.connector;

import dev.holdfast.time.Deadline;
import java.time.Duration;

/**
 * Everything a connector can be told about the connections it holds. Names are those of Tomcat and httpd where they have one.
 *
 * @param connectionTimeout from accept, and from the first byte of each later request, to the end of the request head: a total that single
 *     bytes do not renew. Also, as in Tomcat, how long a handler's thread waits for the next bytes of a request body, or for the client to take
 *     bytes of the response. More than zero. Default 20 s, as Tomcat's shipped {@code server.xml}
 * @param keepAliveTimeout from the response's last byte handed to the kernel to the first byte of the next request; more than zero. Default:
 *     the connectionTimeout, as in Tomcat
 * @param lingerTimeout how long a connection that was closed under a client which may still be sending is drained, so that the response is
 *     not lost to a reset; zero closes at once. Default 2 s, as httpd's short lingering close
 * @param maxKeepAliveRequests how many requests one connection may carry; exactly that many are answered, the last with
 *     {@code Connection: close} (httpd would answer one more). 1 turns keep-alive off, -1 sets no limit. Default 100
 * @param maxRequestLineSize bytes of the request line without its CRLF (httpd {@code LimitRequestLine}); a longer one is answered 414. 64 or
 *     more. Default 8190
 * @param maxHttpRequestHeaderSize bytes of the whole request head, request line included; a longer one is answered 431. At least the request
 *     line size. Default 16384
 * @param maxHeaderCount header fields in one request (Tomcat {@code maxHeaderCount}); more are answered 431. 1 or more. Default 100
 * @param maxEntitySize bytes of one request body; a longer one is answered 413. 1 or more, -1 sets no limit. Default 1 GiB, as httpd's
 *     {@code LimitRequestBody}
 */
public record HttpConnectorSettings(
        Duration connectionTimeout,
        Duration keepAliveTimeout,
        Duration lingerTimeout,
        int maxKeepAliveRequests,
        int maxRequestLineSize,
        int maxHttpRequestHeaderSize,
        int maxHeaderCount,
        long maxEntitySize) {

    private static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(20);

    /** The default of every setting. */
    public static final HttpConnectorSettings DEFAULTS = new HttpConnectorSettings(
            DEFAULT_CONNECTION_TIMEOUT,
            DEFAULT_CONNECTION_TIMEOUT,
            Duration.ofSeconds(2),
            100,
            8190,
            16384,
            100,
            1L << 30);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public HttpConnectorSettings {
        requirePositive("connectionTimeout", connectionTimeout);
        requirePositive("keepAliveTimeout", keepAliveTimeout);
        require(!lingerTimeout.isNegative(), "lingerTimeout", lingerTimeout, "0 or more");
        require(
                maxKeepAliveRequests == -1 || maxKeepAliveRequests > 0,
                "maxKeepAliveRequests",
                maxKeepAliveRequests,
                "1 or more, or -1 for no limit");
        require(maxRequestLineSize >= 64, "maxRequestLineSize", maxRequestLineSize, "64 or more bytes");
        require(
                maxHttpRequestHeaderSize >= maxRequestLineSize,
                "maxHttpRequestHeaderSize",
                maxHttpRequestHeaderSize,
                "at least the maxRequestLineSize of " + maxRequestLineSize + " bytes");
        require(maxHeaderCount >= 1, "maxHeaderCount", maxHeaderCount, "1 or more");
        // 0 would mean "no body" here and "no limit" to Undertow and httpd.
        require(
                maxEntitySize == -1 || maxEntitySize > 0,
                "maxEntitySize",
                maxEntitySize,
                "1 or more bytes, or -1 for no limit");
    }

    /** Returns the connectionTimeout in nanoseconds. */
    public long connectionTimeoutNanos() {
        return Deadline.nanosOf(connectionTimeout);
    }

    /** Returns the keepAliveTimeout in nanoseconds. */
    public long keepAliveTimeoutNanos() {
        return Deadline.nanosOf(keepAliveTimeout);
    }

    /** Returns the lingerTimeout in nanoseconds. */
    public long lingerTimeoutNanos() {
        return Deadline.nanosOf(lingerTimeout);
    }

    private static void requirePositive(String name, Duration value) {
        require(!value.isNegative() && !value.isZero(), name, value, "more than 0");
    }

    private static void require(boolean legal, String name, Object value, String legalValues) {
        if (!legal) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + legalValues);
        }
    }
}
