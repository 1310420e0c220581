package dev.holdfast.ajp13;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/**
 * How long a container waits for a front. The first two have Tomcat's names and defaults, for a pool's connection has nothing to say between
 * two requests; what a front has begun, it is given {@code readTimeout} to go on with, so that none can be silent in the middle.
 *
 * @param connectionTimeout from accept to the first byte; zero or more, zero sets no limit. Default zero (Tomcat's {@code -1})
 * @param keepAliveTimeout from the end of a response, or of a CPONG, to the first byte of the next message; zero or more, zero sets no limit.
 *     Default: the connectionTimeout, as in Tomcat
 * @param readTimeout from a message's first byte to its last, and from a handler's wanting bytes of a request body to getting some; more than
 *     zero. Default 60 s
 * @param writeTimeout from having bytes for the front to its taking some; more than zero. Default 60 s, as HttpConnector
 * @param lingerTimeout how long a connection that was closed under a front which may still be sending is drained, so that its last answer is
 *     not lost to a reset; zero closes at once. Default 2 s, as HttpConnector
 */
public record AjpServerTimeouts(
        Duration connectionTimeout,
        Duration keepAliveTimeout,
        Duration readTimeout,
        Duration writeTimeout,
        Duration lingerTimeout) {
    /** None, none, 60 s, 60 s, 2 s. */
    public static final AjpServerTimeouts DEFAULTS = new AjpServerTimeouts(
            Duration.ZERO, Duration.ZERO, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(2));

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public AjpServerTimeouts {
        require(!connectionTimeout.isNegative(), "connectionTimeout", connectionTimeout, "0 or more");
        require(!keepAliveTimeout.isNegative(), "keepAliveTimeout", keepAliveTimeout, "0 or more");
        require(isPositive(readTimeout), "readTimeout", readTimeout, "more than 0");
        require(isPositive(writeTimeout), "writeTimeout", writeTimeout, "more than 0");
        require(!lingerTimeout.isNegative(), "lingerTimeout", lingerTimeout, "0 or more");
    }

    /** Returns {@code timeout} in nanoseconds, {@link Deadline#NONE} for zero. */
    static long orNone(Duration timeout) {
        return timeout.isZero() ? Deadline.NONE : Deadline.nanosOf(timeout);
    }

    private static boolean isPositive(Duration timeout) {
        return !timeout.isNegative() && !timeout.isZero();
    }

    private static void require(boolean legal, String name, Duration value, String legalValues) {
        if (!legal) {
            throw new IllegalArgumentException(name + " is " + TimeText.of(value) + ", but must be " + legalValues);
        }
    }
}
