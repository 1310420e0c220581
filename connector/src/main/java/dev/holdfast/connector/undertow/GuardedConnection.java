package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.net.SocketAddress;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A connection that ends where its socket, or the connector, fails in the middle of something. */
interface GuardedConnection extends LiveConnection {
    /** Something that a connection does with its socket. */
    @FunctionalInterface
    interface IoAction {
        void run() throws IOException;
    }

    /** Returns who the client is, for a log. */
    @Nullable
    SocketAddress getPeerAddress();

    /** Closes the connection for {@code reason}; called where {@link #guarded} is, for one with a thread of its own on that thread. */
    void fail(CloseReason reason);

    default void guarded(IoAction action) {
        try {
            action.run();
        } catch (IOException | RuntimeException | Error failure) {
            failed(failure);
        }
    }

    /** Ends the connection by what something it did has thrown. */
    default void failed(Throwable failure) {
        Logger log = Logger.getLogger(getClass());
        if (failure instanceof IOException) {
            log.debugf(failure, "connection from %s failed", getPeerAddress());
            fail(CloseReason.IO_ERROR);
        } else {
            log.errorf(failure, "closing the connection from %s: the connector failed", getPeerAddress());
            fail(CloseReason.INTERNAL_ERROR);
        }
    }
}
