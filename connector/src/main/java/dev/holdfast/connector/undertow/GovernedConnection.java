package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.CloseReason;

/** An HTTP/1.1 connection whose waits a {@link Governor} decides on; to be called on its I/O thread. */
public interface GovernedConnection {
    /** Begins to read. To be called once, first. */
    void begin();

    /** Goes on after a response, or with bytes that were read and could not be used then. */
    void resume();

    /**
     * Sends FIN, then drops what comes; where the reason is {@link CloseReason#REQUEST_HEAD_TIMEOUT}, behind an answer with 408. A request under
     * way is cut off. Does nothing where the socket is closed.
     */
    void leave(CloseReason reason);

    /** Closes the socket. */
    void close(CloseReason reason);

    /** Closes the socket so that the client sees a reset. */
    void reset(CloseReason reason);
}
