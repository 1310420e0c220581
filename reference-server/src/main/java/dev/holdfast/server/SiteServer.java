package dev.holdfast.server;

import dev.holdfast.bridge.httpd.SiteHandler;
import dev.holdfast.connector.HttpConnector;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.xnio.XnioWorker;

/** HTTP listeners in front of a site that httpd's files describe. */
public final class SiteServer {
    /** What a {@link ListenException} calls a listener: the directive that it is of. */
    public static final String LISTENER = "Listen";

    private final SiteHandler site;
    private final XnioWorker worker = Workers.createNonBlocking("bridge");
    private final List<HttpSettings> settings;
    private final List<HttpConnector> connectors = new ArrayList<>();

    /**
     * Creates a server that listens once started.
     *
     * @param settings where and how it answers HTTP
     * @param site what it forwards by, which is closed with it
     */
    public SiteServer(List<HttpSettings> settings, SiteHandler site) {
        this.settings = List.copyOf(settings);
        this.site = site;
        for (HttpSettings http : settings) {
            connectors.add(http.connectorBuilder().worker(worker).handler(site).build());
        }
    }

    /**
     * Opens the listeners.
     *
     * @throws ListenException if one cannot be bound; then the server is stopped
     */
    public void start() throws ListenException {
        for (int i = 0; i < connectors.size(); i++) {
            HttpSettings http = settings.get(i);
            try {
                Ports.requireFree(LISTENER, http.address(), http.port());
                connectors.get(i).start();
            } catch (ListenException e) {
                stop(Duration.ZERO);
                throw e;
            } catch (IOException e) {
                stop(Duration.ZERO);
                throw new ListenException(LISTENER, e);
            }
        }
    }

    /** Returns where HTTP is answered: {@code http://host:port/}. Only once started. */
    public List<URI> httpUris() {
        List<URI> uris = new ArrayList<>();
        for (int i = 0; i < connectors.size(); i++) {
            uris.add(ListenAddress.uri(
                    "http", settings.get(i).address(), connectors.get(i).localAddress()));
        }
        return uris;
    }

    /**
     * Stops accepting connections, and lets running requests finish.
     *
     * @param drain how long they are waited for, 0 or more; what is left then is cut off
     */
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
        site.close();
        worker.shutdownNow();
    }
}
