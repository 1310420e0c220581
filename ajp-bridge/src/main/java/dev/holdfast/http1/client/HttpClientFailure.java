package dev.holdfast.http1.client;

/** Why an HTTP connection is of no further use to the front. */
public enum HttpClientFailure {
    /** Nothing arrived for replyTimeout. */
    REPLY_TIMEOUT,
    /** The back end broke the protocol; the {@link HttpResponseViolation} says how. */
    PROTOCOL_VIOLATION,
    /** The back end closed or reset the connection before the end of its response. */
    PEER_CLOSED
}
