package dev.holdfast.server.deploy.app;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;

/** Deploys {@link ShoutEndpoint}, if it is found, and no annotated endpoint. */
public final class ShoutConfig implements ServerApplicationConfig {
    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        return found.contains(ShoutEndpoint.class)
                ? Set.of(ServerEndpointConfig.Builder.create(ShoutEndpoint.class, "/shout")
                        .build())
                : Set.of();
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return Set.of();
    }
}
