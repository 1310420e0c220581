package dev.holdfast.connector.undertow;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a worker's thread does of a connection, and what follows from it: where the exchange ends on that thread, it goes on with the next
 * request without queueing for it.
 *
 * <p>Confined to its thread, but that another may ask whether it is its own.
 */
final class WorkerTurn {
    /** Of no thread. */
    static final WorkerTurn NOBODYS = new WorkerTurn(null);

    private final @Nullable Thread thread;
    private boolean over;
    private @Nullable Dispatched next;

    WorkerTurn(@Nullable Thread thread) {
        this.thread = thread;
    }

    /** Takes note that the next request of {@code connection} is there. Returns false where somebody else has to see to it. */
    boolean goesOn(Http1ServerConnection connection) {
        if (thread != Thread.currentThread() || over) {
            return false;
        }
        next = new Dispatched.NextRequest(connection);
        return true;
    }

    /** Returns what the thread is to do next, or null. */
    @Nullable
    Dispatched ends() {
        over = true;
        return next;
    }
}
