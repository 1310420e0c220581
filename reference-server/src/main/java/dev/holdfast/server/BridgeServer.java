package dev.holdfast.server;

import dev.holdfast.bridge.Forwarder;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.front.FrontConnector;
import dev.holdfast.front.FrontStatistics;
import dev.holdfast.mpm.MpmSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xnio.XnioWorker;

/** HTTP listeners in front of a gateway, or of all those of a site that httpd's files describe. */
public final class BridgeServer {
    private final List<String> listeners;
    private final List<HttpSettings> https;
    private final Forwarder gateway;
    private final ClientSide clients;

    /**
     * Creates a bridge that listens once started.
     *
     * @param listener what a {@link ListenException} calls the HTTP listener
     * @param http where and how it answers HTTP
     * @param gateway what it forwards by, which is closed with it
     * @param front how clients' connections are taken, as httpd does or, where there is nothing, the connector's own way
     */
    public BridgeServer(String listener, HttpSettings http, Forwarder gateway, Optional<MpmSettings> front) {
        this(List.of(listener), List.of(http), gateway, front);
    }

    /**
     * Creates a bridge with several listeners; where connections are taken as httpd does, they have one set of child processes.
     *
     * @param listeners what a {@link ListenException} calls each of them
     * @param https at least one
     */
    public BridgeServer(
            List<String> listeners, List<HttpSettings> https, Forwarder gateway, Optional<MpmSettings> front) {
        this.listeners = List.copyOf(listeners);
        this.https = List.copyOf(https);
        this.gateway = gateway;
        this.clients = front.<ClientSide>map(mpm -> new Modelled(https, mpm, gateway))
                .orElseGet(() -> new Native(listeners, https, gateway));
    }

    /** What takes clients' connections. */
    private interface ClientSide {
        void start() throws IOException;

        List<InetSocketAddress> localAddresses();

        void stop(Duration drain);

        /** Comes last, when the gateway is closed. */
        void end();

        Optional<FrontStatistics> statistics();
    }

    private static final class Native implements ClientSide {
        private final XnioWorker worker = Workers.createNonBlocking("bridge");
        private final Forwarder gateway;
        private final List<String> listeners;
        private final List<HttpConnector> connectors = new ArrayList<>();

        Native(List<String> listeners, List<HttpSettings> https, Forwarder gateway) {
            this.listeners = List.copyOf(listeners);
            this.gateway = gateway;
            for (HttpSettings http : https) {
                connectors.add(
                        http.connectorBuilder().worker(worker).handler(gateway).build());
            }
        }

        @Override
        public void start() throws IOException {
            for (int i = 0; i < connectors.size(); i++) {
                try {
                    connectors.get(i).start();
                } catch (IOException e) {
                    throw new ListenException(listeners.get(i), e);
                }
            }
            gateway.watch(worker);
        }

        @Override
        public List<InetSocketAddress> localAddresses() {
            return connectors.stream().map(HttpConnector::localAddress).toList();
        }

        @Override
        public void stop(Duration drain) {
            long end = System.nanoTime() + drain.toNanos();
            // At the same time: none may go on accepting while another drains.
            List<CompletableFuture<Void>> stops = new ArrayList<>();
            for (HttpConnector connector : connectors) {
                stops.add(CompletableFuture.runAsync(
                        () -> connector.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime()))),
                        task -> new Thread(task, "bridge stop").start()));
            }
            stops.forEach(CompletableFuture::join);
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

        Modelled(List<HttpSettings> https, MpmSettings mpm, Forwarder gateway) {
            FrontConnector.Builder front = FrontConnector.builder()
                    .settings(https.get(0).connection())
                    .mpm(mpm)
                    .gateway(gateway);
            https.forEach(http -> front.bind(http.address(), http.port()));
            connector = front.build();
        }

        @Override
        public void start() throws IOException {
            connector.start();
            started = true;
        }

        @Override
        public List<InetSocketAddress> localAddresses() {
            return connector.localAddresses();
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
     * Opens the listeners.
     *
     * @throws ListenException if one cannot be bound; then the bridge is stopped
     */
    public void start() throws ListenException {
        try {
            for (int i = 0; i < https.size(); i++) {
                HttpSettings http = https.get(i);
                Ports.requireFree(listeners.get(i), http.address(), http.port());
            }
            clients.start();
        } catch (ListenException e) {
            stop(Duration.ZERO);
            throw e;
        } catch (IOException e) {
            stop(Duration.ZERO);
            throw new ListenException(listeners.get(0), e);
        }
    }

    /**
     * Opens the listener of {@code admin} and then those of the bridge.
     *
     * @throws ListenException if one cannot be bound; then both are stopped
     */
    public void start(BridgeAdmin admin) throws ListenException {
        boolean started = false;
        try {
            admin.start();
            start();
            started = true;
        } finally {
            if (!started) {
                admin.stop();
                stop(Duration.ZERO);
            }
        }
    }

    /** Returns where HTTP is answered first: {@code http://host:port/}. Only once started. */
    public URI httpUri() {
        return httpUris().get(0);
    }

    /** Returns where HTTP is answered. Only once started. */
    public List<URI> httpUris() {
        List<InetSocketAddress> local = clients.localAddresses();
        List<URI> uris = new ArrayList<>();
        for (int i = 0; i < https.size(); i++) {
            uris.add(ListenAddress.uri("http", https.get(i).address(), local.get(i)));
        }
        return uris;
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
