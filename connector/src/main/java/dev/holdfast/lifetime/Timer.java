package dev.holdfast.lifetime;

/** The timers of a connection; at most one runs at a time. Each has one constant length, so connections that wait for the same one queue up. */
public enum Timer {
    /** From accept, or from a later request's first byte, to the end of the head; and while a handler's thread waits for the client. */
    CONNECTION_TIMEOUT,
    /** From the last byte of a response to the first byte of the next request. */
    KEEP_ALIVE_TIMEOUT,
    /** From FIN to giving up on the client's. */
    LINGER_TIMEOUT
}
