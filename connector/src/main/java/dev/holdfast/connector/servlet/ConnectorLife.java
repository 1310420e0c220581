package dev.holdfast.connector.servlet;

import io.undertow.servlet.api.Deployment;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Starts and stops a deployment's connector with the deployment, as {@link HoldfastExtension#handleDeployment} explains. Serves nothing. */
final class ConnectorLife implements Servlet, ServletContextListener {
    private final Deployment deployment;
    private @Nullable DeploymentConnector connector;
    private @Nullable ServletConfig config;

    ConnectorLife(Deployment deployment) {
        this.deployment = deployment;
    }

    /** A deployment that was stopped may be started again, with another connector. */
    @Override
    public synchronized void init(ServletConfig servletConfig) {
        config = servletConfig;
        connector = DeploymentConnector.start(deployment, DeploymentSettings.of(deployment.getServletContext()));
    }

    @Override
    public synchronized void destroy() {
        if (connector != null) {
            connector.stop();
            connector = null;
        }
    }

    /** A deployment whose start failed after {@link #init} destroys no servlet. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        destroy();
    }

    /** A named dispatcher reaches servlets without a mapping. */
    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException {
        ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
    }

    @Override
    public synchronized @Nullable ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "Holdfast";
    }
}
