package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Whoever decides, in place of the connection's own machine and its timers, how long a connection waits, and whether it is kept. A
 * {@link GovernedConnection} tells it what happens and does nothing between two requests that it was not told to.
 *
 * <p>Called on the connection's I/O thread, {@link #persists} and the getters by whoever has the exchange. It calls the connection back later, not
 * from within.
 */
public interface Governor {
    /**
     * Bytes have come: the first of a request, more of its head, or some that are dropped since the connection leaves.
     *
     * @return whether a head is to be read from them; if not, nothing more is read before the connection is told to go on or to leave
     */
    boolean readable();

    /** A request's head is complete, or refused. */
    void headComplete();

    /**
     * The head of the response is about to be written. Called once more, with a reason, where the connection is not kept, when it has been.
     *
     * @param closing why the connection cannot be kept, or null
     * @return why it is not kept, or null where it is
     */
    @Nullable
    CloseReason persists(@Nullable CloseReason closing);

    /**
     * All of the response has been handed to the kernel.
     *
     * @param nextRequest whether bytes of a next request have been read
     * @return whether the connection goes on now; if not, it is told later what to do
     */
    boolean responseFlushed(boolean nextRequest);

    /** The client has sent FIN while no request was under way. */
    void clientClosed();

    /** The socket is closed, by whomever. */
    void ended();

    /** Returns whether it is up to the governor, and not to a {@code writeTimeout}, how long the client may take nothing of a response. */
    boolean timesResponse();

    /** Returns how many requests were kept alive before the present one, for access logs. */
    int keepAlives();

    /** Returns for how long the connection is kept after the response, in nanoseconds. */
    long keepAliveNanos();

    /** Returns how many more requests the connection may carry, 0 or more, or -1 for any number. */
    int requestsLeft();
}
