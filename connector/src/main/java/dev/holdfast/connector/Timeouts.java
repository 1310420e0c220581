package dev.holdfast.connector;

import dev.holdfast.time.Deadline;
import java.time.Duration;

/**
 * How long a connection may take for what. All are kept by the monotonic clock: never early, late by no more than the I/O thread is busy.
 *
 * @param connectionTimeout from accept, or the end of the TLS handshake, and from the first byte of each later request, to the end of the
 *     request head: a total that single bytes do not renew. A late head is answered 408; a connection without a single byte gets FIN. More than
 *     zero. Default 20 s, as Tomcat's shipped {@code server.xml}
 * @param tlsHandshakeTimeout from accept, or the end of the PROXY header, to the end of the TLS handshake; more than zero. Default 10 s
 * @param keepAliveTimeout from the response's last byte handed to the kernel to the first byte of the next request; more than zero. Default:
 *     the connectionTimeout, as in Tomcat
 * @param bodyReadTimeout from a handler's wanting bytes of the request body to getting some, then 408; more than zero. Default: the
 *     connectionTimeout, as in Tomcat
 * @param minRequestDataRate bytes a second at which a request body is to come, over the time that a handler has waited for it and after a
 *     first {@code bodyReadTimeout} for free; slower ones are answered 408. 0 or more, 0 asks for no rate. Default 500, as httpd's
 *     {@code RequestReadTimeout body=20,MinRate=500}
 * @param writeTimeout from having bytes of the response to the client's taking some, then the connection is cut; more than zero. Default
 *     60 s, as httpd and nginx: the kernel reports room only after a third of a send buffer of megabytes has been taken
 * @param minResponseDataRate bytes a second at which a response is to be taken, likewise; 0 or more, 0 asks for no rate. Default 500
 * @param lingerTimeout how long a connection that was closed under a client which may still be sending is drained, so that the response is
 *     not lost to a reset; zero closes at once. Default 2 s, as httpd's short lingering close
 * @param maxConnectionAge after how long a connection ends with its next response, or at once where it is idle; zero or more, zero sets no
 *     limit. Default zero. nginx {@code keepalive_time}
 */
public record Timeouts(
        Duration connectionTimeout,
        Duration tlsHandshakeTimeout,
        Duration keepAliveTimeout,
        Duration bodyReadTimeout,
        int minRequestDataRate,
        Duration writeTimeout,
        int minResponseDataRate,
        Duration lingerTimeout,
        Duration maxConnectionAge) {

    private static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(20);
    private static final int DEFAULT_DATA_RATE = 500;

    /** The default of every timeout. */
    public static final Timeouts DEFAULTS = new Timeouts(
            DEFAULT_CONNECTION_TIMEOUT,
            Duration.ofSeconds(10),
            DEFAULT_CONNECTION_TIMEOUT,
            DEFAULT_CONNECTION_TIMEOUT,
            DEFAULT_DATA_RATE,
            Duration.ofSeconds(60),
            DEFAULT_DATA_RATE,
            Duration.ofSeconds(2),
            Duration.ZERO);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public Timeouts {
        Require.positive("connectionTimeout", connectionTimeout);
        Require.positive("tlsHandshakeTimeout", tlsHandshakeTimeout);
        Require.positive("keepAliveTimeout", keepAliveTimeout);
        Require.positive("bodyReadTimeout", bodyReadTimeout);
        Require.that(minRequestDataRate >= 0, "minRequestDataRate", minRequestDataRate, "0 or more bytes a second");
        Require.positive("writeTimeout", writeTimeout);
        Require.that(minResponseDataRate >= 0, "minResponseDataRate", minResponseDataRate, "0 or more bytes a second");
        Require.notNegative("lingerTimeout", lingerTimeout);
        Require.notNegative("maxConnectionAge", maxConnectionAge);
    }

    /** Returns the maxConnectionAge in nanoseconds, {@link Deadline#NONE} where there is no limit. */
    public long maxConnectionAgeNanos() {
        return maxConnectionAge.isZero() ? Deadline.NONE : Deadline.nanosOf(maxConnectionAge);
    }
}
