package dev.holdfast.mpm;

import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/** Connections that wait for the same time: who waits first is due first, so a queue does, and everything takes constant time. */
final class TimeoutQueue {
    private long timeoutNanos;
    private @Nullable Timer first;
    private @Nullable Timer last;
    private int size;

    /** @param timeoutNanos 0 for never */
    TimeoutQueue(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos == 0 ? Deadline.NONE : timeoutNanos;
    }

    void setTimeout(long nanos) {
        timeoutNanos = nanos;
    }

    int size() {
        return size;
    }

    void add(Timer timer, long now) {
        timer.cancel();
        timer.since = now;
        timer.queue = this;
        timer.previous = last;
        if (last == null) {
            first = timer;
        } else {
            last.next = timer;
        }
        last = timer;
        size++;
    }

    void remove(Timer timer) {
        Timer before = timer.previous;
        Timer after = timer.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        timer.previous = null;
        timer.next = null;
        timer.queue = null;
        size--;
    }

    /** Returns when the first is due. */
    long deadline() {
        Timer timer = first;
        return timer == null ? Deadline.NONE : Deadline.after(timer.since, timeoutNanos);
    }

    /** Takes out the first where it is due, or returns null. */
    @Nullable
    Connection pollExpired(long now) {
        return Deadline.isExpired(deadline(), now) ? poll() : null;
    }

    /** Takes out the first, or returns null. */
    @Nullable
    Connection poll() {
        Timer timer = first;
        if (timer == null) {
            return null;
        }
        remove(timer);
        return timer.connection;
    }
}
