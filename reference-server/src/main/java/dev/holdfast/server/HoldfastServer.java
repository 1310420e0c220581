package dev.holdfast.server;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.admin.AdminHandler;
import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.deploy.Deployer;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.server.deploy.DeploymentSpec;
import dev.holdfast.server.naming.DataSources;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.sessions.SavedSessions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.CookieSameSiteMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/**
 * The server: applications, and the listeners that requests for them come in through. The command line, the demo and Arquillian all run this
 * one.
 *
 * <pre>{@code
 * HoldfastServer server = HoldfastServer.builder().http(HttpSettings.DEFAULTS).build();
 * server.deploy(DeploymentSpec.parse("hello.war"));
 * server.start();
 * ...
 * server.stop(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>Applications can be deployed before and after {@link #start}; before is better, because then nobody is answered 404 while they deploy.
 * All methods may be called from any thread; one that changes something waits for another that does, but {@link #stop} does not wait for a
 * deployment in progress.
 */
public final class HoldfastServer {
    /** The request attribute that is {@code ajp} for a request that came in through the AJP listener, and absent for HTTP. */
    public static final String LISTENER_ATTRIBUTE = "dev.holdfast.listener";

    /** How long an application may take to deploy, unless it is said: 5 minutes. */
    public static final Duration DEPLOYMENT_TIMEOUT = Duration.ofMinutes(5);

    /** How long keeping the sessions may take when the server stops: 5 seconds. */
    public static final Duration SESSIONS_TIMEOUT = Duration.ofSeconds(5);

    private static final int HTTPS_PORT = 443;
    private static final int NO_PORT = -1;

    private final HttpSettings http;
    private final @Nullable HttpsSettings https;
    private final @Nullable AjpSettings ajp;
    private final @Nullable AdminSettings admin;
    private final XnioWorker worker;
    private final ApplicationHost applications;
    private final boolean secure;
    private final HttpConnector httpConnector;
    private final @Nullable HttpConnector httpsConnector;
    private final @Nullable AjpConnector ajpConnector;
    private final @Nullable HttpConnector adminConnector;
    private volatile boolean drained;

    private HoldfastServer(Builder builder) {
        this.http = builder.http;
        this.https = builder.https;
        this.ajp = builder.ajp;
        this.admin = builder.admin;
        this.worker = Workers.create("holdfast");
        boolean frontsAuthenticate = ajp != null && !ajp.connection().trust().tomcatAuthentication();
        this.applications = new ApplicationHost(
                builder.deployer
                        .frontsAuthenticate(frontsAuthenticate)
                        .confidentialPort(this::confidentialPort)
                        .worker(() -> worker)
                        .build(),
                builder.deploymentTimeout,
                builder.hosts);
        HttpHandler handler =
                builder.securityHeaders ? new SecurityHeaders(applications.handler()) : applications.handler();
        this.secure = builder.tls != null;
        this.httpConnector = httpConnector(http, builder.tls, handler);
        this.httpsConnector =
                https == null ? null : httpConnector(http.at(https.address(), https.port()), https.tls(), handler);
        this.ajpConnector = ajp == null
                ? null
                : ajp.connectorBuilder()
                        .worker(worker)
                        .handler(new NamedListener("ajp", handler))
                        .build();
        this.adminConnector = admin == null
                ? null
                : HttpConnector.builder()
                        .bind(admin.address(), admin.port())
                        .worker(worker)
                        .handler(new AdminHandler(applications::statuses, () -> drained))
                        .build();
    }

    /** Behind a front server the port that counts is the front's, and nothing says which that is. */
    private int confidentialPort(HttpServerExchange exchange) {
        HttpConnector tls = httpsConnector;
        if (tls == null || NamedListener.isNamed(exchange)) {
            return NO_PORT;
        }
        int port = tls.localAddress().getPort();
        return port == HTTPS_PORT ? 0 : port;
    }

    private HttpConnector httpConnector(HttpSettings settings, @Nullable TlsSettings tls, HttpHandler handler) {
        HttpConnector.Builder connector =
                settings.connectorBuilder().worker(worker).handler(handler);
        if (tls == null) {
            return connector.build();
        }
        try {
            return connector.tls(tls).build();
        } catch (UncheckedIOException unusable) {
            worker.shutdownNow();
            throw new IllegalArgumentException(unusable.getMessage(), unusable);
        }
    }

    /** Returns a builder of a server that listens for HTTP only, at the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Looks whether every port that {@link #start} will bind can be had now, so that what cannot start fails before applications deploy.
     *
     * @throws ListenException naming the first that cannot
     */
    public void requireFreePorts() throws ListenException {
        Ports.requireFree("http", http.address(), http.port());
        if (https != null) {
            Ports.requireFree("https", https.address(), https.port());
        }
        if (ajp != null) {
            Ports.requireFree("ajp", ajp.address(), ajp.port());
        }
        if (admin != null) {
            Ports.requireFree("admin", admin.address(), admin.port());
        }
    }

    /**
     * Deploys an application; it answers requests when this returns.
     *
     * @throws DeploymentException if it cannot be deployed, or the server is stopped meanwhile; the others go on, and {@link #applications()}
     *     says so
     */
    public ApplicationStatus deploy(DeploymentSpec spec) throws DeploymentException {
        return applications.deploy(spec);
    }

    /**
     * Stops the application at that {@linkplain DeploymentSpec#location() location}, and forgets it; does nothing if there is none.
     *
     * @throws DeploymentException if its end takes longer than deployments may, or the caller is interrupted; nothing is answered by it from then on, but its
     *     location is free only when it comes to an end after all
     */
    public void undeploy(String location) throws DeploymentException {
        applications.undeploy(location);
    }

    /**
     * Returns whether an application is at that {@linkplain DeploymentSpec#location() location}, or on its way there or from there, so that no other can be
     * deployed there.
     */
    public boolean isTaken(String location) {
        return applications.isTaken(location);
    }

    /** Forgets that {@code archive} could not be deployed, if it could not. */
    public void forgetFailure(Path archive) {
        applications.forgetFailure(archive);
    }

    /** Returns every application that was given to {@link #deploy} and not undeployed, failed ones included, in that order. */
    public List<ApplicationStatus> applications() {
        return applications.statuses();
    }

    /**
     * Opens the listeners.
     *
     * @throws ListenException if one cannot be bound; then none is, and the server is stopped
     * @throws IllegalStateException if the server was drained or stopped, and so is not to listen any more
     */
    public synchronized void start() throws ListenException {
        if (drained) {
            throw new IllegalStateException("stopped; build another server to start again");
        }
        try {
            // First, since the other redirects to it.
            if (httpsConnector != null) {
                start("https", httpsConnector::start);
            }
            start("http", httpConnector::start);
            if (ajpConnector != null) {
                start("ajp", ajpConnector::start);
            }
            if (adminConnector != null) {
                start("admin", adminConnector::start);
            }
        } catch (ListenException | RuntimeException e) {
            stop(Duration.ZERO);
            throw e;
        }
    }

    private interface Listening {
        void start() throws IOException;
    }

    private static void start(String name, Listening connector) throws ListenException {
        try {
            connector.start();
        } catch (IOException e) {
            throw new ListenException(name, e);
        }
    }

    /** Returns where HTTP is answered: {@code http://host:port/}, over TLS {@code https://host:port/}. Only once started. */
    public URI httpUri() {
        return ListenAddress.uri(secure ? "https" : "http", http.address(), httpConnector.localAddress());
    }

    /** Returns where HTTP is answered over TLS beside plain HTTP, if it is: {@code https://host:port/}. Only once started. */
    public Optional<URI> httpsUri() {
        return https == null || httpsConnector == null
                ? Optional.empty()
                : Optional.of(ListenAddress.uri("https", https.address(), httpsConnector.localAddress()));
    }

    /** Returns where AJP is answered, if it is: {@code ajp://host:port}. Only once started. */
    public Optional<URI> ajpUri() {
        return ajp == null || ajpConnector == null
                ? Optional.empty()
                : Optional.of(ListenAddress.uri("ajp", ajp.address(), ajpConnector.localAddress()));
    }

    /** Returns where the server answers questions about itself, if it does. Only once started. */
    public Optional<URI> adminUri() {
        return admin == null || adminConnector == null
                ? Optional.empty()
                : Optional.of(ListenAddress.uri("http", admin.address(), adminConnector.localAddress()));
    }

    /**
     * Stops accepting connections, tells the clients of WebSockets that the server is going away, lets running requests finish, and keeps the sessions: the part of {@link #stop} that takes no longer than {@code limit}
     * and {@link #SESSIONS_TIMEOUT}, whatever the applications do. A second call does nothing.
     *
     * @param limit how long running requests are waited for, 0 or more; what is left then is cut off
     */
    public synchronized void drain(Duration limit) {
        if (drained) {
            return;
        }
        drained = true;
        applications.closeWebSockets();
        // At the same time: a connection of one that takes long must not cost the others' requests their time.
        List<CompletableFuture<Void>> others = new ArrayList<>();
        if (ajpConnector != null) {
            others.add(stopping("ajp", () -> ajpConnector.stop(limit)));
        }
        if (httpsConnector != null) {
            others.add(stopping("https", () -> httpsConnector.stop(limit)));
        }
        httpConnector.stop(limit);
        others.forEach(CompletableFuture::join);
        if (adminConnector != null) {
            adminConnector.stop(Duration.ZERO);
        }
        applications.keepSessions(SESSIONS_TIMEOUT);
    }

    private static CompletableFuture<Void> stopping(String listener, Runnable stop) {
        return CompletableFuture.runAsync(stop, task -> new Thread(task, "holdfast-stop-" + listener).start());
    }

    /**
     * Stops accepting connections, lets running requests finish, keeps the sessions, then stops the applications and deletes their files. A deployment in
     * progress fails, an undeployment is waited for. Does nothing if already stopped.
     *
     * @param drain how long running requests are waited for, 0 or more; what is left then is cut off
     */
    public synchronized void stop(Duration drain) {
        if (worker.isShutdown()) {
            return;
        }
        // Whoever was interrupted before wants the end all the same, and a whole one.
        boolean interrupted = Thread.interrupted();
        drain(drain);
        applications.close();
        worker.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends the threads and deletes the files of all applications, whatever they do: for a JVM that exits and cannot wait for {@link #stop} any
     * longer. What is not stopped by then is of no more use.
     */
    public void abandon() {
        worker.shutdownNow();
        applications.deleteFiles();
    }

    /** Collects what a server is made of. */
    public static final class Builder {
        private HttpSettings http = HttpSettings.DEFAULTS;
        private @Nullable HttpsSettings https;
        private @Nullable AjpSettings ajp;
        private @Nullable AdminSettings admin;
        private @Nullable TlsSettings tls;
        private final Deployer.Builder deployer = Deployer.builder();
        private Duration deploymentTimeout = DEPLOYMENT_TIMEOUT;
        private boolean securityHeaders;
        private Map<String, Set<String>> hosts = Map.of();

        private Builder() {}

        /** Sets where and how HTTP is answered. Default {@link HttpSettings#DEFAULTS}. */
        public Builder http(HttpSettings http) {
            this.http = http;
            return this;
        }

        /** Answers HTTP over TLS only. */
        public Builder tls(TlsSettings tls) {
            this.tls = tls;
            return this;
        }

        /** Answers HTTP over TLS too. */
        public Builder https(HttpsSettings https) {
            this.https = https;
            return this;
        }

        /** Answers AJP too. */
        public Builder ajp(AjpSettings ajp) {
            this.ajp = ajp;
            return this;
        }

        /** Answers questions about the server too. */
        public Builder admin(AdminSettings admin) {
            this.admin = admin;
            return this;
        }

        /** Sets who may log in to applications, which is closed with the server. Default nobody. */
        public Builder realm(Realm realm) {
            deployer.realm(realm);
            return this;
        }

        /** Sets how long an application may take to deploy, and to undeploy, more than 0; it has failed then. Default {@link HoldfastServer#DEPLOYMENT_TIMEOUT}. */
        public Builder deploymentTimeout(Duration deploymentTimeout) {
            this.deploymentTimeout = deploymentTimeout;
            return this;
        }

        /**
         * Sets the hosts that applications may name by {@code <virtual-host>}, each with the aliases under which requests come for it too; any other that one
         * names has none. Default none. An alias may be that of one host only, and not the name of another.
         *
         * @param hosts names and aliases as {@link dev.holdfast.server.deploy.HostName#of} returns them
         */
        public Builder hosts(Map<String, Set<String>> hosts) {
            this.hosts = hosts;
            return this;
        }

        /** Sets where sessions are kept while their application is not deployed, which is closed with the server. Default in memory. */
        public Builder savedSessions(SavedSessions savedSessions) {
            deployer.savedSessions(savedSessions);
            return this;
        }

        /** Sets the data sources that applications find by name, which are closed with the server. Default none. */
        public Builder dataSources(DataSources dataSources) {
            deployer.dataSources(dataSources);
            return this;
        }

        /** Sets what a gateway knows this server's sessions by; see {@link Deployer.Builder#jvmRoute}. Default none. */
        public Builder jvmRoute(String route) {
            deployer.jvmRoute(route);
            return this;
        }

        /** Sets the SameSite attribute of session cookies, where the application sets none. Default none. */
        public Builder sessionCookieSameSite(CookieSameSiteMode sameSite) {
            deployer.sessionCookieSameSite(sameSite);
            return this;
        }

        /**
         * Sets whether responses get headers that tell browsers to be careful, where the application sets none of the same name:
         * {@code X-Content-Type-Options}, {@code X-Frame-Options}, {@code Referrer-Policy}, and over TLS {@code Strict-Transport-Security}. Default false.
         */
        public Builder securityHeaders(boolean securityHeaders) {
            this.securityHeaders = securityHeaders;
            return this;
        }

        /**
         * Builds the server, with threads of its own; it listens once started.
         *
         * @throws java.io.UncheckedIOException if the system gives it no selectors or threads
         * @throws IllegalArgumentException if a key or trust store cannot be used, naming it, or an alias is that of two hosts
         */
        public HoldfastServer build() {
            return new HoldfastServer(this);
        }
    }
}
