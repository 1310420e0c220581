package dev.holdfast.connector.servlet;

import dev.holdfast.connector.HttpConnector;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.util.NetworkUtils;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A running connector that serves one deployment, whole as its container does. */
final class DeploymentConnector {
    private static final Logger LOG = Logger.getLogger(DeploymentConnector.class);

    private final String deploymentName;
    private final HttpConnector connector;
    private final Duration drainTimeout;

    private DeploymentConnector(String deploymentName, HttpConnector connector, Duration drainTimeout) {
        this.deploymentName = deploymentName;
        this.connector = connector;
        this.drainTimeout = drainTimeout;
    }

    /**
     * Listens, where {@code settings} say so.
     *
     * @return null where they do not
     * @throws IllegalStateException if a setting is wrong or the address cannot be listened on, in one line
     */
    static @Nullable DeploymentConnector start(Deployment deployment, DeploymentSettings settings) {
        String name = deployment.getDeploymentInfo().getDeploymentName();
        try {
            Optional<DeploymentSettings.Built> built =
                    settings.build(handler(deployment), ContainerWorker.of(deployment.getServletContext()));
            if (built.isEmpty()) {
                return null;
            }
            HttpConnector connector = built.get().connector();
            connector.start();
            LOG.infof("%s: http listening on %s", name, uri(connector.localAddress(), deployment));
            return new DeploymentConnector(name, connector, built.get().drainTimeout());
        } catch (IOException cannotListen) {
            throw new IllegalStateException(name + ": " + Setting.PORT + ": " + cannotListen.getMessage()
                    + "; each deployment needs an address and port of its own");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException(name + ": " + wrong.getMessage());
        }
    }

    private static String uri(InetSocketAddress address, Deployment deployment) {
        String host =
                NetworkUtils.formatPossibleIpv6Address(address.getAddress().getHostAddress());
        return "http://" + host + ":" + address.getPort()
                + deployment.getDeploymentInfo().getContextPath();
    }

    /**
     * Undertow's path handler splits paths for the servlet container, in WildFly and Spring Boot too. The deployment's handler has in it what its
     * container and others have wrapped around the deployment.
     */
    private static HttpHandler handler(Deployment deployment) {
        HttpHandler whole = deployment.getHandler();
        HttpHandler onceStarted = exchange -> serve(deployment, whole, exchange);
        return Handlers.path().addPrefixPath(deployment.getDeploymentInfo().getContextPath(), onceStarted);
    }

    /** Filters may be initialised after us, and Undertow answers 500 until it has done with that. */
    private static void serve(Deployment deployment, HttpHandler whole, HttpServerExchange exchange) throws Exception {
        if (deployment.getDeploymentState() == DeploymentManager.State.STARTED) {
            whole.handleRequest(exchange);
        } else {
            exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE).endExchange();
        }
    }

    /** Lets requests under way finish, for no longer than the drainTimeout. */
    void stop() {
        connector.stop(drainTimeout);
        LOG.infof("%s: http stopped", deploymentName);
    }
}
