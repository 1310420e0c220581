package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a member's health is checked; mod_proxy's words in parentheses.
 *
 * @param method (hcmethod) what is done
 * @param uri (hcuri) path and query of a request, beginning with a slash; empty for a method that is none
 * @param statuses of a request's answer that say the member is well; default 200 to 399
 * @param interval (hcinterval) from the beginning of a check to that of the next; above zero; 10 s by default, mod_proxy's is 30 s
 * @param retryInterval from a check that failed to the next, doubled each time up to {@code interval}; above zero, at most {@code interval}
 * @param timeout from the beginning of a check to its answer; a later one counts as none; above zero, default 5 s
 * @param passes (hcpasses) checks that bring a member back; 1 to 100, default 1
 * @param fails (hcfails) checks that put a member in error; 1 to 100; 3 by default, mod_proxy's is 1
 * @param counting what is counted
 */
public record HealthSettings(
        HealthMethod method,
        String uri,
        Set<Integer> statuses,
        Duration interval,
        Duration retryInterval,
        Duration timeout,
        int passes,
        int fails,
        Counting counting) {
    /** What {@link #passes} and {@link #fails} count. */
    public enum Counting {
        /**
         * Results in a row. Where the method is no request, an answer to a client's request is as good as a check that passed, so a member
         * that answers is not checked; and a member that the balancer finds in error is checked at once instead of being tried by a request.
         */
        IN_A_ROW,
        /** As mod_proxy: all results of that kind since the state last changed, and what becomes of clients' requests is no matter. */
        IN_ALL
    }

    private static final int MAX_COUNT = 100;
    private static final int MAX_URI_LENGTH = 2048;
    private static final int FIRST_WELL = 200;
    private static final int LAST_WELL = 399;

    /** @throws IllegalArgumentException naming the component that is out of range */
    public HealthSettings {
        requireUri(method, uri);
        if (method.isRequest() && statuses.isEmpty()) {
            throw new IllegalArgumentException("statuses must not be empty");
        }
        requirePositive("interval", interval);
        requirePositive("retryInterval", retryInterval);
        requirePositive("timeout", timeout);
        if (retryInterval.compareTo(interval) > 0) {
            throw new IllegalArgumentException("retryInterval must not be above interval " + TimeText.of(interval)
                    + ": " + TimeText.of(retryInterval));
        }
        requireCount("passes", passes);
        requireCount("fails", fails);
        statuses = Set.copyOf(statuses);
    }

    /** Returns 200 to 399. */
    public static Set<Integer> well() {
        Set<Integer> statuses = new TreeSet<>();
        for (int status = FIRST_WELL; status <= LAST_WELL; status++) {
            statuses.add(status);
        }
        return statuses;
    }

    /** Returns whether an answer to a client's request shows that the member is well. */
    boolean countsRequests() {
        return counting == Counting.IN_A_ROW && !method.isRequest();
    }

    private static void requireUri(HealthMethod method, String uri) {
        if (!method.isRequest()) {
            if (!uri.isEmpty()) {
                throw new IllegalArgumentException(
                        "uri is for the methods GET, HEAD and OPTIONS, but method is " + method + ": " + uri);
            }
            return;
        }
        boolean plain = uri.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#');
        if (!uri.startsWith("/") || uri.length() > MAX_URI_LENGTH || !plain) {
            throw new IllegalArgumentException("uri must be a path that begins with a slash, and for " + method
                    + " one is needed, without blanks, of " + MAX_URI_LENGTH + " characters at most: '" + uri + "'");
        }
    }

    private static void requirePositive(String name, Duration time) {
        if (Deadline.nanosOf(time) == 0) {
            throw new IllegalArgumentException(name + " must be above zero: " + TimeText.of(time));
        }
    }

    private static void requireCount(String name, int count) {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException(name + " must be 1 to " + MAX_COUNT + ": " + count);
        }
    }
}
