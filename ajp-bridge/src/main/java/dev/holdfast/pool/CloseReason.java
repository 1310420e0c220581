package dev.holdfast.pool;

/** Why the pool closes, or gave up, a connection. */
public enum CloseReason {
    /** Idle for connectionPoolTimeout. */
    POOL_TIMEOUT,
    /** It was idle and the back end closed it, or sent bytes nobody asked for. */
    PEER_SPOKE_WHILE_IDLE,
    /** The exchange is complete, but the connection must not serve another. */
    NOT_REUSABLE,
    /** It was leased and turned out to have been closed by the back end before. */
    STALE,
    /** Another connection turned out to be stale; this one was idle at the time, and is as old or older news. */
    STALE_SIBLING,
    /** The exchange failed. */
    EXCHANGE_FAILED,
    /** Not established within socketConnectTimeout. */
    CONNECT_TIMEOUT,
    /** It was for a request that had waited, and the back end must not be used any more. */
    MEMBER_UNUSABLE,
    /** It was idle, or released, and the pool had more than the back end lets it have. */
    LEASE_SHRANK,
    /** The pool was closed. */
    POOL_CLOSED
}
