package dev.holdfast.bridge;

final class UndertowBackendIT extends AjpPeerContract {
    @Override
    PeerBackend start(int port) {
        return new UndertowBackend(port);
    }
}
