package dev.holdfast.connector.xnio;

/** Whom an event loop tells what it finds out about a socket, on its own thread. */
public interface SocketUser {
    /**
     * The socket is ready for some of what was asked for.
     *
     * @param operations of {@link java.nio.channels.SelectionKey}; never none
     */
    void ready(int operations);

    /** The loop is ending: nothing more will be told, and the socket has to be closed. */
    void loopEnds();
}
