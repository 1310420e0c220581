package dev.holdfast.http1;

/** Why a request is refused before any handler sees it. The names appear unchanged in logs, metrics and the response's text. */
public enum HttpViolation {
    /** The request line is not {@code method SP request-target SP HTTP-version CRLF} (RFC 9112 section 3). */
    BAD_REQUEST_LINE(400),
    /** A field line has no valid name, white space before the colon, a folded value, a bare LF or CR, or a control character. */
    BAD_HEADER_FIELD(400),
    /** Host is missing from an HTTP/1.1 request, given twice, or not {@code uri-host [":" port]} (RFC 9112 section 3.2). */
    BAD_HOST(400),
    /** Content-Length is not digits only, or is given more than once (RFC 9112 section 6.3). */
    BAD_CONTENT_LENGTH(400),
    /** Transfer-Encoding is malformed, does not end in chunked, has it twice, or comes from an HTTP/1.0 client (RFC 9112 sections 6.1, 6.3). */
    BAD_TRANSFER_ENCODING(400),
    /** Both Transfer-Encoding and Content-Length are given: the opening of every request-smuggling attack (RFC 9112 section 6.1). */
    AMBIGUOUS_LENGTH(400),
    /** A chunk size, extension, end or trailer field is malformed or beyond its limit, or the trailer belongs into a head (RFC 9112 section 7.1). */
    BAD_CHUNK(400),
    /** The request target has a form that its method does not allow, does not decode, or has too many parameters. */
    BAD_REQUEST_TARGET(400),
    /** The head did not arrive within the connectionTimeout. */
    HEAD_TIMEOUT(408),
    /** The body is longer than the limit. */
    CONTENT_TOO_LARGE(413),
    /** The request line is longer than the limit. */
    REQUEST_LINE_TOO_LONG(414),
    /** Expect holds something other than {@code 100-continue} (RFC 9110 section 10.1.1). */
    UNKNOWN_EXPECTATION(417),
    /** The head is longer than the limit. */
    HEAD_TOO_LARGE(431),
    /** The head has more fields than the limit. */
    TOO_MANY_FIELDS(431),
    /** A transfer coding is applied before chunked: this connector has no other. */
    UNKNOWN_TRANSFER_CODING(501),
    /** The method is CONNECT: this is an origin server, not a tunnel. */
    CONNECT_NOT_SUPPORTED(501),
    /** The major version is not 1. */
    VERSION_NOT_SUPPORTED(505);

    private final int status;

    HttpViolation(int status) {
        this.status = status;
    }

    /** Returns the status code the client is answered with. */
    public int status() {
        return status;
    }
}
