package dev.holdfast.server.deploy;

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
    private final NavigableMap<String, DeployedApplication> byLocation = new ConcurrentSkipListMap<>();
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
     * @param deploymentTimeout how long the deployment of each may take, more than 0
     */
    public Applications(Deployer deployer, Duration deploymentTimeout) {
        this(deployer, deploymentTimeout, Map.of());
    }

    /**
     * Starts without an application.
     *
     * @param deployer deploys them, and is closed after them
     * @param deploymentTimeout how long the deployment of each may take, more than 0
     * @param hosts that are known from the beginning, each with its aliases; all written as {@link HostName#of} returns them
     * @throws IllegalArgumentException if an alias is that of two, or the name of another
     */
    public Applications(Deployer deployer, Duration deploymentTimeout, Map<String, Set<String>> hosts) {
        this.router = new VirtualHosts(hosts);
        this.deployer = deployer;
        this.deploymentTimeout = deploymentTimeout;
    }

    /**
     * Deploys an application and lets requests in.
     *
     * @throws DeploymentException if it cannot be deployed, takes too long, another one is at its context path, {@link #close} was called before or
     *     meanwhile, or the caller is interrupted. One that takes too long has its context path until it comes to an end
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
                        byLocation.remove(spec.location(), application);
                        stop(application);
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
                throw new DeploymentException(
                        spec.archive(), Fault.of("the context path " + spec.location() + " is taken by " + taken));
            }
            claimed.put(spec.location(), spec.archive());
        }
    }

    private void letIn(DeployedApplication application) throws DeploymentException {
        synchronized (closing) {
            if (!closed) {
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
     */
    public boolean undeploy(String location) {
        DeployedApplication application;
        synchronized (changes) {
            awaitDeployed(location);
            application = byLocation.remove(location);
            if (application == null) {
                return false;
            }
            claimed.put(location, application.spec().archive());
        }
        try {
            stop(application);
        } finally {
            release(location);
        }
        return true;
    }

    private void awaitDeployed(String location) {
        boolean interrupted = false;
        while (claimed.containsKey(location)) {
            try {
                changes.wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(DeployedApplication application) {
        router.remove(application);
        application.close();
        LOG.infof("undeployed %s", application);
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
        router.handleRequest(exchange);
    }

    /**
     * Stops all applications, the last in the order of their locations first, then closes the deployer. Does not wait for a deployment in
     * progress, which fails.
     */
    @Override
    public void close() {
        synchronized (closing) {
            closed = true;
        }
        // First of all of them: the code of one that stops may take all the time that there is.
        byLocation.values().forEach(DeployedApplication::keepSessions);
        for (Map.Entry<String, DeployedApplication> last = byLocation.pollLastEntry();
                last != null;
                last = byLocation.pollLastEntry()) {
            stop(last.getValue());
        }
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
        String query = exchange.getQueryString();
        exchange.setStatusCode(page ? StatusCodes.FOUND : StatusCodes.TEMPORARY_REDIRECT);
        exchange.getResponseHeaders().put(Headers.LOCATION, query.isEmpty() ? location : location + "?" + query);
        exchange.endExchange();
    }
}
