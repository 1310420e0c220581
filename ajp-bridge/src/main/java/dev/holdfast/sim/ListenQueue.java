package dev.holdfast.sim;

import dev.holdfast.scenario.Kernel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listen queue: connections the kernel has established and nobody has accepted. Where one finds it full, its SYN is dropped, or it is reset,
 * as the kernel is set up.
 *
 * @param <C> the connections
 */
final class ListenQueue<C> {
    /** What becomes of a connection that found the queue full. */
    interface Overflow<C> {
        /** Returns how often its SYN has been sent again, and counts one more. */
        int nextRetry(C connection);

        /** Returns when its SYN was sent first. */
        long began(C connection);

        /** Its SYN is sent again at {@code time}. */
        void again(C connection, long time);

        /** It is not established; this is known at {@code time}. */
        void refused(C connection, long time);
    }

    private final Kernel kernel;
    private final int capacity;
    private final ArrayDeque<C> queue = new ArrayDeque<>();
    private final Overflow<C> overflow;

    ListenQueue(Kernel kernel, int backlog, Overflow<C> overflow) {
        this.kernel = kernel;
        this.capacity = kernel.queueLength(backlog);
        this.overflow = overflow;
    }

    int size() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void add(C connection) {
        queue.addLast(connection);
    }

    @Nullable
    C poll() {
        return queue.pollFirst();
    }

    /** Takes out who does not fit: to be called once whoever can be accepted is. Returns it, or null. */
    @Nullable
    C pollOverflow() {
        return queue.size() > capacity ? queue.pollLast() : null;
    }

    void overflows(C connection, long now) {
        if (kernel.abortOnOverflow()) {
            overflow.refused(connection, now);
            return;
        }
        List<Duration> retries = kernel.synRetries();
        int retry = overflow.nextRetry(connection);
        if (retry < retries.size()) {
            overflow.again(
                    connection, overflow.began(connection) + retries.get(retry).toNanos());
        } else if (retries.isEmpty()) {
            overflow.refused(connection, now);
        } else {
            overflow.refused(
                    connection,
                    Math.max(
                            now,
                            overflow.began(connection)
                                    + 2 * retries.get(retries.size() - 1).toNanos()));
        }
    }
}
