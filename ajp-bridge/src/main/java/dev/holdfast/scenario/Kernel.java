package dev.holdfast.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What the operating system below front and back ends does.
 *
 * @param somaxconn what a listen queue's length is lowered to (net.core.somaxconn); 0 to 65535, default 4096
 * @param backlogExtra how many connections more than its length a listen queue holds; 0 or 1, default 1, as Linux does it
 * @param synRetries when a SYN that was dropped is sent again, counted from the first one, ascending; when the last is dropped too the connect
 *     fails twice as long after the first as that one. Empty for no retry: the connect fails at once. Default {@link #LINUX_6_5}
 * @param abortOnOverflow (net.ipv4.tcp_abort_on_overflow) whether a connection that does not fit into the queue is reset; default false
 * @param timerHz (CONFIG_HZ) how many ticks a second its timers have, which are late by up to an eighth of their length, and come together; 0 to
 *     1000, 0 for timers that are exact. Default 250
 * @param deferAccept (TCP_DEFER_ACCEPT) whether a front's listening socket shows a connection when its first bytes have come, as httpd asks for;
 *     then a SYN that was answered is not answered again. Default true
 */
public record Kernel(
        int somaxconn,
        int backlogExtra,
        List<Duration> synRetries,
        boolean abortOnOverflow,
        int timerHz,
        boolean deferAccept) {
    private static final int MAX_BACKLOG = 65535;
    private static final int MAX_HZ = 1000;
    private static final int LINUX_HZ = 250;

    /** Linux 6.5 and later: four linear retries, then exponential ones. */
    public static final List<Duration> LINUX_6_5 = seconds(1, 2, 3, 4, 5, 7, 11, 19, 35, 67);
    /** Linux before 6.5. */
    public static final List<Duration> LINUX_BEFORE_6_5 = seconds(1, 3, 7, 15, 31, 63);
    /** A new Linux with its defaults. */
    public static final Kernel DEFAULT = new Kernel(4096, 1, LINUX_6_5, false, LINUX_HZ, true);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public Kernel {
        Ranges.require("somaxconn", somaxconn, 0, MAX_BACKLOG);
        Ranges.require("backlogExtra", backlogExtra, 0, 1);
        Ranges.require("timerHz", timerHz, 0, MAX_HZ);
        synRetries = List.copyOf(synRetries);
        Duration before = Duration.ZERO;
        for (Duration retry : synRetries) {
            if (retry.compareTo(before) <= 0) {
                throw new IllegalArgumentException("synRetries must be above zero and ascend: " + synRetries);
            }
            before = retry;
        }
    }

    /** Returns this kernel with {@code deferAccept} or without. */
    public Kernel withDeferAccept(boolean deferred) {
        return new Kernel(somaxconn, backlogExtra, synRetries, abortOnOverflow, timerHz, deferred);
    }

    /** Returns how many connections fit into a listen queue. */
    public int queueLength(int backlog) {
        return Math.min(backlog, somaxconn) + backlogExtra;
    }

    private static List<Duration> seconds(long... seconds) {
        return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList();
    }
}
