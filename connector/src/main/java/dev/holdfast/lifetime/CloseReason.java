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
    /** Keep-alive is switched off. */
    KEEP_ALIVE_OFF,
    /** The client's User-Agent matches {@code restrictedUserAgents}. */
    RESTRICTED_USER_AGENT,
    /** The application or a handler answered with {@code Connection: close}, or with a body of unknown length to an HTTP/1.0 client. */
    SERVER_SAID_CLOSE,
    /** The connection has carried {@code maxKeepAliveRequests} requests. */
    MAX_KEEP_ALIVE_REQUESTS,
    /** The connection has lived for {@code maxConnectionAge}. */
    MAX_CONNECTION_AGE,
    /** No first byte came within {@code connectionTimeout} of the accept. */
    CONNECTION_TIMEOUT,
    /** The TLS handshake did not end within {@code tlsHandshakeTimeout}. */
    TLS_HANDSHAKE_TIMEOUT,
    /** The TLS handshake failed: no common version or cipher suite, a certificate not accepted, or no TLS at all. */
    TLS_HANDSHAKE_FAILED,
    /** A request head was begun but not finished within {@code connectionTimeout}. */
    REQUEST_HEAD_TIMEOUT,
    /** No next bytes of a request body that somebody waited for came within {@code bodyReadTimeout}. */
    REQUEST_BODY_TIMEOUT,
    /** A request body came more slowly than {@code minRequestDataRate}. */
    REQUEST_DATA_RATE,
    /** The client took none of a response for {@code writeTimeout}. */
    WRITE_TIMEOUT,
    /** The client took a response more slowly than {@code minResponseDataRate}. */
    RESPONSE_DATA_RATE,
    /** No next request began within {@code keepAliveTimeout} of the last response. */
    KEEP_ALIVE_TIMEOUT,
    /** The connection was idle when its place was needed. */
    SHED,
    /** The keep-alive policy expected no further request. */
    NO_REUSE_EXPECTED,
    /** The client's address had {@code maxConnectionsPerAddress} connections already. */
    TOO_MANY_FROM_ADDRESS,
    /** Every thread was bound to a connection, and the connector was told to close what it has none for. */
    NO_FREE_THREAD,
    /** The request was refused as malformed, too large or not implemented. */
    REQUEST_REFUSED,
    /** An AJP front sent what is no message, or not one that could come at that moment. */
    PROTOCOL_VIOLATION,
    /** The PROXY protocol header was malformed, or missing where it is required. */
    BAD_PROXY_HEADER,
    /** The request's body was not read by anyone, and is too long to be skipped. */
    REQUEST_BODY_UNREAD,
    /** The connector is being stopped. */
    DRAINED,
    /** The connector's stop ran out of time while a request was under way. */
    STOPPED,
    /** The connection was handed to another protocol and has ended since. */
    UPGRADED,
    /** A handler broke off its response, so that the client can tell it from a whole one. */
    RESPONSE_TRUNCATED,
    /** The socket failed. */
    IO_ERROR,
    /** The connector itself failed: a bug, and counted as one. */
    INTERNAL_ERROR
}
