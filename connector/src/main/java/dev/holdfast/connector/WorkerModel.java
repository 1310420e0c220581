package dev.holdfast.connector;

/** Whether a connection keeps a thread while it waits for its client. */
public enum WorkerModel {
    /** It does not: one thread watches thousands of idle connections, as in httpd's {@code event}. */
    EVENT,
    /**
     * It does: a thread stays with its connection from accept until it is closed, as in httpd's {@code prefork} and {@code worker}; while it
     * waits for the next request, lingers, or another thread has the exchange. Knows only the keep-alive policy
     * {@link KeepAlivePolicyKind#FIXED}.
     */
    WORKER
}
