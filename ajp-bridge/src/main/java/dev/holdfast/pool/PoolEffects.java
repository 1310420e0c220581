package dev.holdfast.pool;

/**
 * What a {@link PoolMachine} wants done. It calls these in the middle of a transition: a driver notes them down and carries them out after
 * it, in this order, and never calls the machine from within.
 */
public interface PoolEffects {
    /**
     * Open a connection from the given shard; answer with {@link PoolMachine#opened} or {@link PoolMachine#openFailed}.
     *
     * @param requestId who gets it once it is open, unless the request is cancelled before
     */
    void open(long requestId, long connectionId, int shard);

    /**
     * The request has the connection until {@link PoolMachine#released}.
     *
     * @param idleNanos how long the connection was idle before; {@link PoolMachine#FRESH} for one that served no request yet
     */
    void grant(long requestId, long connectionId, long idleNanos);

    /** The request gets no connection. */
    void reject(long requestId, RejectReason reason);

    /** Close the connection; the machine has forgotten it. */
    void close(long connectionId, CloseReason reason);

    /**
     * Send CPING on an idle connection, which no request gets before it is over; end with {@link PoolMachine#released(long, long)} or
     * {@link PoolMachine#released(long, CloseReason, long)}.
     */
    void ping(long connectionId);
}
