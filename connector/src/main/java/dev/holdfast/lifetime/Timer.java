package dev.holdfast.lifetime;

/**
 * The timers of a connection. One of {@link #CONNECTION_TIMEOUT}, {@link #TLS_HANDSHAKE_TIMEOUT}, {@link #KEEP_ALIVE_TIMEOUT},
 * {@link #MAX_CONNECTION_AGE} and {@link #LINGER_TIMEOUT} runs at a time, or none; the two of a message's content run beside each other, each
 * only while the server waits for the client in its direction.
 */
public enum Timer {
    /** From accept, or from a later request's first byte, to the end of the head. */
    CONNECTION_TIMEOUT,
    /** From the beginning of the TLS handshake to its end. */
    TLS_HANDSHAKE_TIMEOUT,
    /** From the last byte of a response to the first byte of the next request. */
    KEEP_ALIVE_TIMEOUT,
    /** From accept to the end of an idle time that began before. */
    MAX_CONNECTION_AGE,
    /** From wanting bytes of a request body to getting some. */
    BODY_READ_TIMEOUT,
    /** From having bytes of a response to the client's taking some. */
    WRITE_TIMEOUT,
    /** From FIN to giving up on the client's; from a first GOAWAY to refusing further streams. */
    LINGER_TIMEOUT
}
