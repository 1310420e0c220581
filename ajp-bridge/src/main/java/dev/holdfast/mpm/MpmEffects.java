package dev.holdfast.mpm;

import dev.holdfast.lifetime.CloseReason;

/**
 * What an {@link MpmMachine} wants done. It calls these in the middle of a transition: a driver notes them down and carries them out after
 * it, in this order, and never calls the machine from within.
 */
public interface MpmEffects {
    /** A child process runs; it has no connections and no pools yet. */
    void childStarted(int child);

    /** A child process is gone, and with it its pools. */
    void childExited(int child);

    /** The child begins, or ceases, to take connections from the listen queue. */
    void listening(int child, boolean listening);

    /** Accept a connection for the child; answer with {@link MpmMachine#accepted} or {@link MpmMachine#acceptFailed}. */
    void accept(int child, int connection);

    /** Serve the request whose head is complete. */
    void startRequest(int connection);

    /**
     * Send FIN, then read and drop what comes. With {@link CloseReason#REQUEST_HEAD_TIMEOUT}, and only then, answer with 408 before.
     *
     * @param reason why
     */
    void linger(int connection, CloseReason reason);

    /**
     * Close the connection; the machine has forgotten it.
     *
     * @param reason why; for one that has lingered, why it did
     */
    void close(int connection, CloseReason reason);

    /** Close the connection although bytes of the client's are unread, so that it sees a reset; the machine has forgotten it. */
    void reset(int connection, CloseReason reason);
}
