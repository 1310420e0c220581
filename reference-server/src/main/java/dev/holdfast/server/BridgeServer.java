package dev.holdfast.server;

import dev.holdfast.bridge.Gateway;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.front.FrontConnector;
import dev.holdfast.front.FrontStatistics;
import dev.holdfast.mpm.MpmSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.xnio.XnioWorker;

/** An HTTP listener in front of a gateway. */
public final class BridgeServer {
    private final String listener;
    private final HttpSettings http;
    private final Gateway gateway;
    private final ClientSide clients;

    /**
     * Creates a bridge that listens once started.
     *
     * @param listener what a {@link ListenException} calls the HTTP listener
     * @param http where and how it answers HTTP
     * @param gateway what it forwards by, which is closed with it
     * @param front how clients' connections are taken, as httpd does or, where there is nothing, the connector's own way
     */
    public BridgeServer(String listener, HttpSettings http, Gateway gateway, Optional<MpmSettings> front) {
        this.listener = listener;
        this.http = http;
        this.gateway = gateway;
        this.clients = front.<ClientSide>map(mpm -> new Modelled(http, mpm, gateway))
                .orElseGet(() -> new Native(http, gateway));
    }

    /** What takes clients' connections. */
    private interface ClientSide {
        void start() throws IOException;

        InetSocketAddress localAddress();

        void stop(Duration drain);

        /** Comes last, when the gateway is closed. */
        void end();

        Optional<FrontStatistics> statistics();
    }

    private static final class Native implements ClientSide {
        private final XnioWorker worker = Workers.createNonBlocking("bridge");
        private final Gateway gateway;
        private final HttpConnector connector;

        Native(HttpSettings http, Gateway gateway) {
            this.gateway = gateway;
            connector = http.connectorBuilder().worker(worker).handler(gateway).build();
        }

        @Override
        public void start() throws IOException {
            connector.start();
            gateway.watch(worker);
        }

        @Override
        public InetSocketAddress localAddress() {
            return connector.localAddress();
        }

        @Override
        public void stop(Duration drain) {
            connector.stop(drain);
        }

        @Override
        public void end() {
            worker.shutdownNow();
        }

        @Override
        public Optional<FrontStatistics> statistics() {
            return Optional.empty();
        }
    }

    private static final class Modelled implements ClientSide {
        private final FrontConnector connector;
        private volatile boolean started;

        Modelled(HttpSettings http, MpmSettings mpm, Gateway gateway) {
            connector = FrontConnector.builder()
                    .bind(http.address(), http.port())
                    .settings(http.connection())
                    .mpm(mpm)
                    .gateway(gateway)
                    .build();
        }

        @Override
        public void start() throws IOException {
            connector.start();
            started = true;
        }

        @Override
        public InetSocketAddress localAddress() {
            return connector.localAddress();
        }

        @Override
        public void stop(Duration drain) {
            connector.stop(drain);
        }

        @Override
        public void end() {
            // It has its threads to itself.
        }

        @Override
        public Optional<FrontStatistics> statistics() {
            return started ? Optional.of(connector.statistics()) : Optional.empty();
        }
    }

    /**
     * Opens the listener.
     *
     * @throws ListenException if it cannot be bound; then the bridge is stopped
     */
    public void start() throws ListenException {
        try {
            Ports.requireFree(listener, http.address(), http.port());
            clients.start();
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
        return ListenAddress.uri("http", http.address(), clients.localAddress());
    }

    /** Returns what a front did that takes connections as httpd does; nothing for another, or one that was not started. */
    public Optional<FrontStatistics> frontStatistics() {
        return clients.statistics();
    }

    /**
     * Stops accepting connections, and lets running requests finish.
     *
     * @param drain how long they are waited for, 0 or more; what is left then is cut off
     */
    public void stop(Duration drain) {
        clients.stop(drain);
        gateway.close();
        clients.end();
    }
}
