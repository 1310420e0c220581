package dev.holdfast.ajp13;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.Set;

/**
 * How long a front waits for a container, in the words of mod_jk.
 *
 * @param pingAfterIdle a pooled connection that was idle at least this long answers a CPING before it gets a request; zero: every reused
 *     one does; {@link #NEVER}: none. Default 1 s: a container that went away is noticed by its close at once, so what is left to find
 *     out is a peer that vanished silently, and a busy connection need not pay a round trip for every request
 * @param pingTimeout from the CPING to its CPONG; default 10 s as mod_jk's ping_timeout
 * @param replyTimeout between two messages of the container while the front owes it nothing and is reading; default 60 s as httpd's
 *     Timeout. mod_jk's own default is to wait for ever
 * @param connectTimeout (connect_timeout) a connection just established answers a CPING within this before it gets its first request; zero,
 *     the default: none is sent
 * @param prepostTimeout (prepost_timeout) a connection answers a CPING within this before every request, but for a first one that
 *     connectTimeout covers; zero, the default: only pingAfterIdle asks for one
 */
public record AjpClientTimeouts(
        Duration pingAfterIdle,
        Duration pingTimeout,
        Duration replyTimeout,
        Duration connectTimeout,
        Duration prepostTimeout) {
    /** Longer than any connection lives. */
    public static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** 1 s, 10 s, 60 s, and neither of the others. */
    public static final AjpClientTimeouts DEFAULT =
            new AjpClientTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60));

    /**
     * @throws IllegalArgumentException for a negative {@code pingAfterIdle}, {@code connectTimeout} or {@code prepostTimeout} and a
     *     {@code pingTimeout} or {@code replyTimeout} not above zero
     */
    public AjpClientTimeouts {
        Deadline.nanosOf(pingAfterIdle);
        Deadline.nanosOf(connectTimeout);
        Deadline.nanosOf(prepostTimeout);
        requirePositive("pingTimeout", pingTimeout);
        requirePositive("replyTimeout", replyTimeout);
    }

    /** Without a connectTimeout and a prepostTimeout. */
    public AjpClientTimeouts(Duration pingAfterIdle, Duration pingTimeout, Duration replyTimeout) {
        this(pingAfterIdle, pingTimeout, replyTimeout, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Returns what mod_jk does: pings where {@code pingMode} says so, for {@code pingTimeout} where {@code connectTimeout} or
     * {@code prepostTimeout} is zero, and where one of those is above zero whatever {@code pingMode} says. {@link PingMode#INTERVAL} is the
     * pool's.
     */
    public static AjpClientTimeouts ofModJk(
            Set<PingMode> pingMode,
            Duration pingTimeout,
            Duration connectTimeout,
            Duration prepostTimeout,
            Duration replyTimeout) {
        return new AjpClientTimeouts(
                NEVER,
                pingTimeout,
                replyTimeout,
                pingMode.contains(PingMode.CONNECT) && connectTimeout.isZero() ? pingTimeout : connectTimeout,
                pingMode.contains(PingMode.PREPOST) && prepostTimeout.isZero() ? pingTimeout : prepostTimeout);
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero: " + TimeText.of(timeout));
        }
    }
}
