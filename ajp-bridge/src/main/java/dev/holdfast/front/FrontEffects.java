package dev.holdfast.front;

import dev.holdfast.connector.undertow.GovernedConnection;
import org.jspecify.annotations.Nullable;

/** What a driver carries its machine's effects out on: a listening socket, and the pools of child processes. Called on the I/O thread. */
interface FrontEffects {
    void childStarted(int child);

    void childExited(int child);

    /** Asks to be told of connections in the listen queue, or to be left alone. */
    void listen(boolean accepting);

    /** Accepts a connection from the queue for {@code child}. Returns null where none is there. */
    @Nullable
    GovernedConnection accept(int child, ClientLife client);
}
