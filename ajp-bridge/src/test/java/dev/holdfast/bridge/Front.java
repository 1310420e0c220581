package dev.holdfast.bridge;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** An HTTP listener on the loopback address with the bridge behind it. */
final class Front implements AutoCloseable {
    private final AjpProxyHandler bridge;
    private final Undertow server;

    Front(AjpBackend backend) throws UnknownHostException {
        bridge = new AjpProxyHandler(backend);
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(2)
                .setWorkerThreads(2)
                .setServerOption(UndertowOptions.MAX_HEADERS, 1000)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setHandler(bridge)
                .build();
        server.start();
    }

    static AjpBackend backendAt(int port) {
        return AjpBackend.parse("ajp://127.0.0.1:" + port);
    }

    int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    BridgeStatistics statistics() {
        return bridge.statistics();
    }

    AjpProxyHandler bridge() {
        return bridge;
    }

    @Override
    public void close() {
        bridge.close();
        server.stop();
    }
}
