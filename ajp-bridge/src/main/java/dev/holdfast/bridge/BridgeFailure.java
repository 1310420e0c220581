package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpFailure;
import dev.holdfast.balance.Outcome;
import dev.holdfast.http1.client.HttpClientFailure;
import dev.holdfast.pool.FailedExchange;
import dev.holdfast.pool.Recovery;
import dev.holdfast.pool.RejectReason;

/**
 * Why the bridge itself, and not the back end, answered or cut off a request. The names appear unchanged in logs and statistics; the status
 * is what the client gets if its response has not begun, except where mod_proxy is reproduced and has another ({@link Refusal}), and otherwise
 * its connection is aborted.
 */
public enum BridgeFailure {
    /**
     * No back end may be given the request: each is stopped, or the session's own cannot be used and stickySessionForce is set, or the last it was
     * given to was put in error, by others, while it waited for a connection (mod_proxy).
     */
    NO_MEMBER(503),
    /** No connection became free within connectionAcquireTimeout. */
    ACQUIRE_TIMEOUT(503),
    /** maxQueueSize requests were waiting for a connection. */
    QUEUE_FULL(503),
    /** As many requests as busy_limit allows were at the back end. */
    BUSY_LIMIT(503),
    /** Each back end that may be asked answered with a status that counts as a failure (fail_on_status). */
    FAILED_STATUS(503),
    /** The back end refused the connection. */
    CONNECT_REFUSED(503),
    /** The back end did not accept the connection within socketConnectTimeout. */
    CONNECT_TIMEOUT(503),
    /** The connection failed for another reason. */
    CONNECT_FAILED(503),
    /** The bridge was closed. */
    POOL_CLOSED(503),
    /** Two pooled connections one after the other left a CPING unanswered for pingTimeout. One opened for the request is not pinged. */
    PING_TIMEOUT(503),
    /** The back end sent nothing for replyTimeout. */
    REPLY_TIMEOUT(504),
    /** The back end broke AJP13 or HTTP/1.1. */
    PROTOCOL_VIOLATION(502),
    /** The back end closed the connection before the end of its response, and the request could not be sent again. */
    PEER_CLOSED(502),
    /** The request's head does not fit an AJP packet of packetSize. */
    REQUEST_HEAD_TOO_LARGE(431),
    /** The request's body is larger than the HTTP listener allows. */
    REQUEST_BODY_TOO_LARGE(413),
    /** The request must not be passed on: a control character in a header, more than one Content-Length, a body that breaks its framing. */
    BAD_REQUEST(400),
    /** The request needs what a gateway does not have: CONNECT, or a transfer coding other than chunked. */
    NOT_IMPLEMENTED(501),
    /** A bug in the bridge; the log has its stack trace. */
    INTERNAL_ERROR(500),
    /** The client went away; there is nobody to answer. */
    CLIENT_ABORTED(499);

    private final int status;

    BridgeFailure(int status) {
        this.status = status;
    }

    /** Returns the HTTP status for the client. */
    public int status() {
        return status;
    }

    /** Returns what the back end did, where it is this that failed an exchange. */
    FailedExchange.Fault fault() {
        return switch (this) {
            case PEER_CLOSED -> FailedExchange.Fault.CLOSED;
            case PING_TIMEOUT, REPLY_TIMEOUT -> FailedExchange.Fault.LATE;
            default -> FailedExchange.Fault.VIOLATION;
        };
    }

    /** Returns what the balancer is told of a member whose exchange this failed. */
    Outcome outcome(Recovery.Blame blame) {
        return switch (blame) {
            case MEMBER ->
                switch (this) {
                    case PING_TIMEOUT -> Outcome.PING_FAILED;
                    case REPLY_TIMEOUT -> Outcome.REPLY_TIMEOUT;
                    default -> Outcome.BROKEN;
                };
            case MEMBER_IF_TIMEOUTS_COUNT -> Outcome.EXCUSED_TIMEOUT;
            case NOBODY -> Outcome.CLIENT;
        };
    }

    static BridgeFailure of(RejectReason reason) {
        return switch (reason) {
            case ACQUIRE_TIMEOUT -> ACQUIRE_TIMEOUT;
            case QUEUE_FULL -> QUEUE_FULL;
            case BUSY_LIMIT -> BUSY_LIMIT;
            case CONNECT_REFUSED -> CONNECT_REFUSED;
            case CONNECT_TIMEOUT -> CONNECT_TIMEOUT;
            case CONNECT_FAILED -> CONNECT_FAILED;
            case MEMBER_UNUSABLE -> NO_MEMBER;
            case POOL_CLOSED -> POOL_CLOSED;
        };
    }

    static BridgeFailure of(AjpFailure failure) {
        return switch (failure) {
            case PING_TIMEOUT -> PING_TIMEOUT;
            case REPLY_TIMEOUT -> REPLY_TIMEOUT;
            case PROTOCOL_VIOLATION -> PROTOCOL_VIOLATION;
            case PEER_CLOSED -> PEER_CLOSED;
        };
    }

    static BridgeFailure of(HttpClientFailure failure) {
        return switch (failure) {
            case REPLY_TIMEOUT -> REPLY_TIMEOUT;
            case PROTOCOL_VIOLATION -> PROTOCOL_VIOLATION;
            case PEER_CLOSED -> PEER_CLOSED;
        };
    }
}
