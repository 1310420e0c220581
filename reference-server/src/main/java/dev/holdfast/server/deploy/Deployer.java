package dev.holdfast.server.deploy;

import dev.holdfast.server.naming.DataSources;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.sessions.SavedSessions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.handlers.CookieSameSiteMode;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.ConfidentialPortManager;
import io.undertow.servlet.api.ServletContainer;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/**
 * Turns web archives and exploded directories into handlers.
 *
 * <p>Thread-safe; several applications may be deployed at once. A deployment that fails leaves nothing behind and does not touch any other.
 * The files that applications are unpacked to are the deployer's, and last no longer than it.
 */
public final class Deployer implements AutoCloseable {
    /** What a {@linkplain Builder#jvmRoute route} may be, in words. */
    public static final String LEGAL_ROUTE = "letters, digits, hyphens and underscores";

    /** What a {@linkplain Builder#jvmRoute route} may be. */
    public static final Pattern ROUTE = Pattern.compile("[A-Za-z0-9_-]+");

    private static final int WEB_SOCKET_BUFFER_BYTES = 8192;
    private static final int BUFFERS_CACHED_BY_A_THREAD = 12;

    /** Without a maximum Undertow's pool keeps none that another thread gives back, and frees it in a way that newer JDKs warn of. */
    private static final int MAX_SPARE_BUFFERS = 1024;

    /** One for each host, for a container knows its applications by their context paths. */
    private final Map<String, ServletContainer> containers = new ConcurrentHashMap<>();

    private final SecuritySettings security;
    private final DataSources dataSources;
    private final SavedSessions savedSessions;
    private final SessionCookieSettings sessionCookies;
    private final WorkDirectories workDirectories;
    private final WebSockets webSockets;

    private Deployer(Builder builder) {
        this.security = new SecuritySettings(builder.realm, builder.frontsAuthenticate, builder.confidentialPort);
        this.dataSources = builder.dataSources;
        this.savedSessions = builder.savedSessions;
        this.sessionCookies = new SessionCookieSettings(builder.sameSite, builder.jvmRoute);
        this.workDirectories = new WorkDirectories(builder.workDirectory);
        this.webSockets = new WebSockets(builder.worker, builder.buffers);
        // The JDK keeps a jar open for ever once it was read through a URL, and an undeployed application's jars must
        // close.
        URLConnection.setDefaultUseCaches("jar", false);
    }

    /** Returns a builder with nobody who may log in, the system's temporary directory, and no worker. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Deploys and starts one application: its listeners have run and its filters and load-on-startup servlets are initialised when this returns.
     *
     * @param spec what and where; that no other application is there is the concern of {@link Applications}
     * @return the application, to be closed by the caller
     * @throws DeploymentException if anything about the archive or the application's own code prevents it, or the deployer is closed before
     *     or meanwhile
     */
    public DeployedApplication deploy(DeploymentSpec spec) throws DeploymentException {
        Deployment deployment = new Deployment(
                spec,
                containers.computeIfAbsent(spec.host(), host -> Servlets.newContainer()),
                security,
                dataSources,
                savedSessions,
                sessionCookies,
                webSockets,
                workDirectories);
        try {
            return deployment.start();
        } catch (Fault fault) {
            deployment.close();
            throw new DeploymentException(spec.archive(), fault);
        } catch (RuntimeException | Error e) {
            // A library that reads the archive choked on it: that is this application's failure too, and not the
            // server's.
            deployment.close();
            throw new DeploymentException(spec.archive(), Fault.of("cannot be deployed", e));
        }
    }

    /**
     * Closes the realm and the data sources, gives back where sessions are kept, and does what {@link #deleteFiles} does. A second call does
     * nothing.
     */
    @Override
    public void close() {
        deleteFiles();
        security.realm().close();
        dataSources.close();
        savedSessions.close();
    }

    /**
     * Deletes the files of all applications, of those that are still running or being deployed too, and deploys no more. Does not wait for deployments in
     * progress, which may be in an application's own code: they fail at their next step; nor for anybody else but the disk.
     */
    public void deleteFiles() {
        workDirectories.close();
    }

    /** Collects what all applications of a server share. Not thread-safe. */
    public static final class Builder {
        private Realm realm = Realm.none();
        private boolean frontsAuthenticate;
        private ConfidentialPortManager confidentialPort = exchange -> -1;
        private DataSources dataSources = DataSources.none();
        private SavedSessions savedSessions = SavedSessions.inMemory();
        private @Nullable CookieSameSiteMode sameSite;
        private @Nullable String jvmRoute;
        private @Nullable Path workDirectory;
        private @Nullable Supplier<XnioWorker> worker;
        private ByteBufferPool buffers =
                new DefaultByteBufferPool(true, WEB_SOCKET_BUFFER_BYTES, MAX_SPARE_BUFFERS, BUFFERS_CACHED_BY_A_THREAD);

        private Builder() {}

        /** Sets who may log in, which is closed with the deployer; default nobody. */
        public Builder realm(Realm value) {
            this.realm = value;
            return this;
        }

        /**
         * Sets whether whoever a front server says has logged in has: a user without roles, unless the realm knows it. What a front says
         * is what its listener left for {@link io.undertow.security.impl.ExternalAuthenticationMechanism}. Default false.
         */
        public Builder frontsAuthenticate(boolean value) {
            this.frontsAuthenticate = value;
            return this;
        }

        /**
         * Sets the port to which a request is redirected that did not come over TLS and asks for what its application's {@code CONFIDENTIAL}
         * covers: asked for each request; 0 for the default of {@code https}, below it for none, and then it is refused with 403. Default none.
         */
        public Builder confidentialPort(ConfidentialPortManager value) {
            this.confidentialPort = value;
            return this;
        }

        /** Sets where sessions are kept while their application is not deployed, which is closed with the deployer; default in memory. */
        public Builder savedSessions(SavedSessions value) {
            this.savedSessions = value;
            return this;
        }

        /** Sets the data sources that applications find by name, which are closed with the deployer; default none. */
        public Builder dataSources(DataSources value) {
            this.dataSources = value;
            return this;
        }

        /**
         * Sets what a gateway knows this server's sessions by: session cookies end with a dot and that. Letters, digits, hyphens and underscores;
         * default none.
         */
        public Builder jvmRoute(String route) {
            if (!ROUTE.matcher(route).matches()) {
                throw new IllegalArgumentException("jvmRoute is \"" + route + "\", but must be " + LEGAL_ROUTE);
            }
            this.jvmRoute = route;
            return this;
        }

        /** Sets the SameSite attribute of session cookies, where the application sets none; default none. */
        public Builder sessionCookieSameSite(CookieSameSiteMode value) {
            this.sameSite = value;
            return this;
        }

        /** Sets the directory beneath which each application gets a work directory of its own; default the system's temporary directory. */
        public Builder workDirectory(Path value) {
            this.workDirectory = value;
            return this;
        }

        /**
         * Sets the worker for WebSocket connections that applications open as clients, asked for when one is needed; by default Undertow makes
         * one of its own then.
         */
        public Builder worker(Supplier<XnioWorker> value) {
            this.worker = value;
            return this;
        }

        /** Sets the pool of the buffers WebSocket messages are read into; default a pool of direct buffers of 8192 bytes. */
        public Builder buffers(ByteBufferPool value) {
            this.buffers = value;
            return this;
        }

        /** Returns the deployer. */
        public Deployer build() {
            return new Deployer(this);
        }
    }
}
