package dev.holdfast.connector.servlet;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.spec.ServletContextImpl;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContext;

/**
 * Serves each deployment that asks for it on an address of its own, beside those of its container. undertow-servlet finds this class by
 * {@link java.util.ServiceLoader} with the deployment's class loader; nobody else needs to name it.
 *
 * <p>A deployment asks by {@code holdfast.port}, and every other setting of the connector has such a key too. Each is looked for as a context-param
 * of the deployment ({@code holdfast.keepAliveTimeout}), then as a system property of the same name, then in the environment
 * ({@code HOLDFAST_KEEPALIVETIMEOUT}); the first found wins, because the first speaks of this deployment alone. Context-params count that a
 * {@code ServletContainerInitializer} or a listener has set.
 *
 * <p>An illegal value, an unknown context-param that begins with {@code holdfast.}, or an address that cannot be listened on fails the
 * deployment's start with an {@link IllegalStateException}, whose message is one line that names the deployment, the key and what is legal.
 */
public final class HoldfastExtension implements ServletExtension {
    static final String SERVLET_NAME = "dev.holdfast.connector";

    /** Made by {@link java.util.ServiceLoader}. */
    public HoldfastExtension() {}

    /**
     * Makes a connector part of the deployment's life. Undertow tells extensions nothing of that life, but a deployment tells its servlets: the
     * last of {@code load-on-startup} is initialised when all else is ready, and the first that was added is destroyed before all others, while
     * sessions and servlets still serve the requests that are drained. So one without a mapping is added to the deployment itself, before it
     * adds those of its {@code DeploymentInfo}.
     */
    @Override
    public void handleDeployment(DeploymentInfo deploymentInfo, ServletContext servletContext) {
        Deployment deployment = ((ServletContextImpl) servletContext).getDeployment();
        if (deployment.getServlets().getServletHandlers().containsKey(SERVLET_NAME)) {
            return;
        }
        ConnectorLife life = new ConnectorLife(deployment);
        deployment
                .getServlets()
                .addServlet(new ServletInfo(SERVLET_NAME, ConnectorLife.class, new ImmediateInstanceFactory<>(life))
                        .setLoadOnStartup(Integer.MAX_VALUE));
        deploymentInfo.addDeploymentCompleteListener(life);
    }
}
