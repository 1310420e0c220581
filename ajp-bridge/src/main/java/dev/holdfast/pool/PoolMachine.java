package dev.holdfast.pool;

import dev.holdfast.time.Deadline;

/**
 * The connections to one back end and the requests that want one: the policy of a pool, without a connection in it.
 *
 * <p>Every request is answered by exactly one {@link PoolEffects#grant} or {@link PoolEffects#reject}, unless it is cancelled before. Each
 * kind says in its own description what it does when all connections are in use. Mutable, not thread-safe; {@code now} is in nanoseconds and
 * never goes back. An event that the state does not allow is an {@link IllegalStateException} that names both.
 *
 * <p>The same events at the same {@code now} have the same effects, live or simulated. Not sealed, so that a recorder can stand before one.
 */
public interface PoolMachine {
    /** The idle time of a connection that has served no request. */
    long FRESH = -1;

    /**
     * A request wants a connection.
     *
     * @param requestId not negative, unique among those not yet answered
     * @param shard not negative; a thread in the live driver
     */
    void acquire(long requestId, int shard, long now);

    /** A request no longer wants a connection. Ignored where it was answered already: the driver may not have carried that out yet. */
    void cancel(long requestId);

    /** Returns false where the machine has given the connection up meanwhile; its close is among the effects. */
    boolean opened(long connectionId, long now);

    /** The connection could not be established. Ignored where the machine has given it up meanwhile. */
    void openFailed(long connectionId, RejectReason reason, long now);

    /** A lease, or a ping, ends and the connection is good for another request. */
    void released(long connectionId, long now);

    /** A lease, or a ping, ends and the connection must be closed, for {@code reason}. */
    void released(long connectionId, CloseReason reason, long now);

    /** Bytes or the end of the stream arrived on a connection that was idle. Ignored where it is not, or no longer: its lessee will see. */
    void peerSpoke(long connectionId, long now);

    /**
     * From now on there may be {@code most} connections, 0 or more; what is above that and not in use is closed. Ignored where the size is fixed.
     */
    default void limit(int most, long now) {}

    /** There is nobody to lease connections from, and no limit until {@link #limit} sets one. Ignored where the size is fixed. */
    default void unreachable(RejectReason reason) {}

    /** Returns whether the connection is open and nobody's. */
    boolean isIdle(long connectionId);

    /** Rejects whoever waits, closes what is idle or opening, and closes what is leased when it is released. */
    void close();

    /** Returns when {@link #timeout} is due, {@link Deadline#NONE} for never. */
    long nextDeadline();

    /** Does what is due at {@code now}: afterwards {@link #nextDeadline} is later than it. */
    void timeout(long now);

    /** Returns what the pool holds. */
    PoolCounts counts();
}
