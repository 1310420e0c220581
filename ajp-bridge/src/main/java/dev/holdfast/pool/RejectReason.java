package dev.holdfast.pool;

/** Why a request got no connection. */
public enum RejectReason {
    /** All connections were leased for connectionAcquireTimeout. */
    ACQUIRE_TIMEOUT,
    /** maxQueueSize requests were waiting already. */
    QUEUE_FULL,
    /** As many requests as busy_limit allows were at the back end. */
    BUSY_LIMIT,
    /** The back end refused the connection. */
    CONNECT_REFUSED,
    /** The connection was not established within socketConnectTimeout. */
    CONNECT_TIMEOUT,
    /** The connection could not be established for another reason, such as no route. */
    CONNECT_FAILED,
    /** The back end must not be used any more, which was not so yet when the request began to wait. */
    MEMBER_UNUSABLE,
    /** The pool was closed. */
    POOL_CLOSED
}
