package dev.holdfast.lifetime.policy;

import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections under one timeout, the one idle longest first. The timeout may change at any time and then holds for all of them. Adding
 * and removing take constant time and no memory.
 */
final class IdleList<C> {
    private long timeoutNanos;
    private @Nullable IdleConnection<C> longest;
    private @Nullable IdleConnection<C> shortest;

    IdleList(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    void timeoutNanos(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /** Adds a connection that has become idle no earlier than those already here. */
    void add(IdleConnection<C> connection) {
        connection.list = this;
        connection.longerIdle = shortest;
        if (shortest == null) {
            longest = connection;
        } else {
            shortest.shorterIdle = connection;
        }
        shortest = connection;
    }

    void remove(IdleConnection<C> connection) {
        IdleConnection<C> longer = connection.longerIdle;
        IdleConnection<C> shorter = connection.shorterIdle;
        if (longer == null) {
            longest = shorter;
        } else {
            longer.shorterIdle = shorter;
        }
        if (shorter == null) {
            shortest = longer;
        } else {
            shorter.longerIdle = longer;
        }
        connection.list = null;
        connection.longerIdle = null;
        connection.shorterIdle = null;
    }

    boolean isEmpty() {
        return longest == null;
    }

    @Nullable
    IdleConnection<C> longest() {
        return longest;
    }

    /** Returns when the first of them is overdue, or {@link Deadline#NONE}. */
    long nextDeadline() {
        return longest == null ? Deadline.NONE : Deadline.after(longest.since(), timeoutNanos);
    }

    /** Takes out and returns the one idle longest, or null where the list is empty. */
    @Nullable
    C poll() {
        IdleConnection<C> connection = longest;
        if (connection == null) {
            return null;
        }
        remove(connection);
        return connection.subject();
    }

    /** Takes out and returns the one idle longest where it is overdue, else null. */
    @Nullable
    C pollOverdue(long now) {
        return Deadline.isExpired(nextDeadline(), now) ? poll() : null;
    }
}
