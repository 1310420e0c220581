package dev.holdfast.lifetime;

/** Why a connection was closed. The names appear unchanged in logs, metrics and reports. */
public enum CloseReason {
    /** The client sent FIN while nothing was going on: before its first request, or between two. */
    CLIENT_CLOSED,
    /** The client went away in the middle of a request or a response. */
    CLIENT_ABORTED,
    /** The client sent {@code Connection: close}. */
    CLIENT_SAID_CLOSE,
    /** An HTTP/1.0 client did not ask for keep-alive. */
    KEEP_ALIVE_NOT_ASKED_FOR,
    /** The application or a handler answered with {@code Connection: close}, or with a body of unknown length to an HTTP/1.0 client. */
    SERVER_SAID_CLOSE,
    /** The connection has carried {@code maxKeepAliveRequests} requests. */
    MAX_KEEP_ALIVE_REQUESTS,
    /** No first byte came within {@code connectionTimeout} of the accept. */
    CONNECTION_TIMEOUT,
    /** A request head was begun but not finished within {@code connectionTimeout}. */
    REQUEST_HEAD_TIMEOUT,
    /** A handler's thread waited {@code connectionTimeout} for the next bytes of a request body, and none came. */
    REQUEST_BODY_TIMEOUT,
    /** A handler's thread waited {@code connectionTimeout} for the client to take bytes of the response, and it took none. */
    RESPONSE_TIMEOUT,
    /** No next request began within {@code keepAliveTimeout} of the last response. */
    KEEP_ALIVE_TIMEOUT,
    /** The request was refused as malformed, too large or not implemented. */
    REQUEST_REFUSED,
    /** The request's body was not read by anyone, and is too long to be skipped. */
    REQUEST_BODY_UNREAD,
    /** The connector is being stopped. */
    DRAINED,
    /** The connection was handed to another protocol and has ended since. */
    UPGRADED,
    /** A handler broke off its response, so that the client can tell it from a whole one. */
    RESPONSE_TRUNCATED,
    /** The socket failed. */
    IO_ERROR,
    /** The connector itself failed: a bug, and counted as one. */
    INTERNAL_ERROR
}
