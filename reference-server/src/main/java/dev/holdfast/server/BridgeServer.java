package dev.holdfast.server;

import dev.holdfast.connector.HttpConnector;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.xnio.XnioWorker;

/** An HTTP listener in front of an AJP back end. */
public final class BridgeServer {
    private final String listener;
    private final XnioWorker worker;
    private final HttpConnector connector;

    /**
     * Creates a bridge that listens once started.
     *
     * @param listener what a {@link ListenException} calls the HTTP listener
     * @param http where and how it answers HTTP
     * @param backend what it forwards to, {@code ajp://host:port}
     * @throws IllegalArgumentException if {@code backend} is not such a URI
     */
    public BridgeServer(String listener, HttpSettings http, URI backend) {
        this.listener = listener;
        this.worker = Workers.create("bridge");
        this.connector =
                http.connectorBuilder().worker(worker).handler(seam(backend)).build();
    }

    /**
     * Opens the listener.
     *
     * @throws ListenException if it cannot be bound; then the bridge is stopped
     */
    public void start() throws ListenException {
        try {
            connector.start();
        } catch (IOException e) {
            worker.shutdownNow();
            throw new ListenException(listener, e);
        }
    }

    /** Returns where HTTP is answered: {@code http://host:port/}. Only once started. */
    public URI httpUri() {
        return ListenAddress.uri("http", connector.localAddress());
    }

    /**
     * Stops accepting connections and lets running requests finish.
     *
     * @param drain how long they are waited for, 0 or more
     */
    public void stop(Duration drain) {
        connector.stop(drain);
        worker.shutdownNow();
    }

    private static HttpHandler seam(URI backend) {
        return exchange -> exchange.getResponseSender().send(backend + "\n");
    }
}
