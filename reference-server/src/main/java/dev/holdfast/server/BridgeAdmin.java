package dev.holdfast.server;

import dev.holdfast.bridge.Gateway;
import dev.holdfast.bridge.httpd.SiteHandler;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.server.admin.MembersHandler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Where a gateway tells of its members, and is told what is wanted of them: {@link MembersHandler} on a listener of its own. */
public final class BridgeAdmin {
    private final AdminSettings settings;
    private final HttpConnector connector;

    /** Listens once started. */
    public BridgeAdmin(AdminSettings settings, Gateway gateway) {
        this(settings, new MembersHandler(gateway));
    }

    /** Listens once started; tells of the members of all pools of a site. */
    public BridgeAdmin(AdminSettings settings, SiteHandler site) {
        this(settings, MembersHandler.ofPools(site.pools()));
    }

    private BridgeAdmin(AdminSettings settings, MembersHandler handler) {
        this.settings = settings;
        this.connector = HttpConnector.builder()
                .bind(settings.address(), settings.port())
                .handler(handler)
                .build();
    }

    /**
     * Opens the listener.
     *
     * @throws ListenException if it cannot be bound
     */
    public void start() throws ListenException {
        Ports.requireFree("admin", settings.address(), settings.port());
        try {
            connector.start();
        } catch (IOException e) {
            throw new ListenException("admin", e);
        }
    }

    /** Returns where it answers: {@code http://host:port/}. Only once started. */
    public URI uri() {
        return ListenAddress.uri("http", settings.address(), connector.localAddress());
    }

    /** Ends at once. */
    public void stop() {
        connector.stop(Duration.ZERO);
    }
}
