package dev.holdfast.ajp13;

/** What a peer did that AJP13 does not allow. The names appear unchanged in logs and statistics. */
public enum AjpViolation {
    /** The first two bytes are not the magic of the peer's side. */
    BAD_MAGIC,
    /** The length does not fit the packet size less its four header bytes (CVE-2026-28780: the four bytes matter). */
    MESSAGE_TOO_LONG,
    /** A field runs past the end of its message. */
    MESSAGE_TRUNCATED,
    /** Bytes are left over after the last field of a message. */
    TRAILING_BYTES,
    /** A message code that this direction does not have, or that this side never serves (SHUTDOWN). */
    UNKNOWN_MESSAGE_CODE,
    /** A string is not followed by its NUL. */
    STRING_NOT_TERMINATED,
    /** Null where a value is needed. */
    MISSING_VALUE,
    /** A boolean that is neither 0 nor 1. */
    INVALID_BOOLEAN,
    /** A coded header name without a meaning in this direction. */
    UNKNOWN_HEADER_CODE,
    /** A header name that is no token, or a value with a control character: it could end the line it is written to. */
    INVALID_HEADER,
    /** More header fields than configured. */
    TOO_MANY_HEADERS,
    /** A method code without a meaning, or 0xFF without a stored_method. */
    UNKNOWN_METHOD,
    /** An attribute code without a meaning. */
    UNKNOWN_ATTRIBUTE_CODE,
    /** The chunk length disagrees with the length of its message. */
    CHUNK_LENGTH_MISMATCH,
    /** A status outside 200 to 999: AJP has neither interim responses nor upgrades. */
    INVALID_STATUS,
    /** A Content-Length that is not one run of digits, or several that differ. */
    INVALID_CONTENT_LENGTH,
    /** A message that the state of the exchange does not allow. */
    UNEXPECTED_MESSAGE,
    /** More body than Content-Length announced. */
    BODY_LONGER_THAN_CONTENT_LENGTH,
    /** The response ended before as much body as Content-Length announced. */
    BODY_SHORTER_THAN_CONTENT_LENGTH
}
