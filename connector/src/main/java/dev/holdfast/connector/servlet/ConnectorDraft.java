package dev.holdfast.connector.servlet;

import dev.holdfast.connector.HttpConnector;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/** Collects what {@link Setting}s say, each in its own time, until a connector can be built of it. */
final class ConnectorDraft {
    private final HttpConnector.Builder connector = HttpConnector.builder();
    private String address = "127.0.0.1";
    private int port;
    private Duration drainTimeout = Duration.ofSeconds(10);

    HttpConnector.Builder connector() {
        return connector;
    }

    void address(String newAddress) {
        address = newAddress;
    }

    void port(int newPort) {
        port = newPort;
    }

    void drainTimeout(Duration newDrainTimeout) {
        drainTimeout = newDrainTimeout;
    }

    Duration drainTimeout() {
        return drainTimeout;
    }

    HttpConnector build(HttpHandler handler, @Nullable XnioWorker worker) {
        if (worker != null) {
            connector.taskExecutor(worker);
        }
        return connector.bind(address, port).handler(handler).build();
    }
}
