package dev.holdfast.bridge;

import org.jspecify.annotations.Nullable;

/** A real container with one listener on the loopback address, serving {@link TestApp}. */
interface PeerBackend extends AutoCloseable {
    int port();

    /** The secret it wants from every front, or null. */
    @Nullable
    String secret();

    /** How a gateway reaches it. */
    default Backend backend() {
        return Front.backendAt(port()).withSecret(secret());
    }

    /** Stops the container, cutting off what it is doing. */
    @Override
    void close();
}
