package dev.holdfast.bridge;

final class UndertowHttpBackendIT extends HttpPeerContract {
    @Override
    PeerBackend start(int port) {
        return UndertowBackend.overHttp(port);
    }
}
