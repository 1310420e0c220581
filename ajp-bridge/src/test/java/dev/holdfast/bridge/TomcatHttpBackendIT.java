package dev.holdfast.bridge;

final class TomcatHttpBackendIT extends HttpPeerContract {
    @Override
    PeerBackend start(int port) throws Exception {
        return TomcatBackend.overHttp(port);
    }
}
