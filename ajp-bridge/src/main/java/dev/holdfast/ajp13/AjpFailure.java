package dev.holdfast.ajp13;

/** Why an AJP connection is of no further use to the front. */
public enum AjpFailure {
    /** No CPONG within pingTimeout. */
    PING_TIMEOUT,
    /** No message within replyTimeout. */
    REPLY_TIMEOUT,
    /** The container broke the protocol; the {@link AjpViolation} says how. */
    PROTOCOL_VIOLATION,
    /** The container closed or reset the connection before the end of its response. */
    PEER_CLOSED
}
