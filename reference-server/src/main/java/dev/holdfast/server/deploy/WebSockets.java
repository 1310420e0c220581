package dev.holdfast.server.deploy;

import io.undertow.connector.ByteBufferPool;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/** WebSocket endpoints, found as the Jakarta WebSocket specification (7.2) says, for the applications that use that API at all. */
final class WebSockets {
    private static final Supplier<XnioWorker> UNDERTOWS_CHOICE = new WebSocketDeploymentInfo().getWorker();

    private final @Nullable Supplier<XnioWorker> worker;
    private final ByteBufferPool buffers;

    /**
     * Prepares for the endpoints of any number of applications.
     *
     * @param worker runs connections that an application opens as a client; null leaves the choice to Undertow
     * @param buffers where messages are read into
     */
    WebSockets(@Nullable Supplier<XnioWorker> worker, ByteBufferPool buffers) {
        this.worker = worker;
        this.buffers = buffers;
    }

    /** Returns whether any indexed class of {@code app} uses the server's WebSocket API. */
    static boolean areIn(WebApp app) {
        IndexView index = app.index();
        return !index.getAnnotations(ServerEndpoint.class).isEmpty()
                || !index.getKnownUsers(ServerContainer.class).isEmpty()
                || !index.getAllKnownSubclasses(Endpoint.class).isEmpty()
                || !index.getAllKnownImplementations(ServerApplicationConfig.class)
                        .isEmpty();
    }

    /** Gives the application a container, which is returned, with its endpoints. */
    EndpointContainer assemble(WebApp app, TypeQuery types, DeploymentInfo info) {
        EndpointContainer container = new EndpointContainer(info, worker == null ? UNDERTOWS_CHOICE : worker, buffers);
        info.addServletExtension(extension(app, types, container));
        return container;
    }

    /** Where the application has configurations, they choose among what was found; else every annotated class is an endpoint. */
    private static WebSocketExtension extension(WebApp app, TypeQuery query, EndpointContainer container) {
        Set<Class<?>> annotated = new LinkedHashSet<>();
        for (String name : query.matching(ServerEndpoint.class)) {
            annotated.add(app.load(name, Object.class));
        }
        Set<Class<? extends ServerApplicationConfig>> configs = concrete(app, query, ServerApplicationConfig.class);
        if (configs.isEmpty()) {
            return new WebSocketExtension(container, annotated, Set.of());
        }
        Set<Class<? extends Endpoint>> programmatic = concrete(app, query, Endpoint.class);
        Set<Class<?>> chosen = new HashSet<>();
        Set<ServerEndpointConfig> configured = new HashSet<>();
        for (Class<? extends ServerApplicationConfig> type : configs) {
            ServerApplicationConfig config = instantiate(app, type);
            chosen.addAll(orNone(config.getAnnotatedEndpointClasses(annotated)));
            configured.addAll(orNone(config.getEndpointConfigs(programmatic)));
        }
        return new WebSocketExtension(container, chosen, configured);
    }

    private static <T> Set<Class<? extends T>> concrete(WebApp app, TypeQuery query, Class<T> type) {
        Set<Class<? extends T>> classes = new LinkedHashSet<>();
        for (String name : query.matching(type)) {
            Class<? extends T> loaded = app.load(name, type);
            if (!Modifier.isAbstract(loaded.getModifiers())) {
                classes.add(loaded);
            }
        }
        return classes;
    }

    private static ServerApplicationConfig instantiate(WebApp app, Class<? extends ServerApplicationConfig> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw Fault.of("cannot be created", e.getTargetException())
                    .in(type.getName())
                    .at(app.place(type.getName()));
        } catch (ReflectiveOperationException e) {
            throw Fault.of("cannot be created", e).in(type.getName()).at(app.place(type.getName()));
        }
    }

    private static <T> Set<T> orNone(@Nullable Set<T> set) {
        return set == null ? Set.of() : set;
    }
}
