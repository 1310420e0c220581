package dev.holdfast.ajp13;

import dev.holdfast.time.Deadline;
import java.time.Duration;

/**
 * How long a front waits for a container, in the words of mod_jk.
 *
 * @param pingAfterIdle a pooled connection that was idle at least this long answers a CPING before it gets a request; zero: every reused
 *     one does; {@link #NEVER}: none. Default 1 s: a container that went away is noticed by its close at once, so what is left to find
 *     out is a peer that vanished silently, and a busy connection need not pay a round trip for every request
 * @param pingTimeout from the CPING to its CPONG; default 10 s as mod_jk's ping_timeout
 * @param replyTimeout between two messages of the container while the front owes it nothing and is reading; default 60 s as httpd's
 *     Timeout. mod_jk's own default is to wait for ever
 */
public record AjpClientTimeouts(Duration pingAfterIdle, Duration pingTimeout, Duration replyTimeout) {
    /** Longer than any connection lives. */
    public static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** 1 s, 10 s, 60 s. */
    public static final AjpClientTimeouts DEFAULT =
            new AjpClientTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60));

    /** @throws IllegalArgumentException for a negative {@code pingAfterIdle} and a {@code pingTimeout} or {@code replyTimeout} not above zero */
    public AjpClientTimeouts {
        Deadline.nanosOf(pingAfterIdle);
        requirePositive("pingTimeout", pingTimeout);
        requirePositive("replyTimeout", replyTimeout);
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero: " + timeout);
        }
    }
}
