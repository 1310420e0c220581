package dev.holdfast.server;

import dev.holdfast.bridge.Gateway;
import dev.holdfast.connector.HttpConnector;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.xnio.XnioWorker;

/** An HTTP listener in front of a gateway. */
public final class BridgeServer {
    private final String listener;
    private final HttpSettings http;
    private final XnioWorker worker;
    private final Gateway gateway;
    private final HttpConnector connector;

    /**
     * Creates a bridge that listens once started.
     *
     * @param listener what a {@link ListenException} calls the HTTP listener
     * @param http where and how it answers HTTP
     * @param gateway what it forwards by, which is closed with it
     */
    public BridgeServer(String listener, HttpSettings http, Gateway gateway) {
        this.listener = listener;
        this.http = http;
        this.gateway = gateway;
        this.worker = Workers.createNonBlocking("bridge");
        this.connector = http.connectorBuilder().worker(worker).handler(gateway).build();
    }

    /**
     * Opens the listener.
     *
     * @throws ListenException if it cannot be bound; then the bridge is stopped
     */
    public void start() throws ListenException {
        try {
            Ports.requireFree(listener, http.address(), http.port());
            connector.start();
            gateway.watch(worker);
        } catch (ListenException e) {
            stop(Duration.ZERO);
            throw e;
        } catch (IOException e) {
            stop(Duration.ZERO);
            throw new ListenException(listener, e);
        }
    }

    /** Returns where HTTP is answered: {@code http://host:port/}. Only once started. */
    public URI httpUri() {
        return ListenAddress.uri("http", http.address(), connector.localAddress());
    }

    /**
     * Stops accepting connections, and lets running requests finish.
     *
     * @param drain how long they are waited for, 0 or more; what is left then is cut off
     */
    public void stop(Duration drain) {
        connector.stop(drain);
        gateway.close();
        worker.shutdownNow();
    }
}
