package dev.holdfast.server.deploy;

import dev.holdfast.connector.RequestQuery;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/**
 * The applications of one server: a request goes to the one of its host with the longest context path that is a prefix of its path, in whole segments.
 *
 * <p>The bare context path is redirected to the one with a slash, and what no application claims is answered with 404. Applications may come and
 * go while requests are served, several at a time. Thread-safe.
 */
public final class Applications implements HttpHandler, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Applications.class);

    private final Deployer deployer;
    private final VirtualHosts router;
    private final HttpHandler handler;
    private final NavigableMap<String, DeployedApplication> byLocation = new ConcurrentSkipListMap<>();
    private final Undeployments undeployments = new Undeployments(this::letOut);
    private final Object changes = new Object();

    /** The locations of what is being deployed or undeployed, and what that is; guarded by {@link #changes}. */
    private final Map<String, Path> claimed = new HashMap<>();

    private final Duration deploymentTimeout;
    private final Object closing = new Object();
    private boolean closed;

    /**
     * Starts without an application.
     *
     * @param deployer deploys them, and is closed after them
     * @param deploymentTimeout how long the deployment of each may take, and its undeployment, more than 0
     */
    public Applications(Deployer deployer, Duration deploymentTimeout) {
        this(deployer, deploymentTimeout, Map.of());
    }

    /**
     * Starts without an application.
     *
     * @param deployer deploys them, and is closed after them
     * @param deploymentTimeout how long the deployment of each may take, and its undeployment, more than 0
     * @param hosts that are known from the beginning, each with its aliases; all written as {@link HostName#of} returns them
     * @throws IllegalArgumentException if an alias is that of two, or the name of another
     */
    public Applications(Deployer deployer, Duration deploymentTimeout, Map<String, Set<String>> hosts) {
        this.router = new VirtualHosts(hosts);
        this.handler = new CanonicalPaths(new HeaderFields(router));
        this.deployer = deployer;
        this.deploymentTimeout = deploymentTimeout;
    }

    /**
     * Deploys an application and lets requests in.
     *
     * @throws ContextPathTakenException if another one is at its location
     * @throws DeploymentException if it cannot be deployed, takes too long, {@link #close} was called before or meanwhile, or the caller is interrupted.
     *     One that takes too long has its location until it comes to an end
     */
    public DeployedApplication deploy(DeploymentSpec spec) throws DeploymentException {
        claim(spec);
        return new DeploymentAttempt(spec, new DeploymentAttempt.Work() {
                    @Override
                    public DeployedApplication deploy() throws DeploymentException {
                        DeployedApplication application = deployer.deploy(spec);
                        letIn(application);
                        LOG.infof(
                                "deployed %s in %d ms",
                                application, application.startTime().toMillis());
                        return application;
                    }

                    @Override
                    public void undo(DeployedApplication application) {
                        undeployments.closeHere(application);
                    }

                    @Override
                    public void end() {
                        release(spec.location());
                    }
                })
                .await(deploymentTimeout);
    }

    private void release(String location) {
        synchronized (changes) {
            claimed.remove(location);
            changes.notifyAll();
        }
    }

    /** Takes the location for an application that is about to be deployed: others may be deployed meanwhile, but not there. */
    private void claim(DeploymentSpec spec) throws DeploymentException {
        String host = router.named(spec.host());
        if (!host.equals(spec.host())) {
            throw new DeploymentException(
                    spec.archive(),
                    Fault.of(spec.host() + " is an alias of the host " + host + ", which <virtual-host> must name")
                            .at("WEB-INF/jboss-web.xml"));
        }
        synchronized (changes) {
            DeployedApplication other = byLocation.get(spec.location());
            Path taken =
                    other == null ? claimed.get(spec.location()) : other.spec().archive();
            if (taken != null) {
                throw new ContextPathTakenException(spec, taken);
            }
            claimed.put(spec.location(), spec.archive());
        }
    }

    private void letIn(DeployedApplication application) throws DeploymentException {
        synchronized (closing) {
            if (!closed) {
                application.takeSessions();
                byLocation.put(application.spec().location(), application);
                router.add(application, withSlash(application));
                return;
            }
        }
        application.close();
        throw new DeploymentException(application.spec().archive(), WorkDirectories.stopping());
    }

    /**
     * Stops the application at {@code location}, after it is deployed if it is being deployed now.
     *
     * @return whether there was one
     * @throws DeploymentException if its end takes longer than deployments may, or the caller is interrupted; no request reaches it, but it has its location
     *     until it comes to an end
     */
    public boolean undeploy(String location) throws DeploymentException {
        DeployedApplication application;
        synchronized (changes) {
            awaitDeployed(location);
            application = byLocation.get(location);
            if (application == null) {
                return false;
            }
            claimed.put(location, application.spec().archive());
        }
        undeployments.close(application, () -> release(location), deploymentTimeout);
        return true;
    }

    /** Returns whether an application is at {@code location}, or on its way there or from there. */
    public boolean isTaken(String location) {
        synchronized (changes) {
            return byLocation.containsKey(location) || claimed.containsKey(location);
        }
    }

    private void awaitDeployed(String location) throws DeploymentException {
        long end = System.nanoTime() + deploymentTimeout.toNanos();
        for (Path taken = claimed.get(location); taken != null; taken = claimed.get(location)) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            try {
                if (left <= 0) {
                    throw new DeploymentException(taken, Fault.of("is still being deployed or undeployed"));
                }
                changes.wait(left);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new DeploymentException(
                        taken, Fault.of("is being deployed or undeployed while the server is stopping"));
            }
        }
    }

    private void letOut(DeployedApplication application) {
        byLocation.remove(application.spec().location(), application);
        router.remove(application);
    }

    /** Returns the application at exactly {@code location}. */
    public Optional<DeployedApplication> at(String location) {
        return Optional.ofNullable(byLocation.get(location));
    }

    /** Returns all applications, ordered by location. */
    public List<DeployedApplication> all() {
        return List.copyOf(byLocation.values());
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        handler.handleRequest(exchange);
    }

    /**
     * Begins to close all WebSockets, and lets none be opened, because the server is going away: their clients are told so and answer before they hang up. Waits
     * for nobody, for it is the applications' own code that is told.
     */
    public void closeWebSockets() {
        Undeployments.closeWebSockets(byLocation.values());
    }

    /**
     * Lets no more applications in, and keeps the sessions of those that there are, and of those that are being undeployed. A second call does nothing.
     *
     * @param timeout how long that may take, 0 or more; the log names those whose sessions are lost then
     */
    public void keepSessions(Duration timeout) {
        synchronized (closing) {
            if (closed) {
                return;
            }
            closed = true;
        }
        undeployments.keepSessions(byLocation.values(), timeout);
    }

    /**
     * Stops all applications, the last in the order of their locations first, then closes the deployer. Waits for an undeployment in progress, but not
     * for a deployment, which fails.
     */
    @Override
    public void close() {
        keepSessions(deploymentTimeout);
        for (Map.Entry<String, DeployedApplication> last = byLocation.lastEntry();
                last != null;
                last = byLocation.lastEntry()) {
            try {
                undeployments.close(last.getValue(), () -> {}, deploymentTimeout);
            } catch (DeploymentException hangs) {
                LOG.warn(hangs.getMessage());
            }
        }
        undeployments.awaitNone(deploymentTimeout);
        deployer.close();
    }

    private static HttpHandler withSlash(DeployedApplication application) {
        String location = encoded(application.contextPath()) + "/";
        return exchange -> {
            if (exchange.getRelativePath().isEmpty()) {
                redirect(exchange, location);
            } else {
                application.handler().handleRequest(exchange);
            }
        };
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("context path " + path, e);
        }
    }

    /** 307 keeps the method and body of what is not a plain request for a page. Nothing of the request but its query gets into the location. */
    private static void redirect(HttpServerExchange exchange, String location) {
        HttpString method = exchange.getRequestMethod();
        boolean page = method.equals(Methods.GET) || method.equals(Methods.HEAD);
        String query = RequestQuery.of(exchange);
        exchange.setStatusCode(page ? StatusCodes.FOUND : StatusCodes.TEMPORARY_REDIRECT);
        exchange.getResponseHeaders().put(Headers.LOCATION, query == null ? location : location + "?" + query);
        exchange.endExchange();
    }
}
