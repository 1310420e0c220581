package dev.holdfast.connector.undertow;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a connection as a proxy has told them.
 *
 * @param source the client's
 * @param destination the address that the client connected to
 */
record Endpoints(InetSocketAddress source, InetSocketAddress destination) {
    /** Returns the address where it is of this type, else null: what XNIO's channels answer. */
    static <A extends SocketAddress> @Nullable A as(Class<A> type, InetSocketAddress address) {
        return type.isInstance(address) ? type.cast(address) : null;
    }
}
