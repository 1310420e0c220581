package dev.holdfast.bridge;

import dev.holdfast.connector.HttpConnector;
import io.undertow.server.HandlerWrapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** An HTTP listener on the loopback address with the bridge behind it. */
final class Front implements AutoCloseable {
    private final Gateway bridge;
    private final HttpConnector connector;

    Front(Backend backend) throws IOException {
        this(backend, bridge -> bridge);
    }

    /** @param wrapper puts a handler before the bridge */
    Front(Backend backend, HandlerWrapper wrapper) throws IOException {
        this(Gateway.to(backend), wrapper);
    }

    Front(Gateway gateway) throws IOException {
        this(gateway, bridge -> bridge);
    }

    private Front(Gateway gateway, HandlerWrapper wrapper) throws IOException {
        this(gateway, wrapper, false);
    }

    private Front(Gateway gateway, HandlerWrapper wrapper, boolean h2c) throws IOException {
        bridge = gateway;
        connector = HttpConnector.builder()
                .maxHeaderCount(1000)
                .maxHttpRequestHeaderSize(1 << 20)
                .maxEntitySize(-1)
                .h2c(h2c)
                .handler(wrapper.wrap(bridge))
                .build();
        connector.start();
    }

    /** Returns one that speaks HTTP/2 in clear too. */
    static Front ofHttp2(Backend backend) throws IOException {
        return new Front(Gateway.to(backend), bridge -> bridge, true);
    }

    static Backend backendAt(int port) {
        return Backend.parse("ajp://127.0.0.1:" + port);
    }

    int port() {
        return connector.localAddress().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    BridgeStatistics statistics() {
        return bridge.statistics();
    }

    Gateway bridge() {
        return bridge;
    }

    @Override
    public void close() {
        bridge.close();
        connector.stop(Duration.ZERO);
    }
}
