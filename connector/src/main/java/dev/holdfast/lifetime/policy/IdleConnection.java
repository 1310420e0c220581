package dev.holdfast.lifetime.policy;

import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The place of one connection among the idle ones of its I/O thread: made once for a connection and used for all its idle times, so that
 * idling allocates nothing. All changes go through the {@link KeepAlivePolicy}.
 *
 * @param <C> the driver's connection
 */
public final class IdleConnection<C> {
    private final C subject;
    private boolean idle;
    private int reuseClass = Grant.NO_CLASS;
    private long exploresFrom;
    private long since;

    /** The list it stands in: none while it is busy, and none once the policy has named it to be closed. */
    @Nullable
    IdleList<C> list;

    @Nullable
    IdleConnection<C> longerIdle;

    @Nullable
    IdleConnection<C> shorterIdle;

    /** Makes the place of a connection that is not idle. */
    public IdleConnection(C subject) {
        this.subject = subject;
    }

    C subject() {
        return subject;
    }

    /** Returns the class of its last response. */
    int reuseClass() {
        return reuseClass;
    }

    /** Returns when it became idle. */
    long since() {
        return since;
    }

    /** Returns whether it idles, be it in a list or named to be closed. */
    public boolean isIdle() {
        return idle;
    }

    /** Returns the idle time at which others of its class are closed where this one is held on to explore; else {@link Deadline#NONE}. */
    long exploresFrom() {
        return exploresFrom;
    }

    void begin(int reuseClass, long exploresFrom, long now) {
        if (idle) {
            throw new IllegalStateException("idle in state IDLE");
        }
        idle = true;
        this.reuseClass = reuseClass;
        this.exploresFrom = exploresFrom;
        since = now;
    }

    /** Ends the idle time and returns its length in nanoseconds. */
    long end(String event, long now) {
        if (!idle) {
            throw new IllegalStateException(event + " in state BUSY");
        }
        idle = false;
        if (list != null) {
            list.remove(this);
        }
        return now - since;
    }
}
