package dev.holdfast.mpm;

/** What a worker (a thread, or with prefork a process) is used for. */
public enum WorkerUse {
    /** For nothing. */
    IDLE,
    /** For a request, from the first byte of its head to the last byte of its response. */
    BUSY,
    /** For a connection without a request: before the first byte, and between two requests. */
    IDLE_HELD,
    /** For a connection that waits for the client's FIN. */
    LINGERING
}
