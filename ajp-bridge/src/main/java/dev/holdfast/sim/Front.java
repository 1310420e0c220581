package dev.holdfast.sim;

/**
 * What takes users' connections and has their requests forwarded. Whatever it wants done it has done by {@link Visitors} and
 * {@link Gateway}, after the call.
 */
sealed interface Front permits HttpdFront, NativeFront {
    /** Begins to listen. */
    void start(long now);

    /** A user begins to connect. */
    void connect(Socket socket, long now);

    /** A user's SYN is there, or its ACK. */
    void arrives(Socket socket, long now);

    /** A request's first bytes are there, on a connection that the front has accepted. */
    void send(Socket socket, long now);

    /** The head of a response with that status is about to be written: is the connection kept? */
    boolean persists(Socket socket, int status, long now);

    /** The response is complete, but its user has not taken all of it. */
    void written(Socket socket, long now);

    /** All of the response is in the kernel. */
    void flushed(Socket socket, long now);

    /** The user has sent FIN, or has left while it waited for an answer. */
    void left(Socket socket, long now);

    /** All children are replaced, gracefully. */
    void restart(long now);

    /** Returns the child that has the connection. */
    int child(Socket socket);

    /** Does what follows from all that happened at this instant. */
    void settle(long now);

    /** Brings the sums that are the front's up to date. */
    void account(long now);

    /** Returns what the front holds, for the output's series. */
    Sample sample(long now);
}
