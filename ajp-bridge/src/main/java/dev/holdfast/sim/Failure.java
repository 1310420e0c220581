package dev.holdfast.sim;

import dev.holdfast.pool.RejectReason;

/** Why a user got no answer of the application's. */
public enum Failure {
    /** The front's kernel refused the connection, or dropped every SYN. */
    CONNECT_REFUSED,
    /** The user's own connectTimeout. */
    CONNECT_TIMEOUT,
    /** The user's own timeout. */
    CLIENT_TIMEOUT,
    /** The front closed a fresh connection without an answer, or answered 408. */
    FRONT_CLOSED,
    /** 503: no connection of the pool's in time. */
    ACQUIRE_TIMEOUT,
    /** 503: too many waited for one. */
    QUEUE_FULL,
    /** 503: too many requests at the back end. */
    BUSY_LIMIT,
    /** 503: the back end did not take a connection. */
    BACK_CONNECT_FAILED,
    /** 503: no member that may be asked, or the one that it waited for may be no more. */
    NO_MEMBER,
    /** 502 or 503: the back end closed the connection without an answer. */
    BACK_CLOSED,
    /** 503: the back end did not answer a CPING. */
    PING_TIMEOUT,
    /** 504: the back end did not answer in time. */
    REPLY_TIMEOUT;

    private static final int BAD_GATEWAY = 502;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    /** Returns the status of what the front answers instead. */
    int status() {
        return switch (this) {
            case REPLY_TIMEOUT -> GATEWAY_TIMEOUT;
            case BACK_CLOSED -> BAD_GATEWAY;
            default -> SERVICE_UNAVAILABLE;
        };
    }

    static Failure of(RejectReason reason) {
        return switch (reason) {
            case ACQUIRE_TIMEOUT -> ACQUIRE_TIMEOUT;
            case QUEUE_FULL -> QUEUE_FULL;
            case BUSY_LIMIT -> BUSY_LIMIT;
            case CONNECT_REFUSED, CONNECT_TIMEOUT, CONNECT_FAILED -> BACK_CONNECT_FAILED;
            case MEMBER_UNUSABLE -> NO_MEMBER;
            case POOL_CLOSED -> FRONT_CLOSED;
        };
    }
}
