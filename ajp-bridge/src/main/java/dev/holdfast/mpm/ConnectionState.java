package dev.holdfast.mpm;

/**
 * What a client's connection is doing.
 *
 * <pre>
 * ACCEPTING -> AWAITING -> READING -> PROCESSING -> { WRITING } -> KEEP_ALIVE -> READING
 *                                                               -> { CLOSING } -> LINGERING -> CLOSED
 * </pre>
 */
public enum ConnectionState {
    /** A worker is reserved for it, and it is not accepted yet. */
    ACCEPTING,
    /** A worker waits for the first byte of its first request. */
    AWAITING,
    /** A worker reads the head of a request. */
    READING,
    /** A worker has its request, until the response is in the kernel. */
    PROCESSING,
    /** The rest of its response waits for the client. Prefork and worker: a worker waits for that; event: none does. */
    WRITING,
    /** It waits for the next request. Prefork and worker: a worker waits with it; event: none does. */
    KEEP_ALIVE,
    /** Event only: it is to be closed as soon as a worker is free to do so; until then the client does not know. */
    CLOSING,
    /** FIN is sent, and the client's is waited for. Prefork and worker: a worker does that; event: none does. */
    LINGERING,
    /** It is gone, or its number was never given out. */
    CLOSED
}
