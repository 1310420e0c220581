package dev.holdfast.ajp13;

/**
 * How a request's body travels over AJP13: which of the three the container expects follows from the request's headers alone.
 *
 * @param kind which rule holds
 * @param length bytes of a {@link Kind#FIXED} body, otherwise 0
 */
public record RequestBody(Kind kind, long length) {
    /** No body: Content-Length 0 or absent. */
    public static final RequestBody NONE = new RequestBody(Kind.NONE, 0);

    /** A body of unknown length: nothing is sent until the container asks. */
    public static final RequestBody CHUNKED = new RequestBody(Kind.CHUNKED, 0);

    /** The three ways. */
    public enum Kind {
        /** No body. */
        NONE,
        /** Content-Length above 0: the first packet goes out unasked, every other when asked for. */
        FIXED,
        /** Transfer-Encoding: every packet when asked for. */
        CHUNKED
    }

    public RequestBody {
        if (kind == Kind.FIXED ? length <= 0 : length != 0) {
            throw new IllegalArgumentException("a " + kind + " body cannot have length " + length);
        }
    }

    /**
     * Returns a body of {@code length} bytes; {@link #NONE} for 0.
     *
     * @throws IllegalArgumentException for a negative length
     */
    public static RequestBody fixed(long length) {
        return length == 0 ? NONE : new RequestBody(Kind.FIXED, length);
    }
}
