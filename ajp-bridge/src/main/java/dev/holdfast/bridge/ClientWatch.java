package dev.holdfast.bridge;

import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells the exchange in progress on a client's connection that the connection was closed. One per connection and not per request, because
 * a close listener cannot be taken off again and a connection serves many requests.
 */
final class ClientWatch {
    private static final AttachmentKey<ClientWatch> KEY = AttachmentKey.create(ClientWatch.class);

    private volatile @Nullable Runnable onClose;

    private ClientWatch() {}

    static ClientWatch of(ServerConnection connection) {
        ClientWatch watch = connection.getAttachment(KEY);
        if (watch == null) {
            watch = new ClientWatch();
            connection.putAttachment(KEY, watch);
            ClientWatch added = watch;
            connection.addCloseListener(closed -> added.closed());
        }
        return watch;
    }

    void begin(Runnable newOnClose) {
        onClose = newOnClose;
    }

    /** Ends the watch begun with {@code ended}; the next exchange may have begun its own before this one is through with its last call. */
    void end(Runnable ended) {
        if (onClose == ended) {
            onClose = null;
        }
    }

    private void closed() {
        Runnable current = onClose;
        if (current != null) {
            current.run();
        }
    }
}
