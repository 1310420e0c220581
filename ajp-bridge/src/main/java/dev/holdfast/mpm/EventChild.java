package dev.holdfast.mpm;

import dev.holdfast.time.Deadline;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A child process of the event MPM: what its listener thread knows. */
final class EventChild extends Child {
    final TimeoutQueue keepAlive;
    final TimeoutQueue writeCompletion;
    final TimeoutQueue linger;
    final TimeoutQueue shortLinger;
    /** Connections to be closed by the next free worker, the last one first (defer_linger_chain). */
    final ArrayDeque<Connection> deferred = new ArrayDeque<>();
    /** Connections on which something has happened while the listener waits for a worker. */
    final ArrayDeque<Connection> unseen = new ArrayDeque<>();
    /** What the listener waits for a worker for. */
    @Nullable
    Connection blockedOn;
    /** Whether it has ceased to listen because it has too many connections or no worker. */
    boolean disabled;
    /** Whether a worker was wanting in this round of the listener's loop. */
    boolean workersWereBusy;
    /** When its listener, which a worker has woken, goes on. */
    long wakesAt = Deadline.NONE;
    /** Whether a connection was to be accepted while its listener was at work on the last one. */
    boolean accepting;
    /** When its listener looks again after the connection that it has accepted last. */
    long looksAgainAt = -1;
    /** Whether no worker has counted that connection when it does. */
    boolean uncounted;
    /** Connections in CLOSING and LINGERING. */
    int lingering;
    /** When the queues are looked at next (queues_next_expiry). */
    long nextExpiry = Deadline.NONE;

    private final long fudgeNanos;

    EventChild(
            int slot,
            int threads,
            long keepAliveNanos,
            long timeoutNanos,
            long lingerNanos,
            long shortNanos,
            long fudge) {
        super(slot, threads);
        this.keepAlive = new TimeoutQueue(keepAliveNanos);
        this.writeCompletion = new TimeoutQueue(timeoutNanos);
        this.linger = new TimeoutQueue(lingerNanos);
        this.shortLinger = new TimeoutQueue(shortNanos);
        this.fudgeNanos = fudge;
    }

    void await(TimeoutQueue queue, Connection connection, long now) {
        queue.add(connection.timer, now);
        lookAt(queue);
    }

    /** Returns when it has something to do by itself. */
    long deadline() {
        long deadline = Math.min(nextExpiry, wakesAt);
        return accepting ? Math.min(deadline, looksAgainAt) : deadline;
    }

    /** A queue that is due only a little earlier than another is looked at with it. */
    void lookAt(TimeoutQueue queue) {
        long deadline = queue.deadline();
        if (deadline != Deadline.NONE
                && (nextExpiry == Deadline.NONE || nextExpiry > Deadline.after(deadline, fudgeNanos))) {
            nextExpiry = deadline;
        }
    }
}
