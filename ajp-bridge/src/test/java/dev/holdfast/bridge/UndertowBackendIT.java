package dev.holdfast.bridge;

final class UndertowBackendIT extends PeerContract {
    @Override
    PeerBackend start(int port) {
        return new UndertowBackend(port);
    }
}
