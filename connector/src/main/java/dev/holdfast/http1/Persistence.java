package dev.holdfast.http1;

/** Whether the client lets its connection live on after the response. */
public enum Persistence {
    /** The connection persists. */
    PERSISTENT,
    /** The client sent {@code Connection: close}. */
    CLIENT_SAID_CLOSE,
    /** An HTTP/1.0 client did not send {@code Connection: keep-alive}. */
    NOT_ASKED_FOR;

    /**
     * Decides as RFC 9112 section 9.3 does, in its order: {@code close} wins over everything; an HTTP/1.1 connection then persists; an
     * HTTP/1.0 connection persists where {@code keep-alive} was sent. The RFC's exception for HTTP/1.0 proxies is left out: a proxy that
     * forwards {@code keep-alive} blindly cannot be told from a client.
     *
     * @param version the request's version
     * @param saysClose whether any Connection field holds {@code close}
     * @param saysKeepAlive whether any Connection field holds {@code keep-alive}
     */
    public static Persistence of(HttpVersion version, boolean saysClose, boolean saysKeepAlive) {
        if (saysClose) {
            return CLIENT_SAID_CLOSE;
        }
        return version == HttpVersion.HTTP_1_1 || saysKeepAlive ? PERSISTENT : NOT_ASKED_FOR;
    }
}
