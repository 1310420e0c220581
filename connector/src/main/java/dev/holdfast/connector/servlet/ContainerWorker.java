package dev.holdfast.connector.servlet;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/**
 * The worker on which a container runs a deployment's requests. A container that has several, such as WildFly, says which in the one place that
 * Undertow has for it, the deployment's {@code WebSocketDeploymentInfo}. That is read by reflection: an application that can see Undertow need not
 * see the module of its WebSockets.
 */
final class ContainerWorker {
    private static final String WEB_SOCKETS = "io.undertow.websockets.jsr.WebSocketDeploymentInfo";

    private ContainerWorker() {}

    /** Returns the worker that the container named, or null where it named none. */
    static @Nullable XnioWorker of(ServletContext context) {
        Object webSockets = context.getAttribute(WEB_SOCKETS);
        if (webSockets == null) {
            return null;
        }
        try {
            Method getWorker = webSockets.getClass().getMethod("getWorker");
            Object given = getWorker.invoke(webSockets);
            Object unless =
                    getWorker.invoke(webSockets.getClass().getConstructor().newInstance());
            // Asked, the default would make a worker of its own, which nobody shuts down.
            boolean isDefault = given == null || (unless != null && given.getClass() == unless.getClass());
            return !isDefault && given instanceof Supplier<?> named && named.get() instanceof XnioWorker worker
                    ? worker
                    : null;
        } catch (ReflectiveOperationException notAsUndertowHasIt) {
            return null;
        }
    }
}
