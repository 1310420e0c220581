package dev.holdfast.http1.client;

/** How a back end broke HTTP/1.1. The names appear unchanged in logs. */
public enum HttpResponseViolation {
    /** It sent what is no response head, or one beyond the limits. */
    BAD_HEAD,
    /** Content-Length is not digits only, or has two values. */
    BAD_CONTENT_LENGTH,
    /** Both Transfer-Encoding and Content-Length are given (RFC 9112 section 6.3). */
    AMBIGUOUS_LENGTH,
    /** Transfer-Encoding is not exactly {@code chunked}, or in an HTTP/1.0 response. */
    BAD_TRANSFER_ENCODING,
    /** The chunked coding is broken. */
    BAD_CHUNK,
    /** It switched protocols and nobody had asked it to. */
    UNEXPECTED_UPGRADE,
    /** It sent interim responses without end. */
    TOO_MANY_INTERIM_RESPONSES
}
