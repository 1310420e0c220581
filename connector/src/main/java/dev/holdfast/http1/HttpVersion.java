package dev.holdfast.http1;

/** The versions this connector speaks. A minor version above 1 is spoken to as 1.1 (RFC 9110 section 2.5). */
public enum HttpVersion {
    /** HTTP/1.0: connections persist only where the client asks for it. */
    HTTP_1_0,
    /** HTTP/1.1: connections persist unless one side says otherwise. */
    HTTP_1_1
}
