package dev.holdfast.server.deploy;

import io.undertow.connector.ByteBufferPool;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ThreadSetupHandler;
import io.undertow.servlet.core.ContextClassLoaderSetupAction;
import io.undertow.websockets.jsr.ServerWebSocketContainer;
import io.undertow.websockets.jsr.annotated.AnnotatedEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * An application's WebSocket container: Undertow's, in which a connection is open before its messages come.
 *
 * <p>Undertow hands {@code @OnOpen} to a worker and lets messages in without waiting for it; one that comes before the method has added its
 * message handlers finds none, and is dropped. Here the thread that opens the connection, which lets messages in afterwards, runs it itself.
 */
final class EndpointContainer extends ServerWebSocketContainer {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String ANNOTATED = AnnotatedEndpoint.class.getName();
    private static final int FRAMES_TO_THE_CALLER = 6;

    EndpointContainer(DeploymentInfo info, Supplier<XnioWorker> worker, ByteBufferPool buffers) {
        super(info.getClassIntrospecter(), info.getClassLoader(), worker, buffers, setup(info), true, null, null);
    }

    private static List<ThreadSetupHandler> setup(DeploymentInfo info) {
        List<ThreadSetupHandler> setup = new ArrayList<>();
        setup.add(new ContextClassLoaderSetupAction(info.getClassLoader()));
        setup.addAll(info.getThreadSetupActions());
        return setup;
    }

    @Override
    public void invokeEndpointMethod(Executor executor, Runnable invocation) {
        if (mayBlock() && opensConnection()) {
            invokeEndpointMethod(invocation);
        } else {
            super.invokeEndpointMethod(executor, invocation);
        }
    }

    private static boolean mayBlock() {
        return !(Thread.currentThread() instanceof XnioIoThread);
    }

    /** The invocation does not say which method it is of, but only the opening is called from there. */
    private static boolean opensConnection() {
        return STACK.walk(frames -> frames.limit(FRAMES_TO_THE_CALLER)
                .anyMatch(frame -> frame.getMethodName().equals("onOpen")
                        && frame.getClassName().equals(ANNOTATED)));
    }
}
