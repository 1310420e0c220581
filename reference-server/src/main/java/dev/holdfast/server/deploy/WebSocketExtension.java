package dev.holdfast.server.deploy;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.Bootstrap;
import io.undertow.websockets.jsr.JsrWebSocketFilter;
import io.undertow.websockets.jsr.ServerWebSocketContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.EnumSet;
import java.util.Set;

/**
 * Gives an application a {@link ServerContainer} with its endpoints before its own code runs; in place of Undertow's {@link Bootstrap}, which
 * cannot be told whose container to take.
 *
 * @param annotated endpoints by their annotation
 * @param configured endpoints by a configuration
 */
record WebSocketExtension(EndpointContainer container, Set<Class<?>> annotated, Set<ServerEndpointConfig> configured)
        implements ServletExtension {
    @Override
    public void handleDeployment(DeploymentInfo info, ServletContext context) {
        for (Class<?> endpoint : annotated) {
            add(endpoint, () -> container.addEndpoint(endpoint));
        }
        for (ServerEndpointConfig endpoint : configured) {
            add(endpoint.getEndpointClass(), () -> container.addEndpoint(endpoint));
        }
        context.setAttribute(ServerContainer.class.getName(), container);
        info.addListener(new ListenerInfo(Life.class, new ImmediateInstanceFactory<>(new Life(container))));
        info.addDeploymentCompleteListener(new Completion(container));
    }

    @FunctionalInterface
    private interface Addition {
        void add() throws DeploymentException;
    }

    private static void add(Class<?> endpoint, Addition addition) {
        try {
            addition.add();
        } catch (DeploymentException e) {
            throw Fault.of("is no WebSocket endpoint", e).in(endpoint.getName());
        }
    }

    /** Takes upgrade requests for the endpoints, those too that the application adds while it starts; closes all connections when it stops. */
    private record Life(ServerWebSocketContainer container) implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            ServletContext context = event.getServletContext();
            FilterRegistration.Dynamic filter = context.addFilter(Bootstrap.FILTER_NAME, JsrWebSocketFilter.class);
            filter.setAsyncSupported(true);
            filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
            context.addListener(JsrWebSocketFilter.LogoutListener.class);
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            container.close();
        }
    }

    /** Undertow keeps what is wrong with an endpoint that the application added by itself until the deployment is complete. */
    private record Completion(ServerWebSocketContainer container) implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            container.validateDeployment();
        }
    }
}
