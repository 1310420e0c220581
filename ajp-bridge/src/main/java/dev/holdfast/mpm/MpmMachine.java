package dev.holdfast.mpm;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The processes and threads of an Apache httpd and the client connections they hold; the package's description says how it is driven.
 *
 * <p>Mutable, not thread-safe; {@code now} is in nanoseconds and never goes back. An event that the connection's state does not allow is an
 * {@link IllegalStateException} that names both.
 */
public sealed interface MpmMachine permits FrontMachine {
    /** The parent process starts StartServers children. To be called once, first. */
    void start(long now);

    /** Returns whether any child takes connections. */
    boolean isAccepting();

    /**
     * A connection is in the listen queue. At most one is accepted, and none where the children find out now that they should not: then they
     * cease to listen, so that a driver that calls this while {@link #isAccepting} comes to an end.
     */
    void acceptable(long now);

    /** The connection was accepted. Nothing of a request has been read. */
    void accepted(int connection, long now);

    /** There was none to accept after all. The number is free again. */
    void acceptFailed(int connection, long now);

    /**
     * Bytes have come from the client: the first of a request, more of its head, or some to be dropped while LINGERING. Ignored while
     * PROCESSING, WRITING and CLOSING. Afterwards a head may be read where the state is READING.
     */
    void readable(int connection, long now);

    /** A request's head is complete; the connection is READING. Request heads that are refused are requests too. */
    void headComplete(int connection, long now);

    /**
     * The head of the response is about to be written: is the connection kept? (ap_set_keepalive)
     *
     * @param closing why it must not be, by what client, request and response say; null where nothing speaks against it
     * @return whether it is; if not, the response says {@code Connection: close}
     */
    boolean persists(int connection, @Nullable CloseReason closing, long now);

    /**
     * Returns whether httpd closes the connection after a response of its own or of a back end with that status, whatever else speaks for keeping
     * it (ap_status_drops_connection): 400, 408, 411, 413, 414, 500, 501 and 503.
     */
    static boolean dropsConnection(int status) {
        return switch (status) {
            case 400, 408, 411, 413, 414, 500, 501, 503 -> true;
            default -> false;
        };
    }

    /** The response is complete, but the client has not taken all of it: event no longer needs a worker for it. */
    void responseWritten(int connection, long now);

    /**
     * All of the response has been handed to the kernel.
     *
     * @param nextRequest whether bytes of a next request have been read already
     */
    void responseFlushed(int connection, boolean nextRequest, long now);

    /** The client has sent FIN. */
    void clientClosed(int connection, long now);

    /** The connection was reset, or writing to it failed. A request goes on until {@link #responseFlushed}. */
    void clientReset(int connection, long now);

    /** A graceful stop: all children stop when their connections have ended, and no new ones are started. */
    void drain(long now);

    /**
     * A graceful restart: all children stop as with {@link #drain}, and StartServers new ones are started in the slots of those that can stop at
     * once, the others after a second in whatever slots were free then. Who stops within that second is not replaced, since httpd's parent sleeps
     * through it: that is left to its look at idle workers. Ignored while draining.
     */
    void restart(long now);

    /** Returns whether all children are gone, after {@link #drain}. */
    boolean isStopped();

    /** Returns when {@link #timeout} is due, {@link Deadline#NONE} for never. */
    long nextDeadline();

    /** Does what is due at {@code now}: afterwards {@link #nextDeadline} is later than it. */
    void timeout(long now);

    /** Returns what the connection is doing. */
    ConnectionState state(int connection);

    /** Returns the child process that has the connection. */
    int child(int connection);

    /** Returns what httpd logs as {@code %k}: keep-alive requests before this one, but the value before for a last one the client closes. */
    int keepAlives(int connection);

    /** Returns why the connection is not kept, after {@link #persists} has said so, or why it is being closed. */
    CloseReason reason(int connection);

    /** Returns what the front holds. */
    MpmCounts counts();

    /** Returns how many workers are used so. */
    int workers(WorkerUse use);

    /** Returns for how many nanoseconds workers have been used so since the start, added up over all workers. */
    long workerNanos(WorkerUse use, long now);
}
