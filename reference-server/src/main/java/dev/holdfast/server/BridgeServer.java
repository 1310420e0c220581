package dev.holdfast.server;

import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.connector.HttpConnector;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.xnio.XnioWorker;

/** An HTTP listener in front of an AJP back end. */
public final class BridgeServer {
    private final String listener;
    private final HttpSettings http;
    private final XnioWorker worker;
    private final Gateway proxy;
    private final HttpConnector connector;

    /**
     * Creates a bridge that listens once started.
     *
     * @param listener what a {@link ListenException} calls the HTTP listener
     * @param http where and how it answers HTTP
     * @param backend what it forwards to; it may come up later
     * @throws UnknownHostException if the back end's host has no address
     */
    public BridgeServer(String listener, HttpSettings http, Backend backend) throws UnknownHostException {
        this.listener = listener;
        this.http = http;
        this.proxy = Gateway.to(backend);
        this.worker = Workers.create("bridge");
        this.connector = http.connectorBuilder().worker(worker).handler(proxy).build();
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
        proxy.close();
        worker.shutdownNow();
    }
}
