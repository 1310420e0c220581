package dev.holdfast.http1.client;

/**
 * What the machine must know of a request to follow its exchange.
 *
 * @param contentLength bytes of the body, 0 for none, {@link #CHUNKED} for a body of unknown length
 * @param head whether the method is HEAD, whose response has no body
 * @param upgrade whether the back end may switch protocols
 * @param expectsContinue whether the body waits for 100 (Continue)
 */
public record HttpRequest(long contentLength, boolean head, boolean upgrade, boolean expectsContinue) {
    /** The {@link #contentLength} of a body of unknown length. */
    public static final long CHUNKED = -1;

    /** @throws IllegalArgumentException for a length below {@link #CHUNKED} */
    public HttpRequest {
        if (contentLength < CHUNKED) {
            throw new IllegalArgumentException("contentLength must not be below -1: " + contentLength);
        }
    }
}
