package dev.holdfast.server;

import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.xnio.XnioWorker;

/** Undertow's AJP listener on a worker of ours, with a stop that first lets running requests finish. */
final class AjpListener {
    private static final int BUFFERS_CACHED_BY_A_THREAD = 4;

    /**
     * Undertow's own pool keeps none that is given back by another thread than took it: it frees those by a way into the JDK that Java 24 and
     * later warn of on stderr. This one keeps 16 MiB of them.
     */
    private static final int MAX_SPARE_BUFFERS = 1024;

    private static final int BUFFER_BYTES = 16 * 1024;

    private final AjpSettings settings;
    private final GracefulShutdownHandler root;
    private final Undertow listener;

    AjpListener(AjpSettings settings, HttpHandler handler, XnioWorker worker) {
        AjpSecret.use(settings.secret());
        this.settings = settings;
        this.root = new GracefulShutdownHandler(exchange -> {
            nameListener(exchange);
            handler.handleRequest(exchange);
        });
        this.listener = Undertow.builder()
                .setWorker(worker)
                .setByteBufferPool(
                        new DefaultByteBufferPool(true, BUFFER_BYTES, MAX_SPARE_BUFFERS, BUFFERS_CACHED_BY_A_THREAD))
                .addAjpListener(settings.port(), settings.address(), root)
                .build();
    }

    void start() throws ListenException {
        Ports.requireFree("ajp", settings.address(), settings.port());
        try {
            listener.start();
        } catch (RuntimeException e) {
            if (e.getCause() instanceof IOException reason) {
                throw new ListenException("ajp", reason);
            }
            throw e;
        }
    }

    InetSocketAddress localAddress() {
        return (InetSocketAddress) listener.getListenerInfo().get(0).getAddress();
    }

    void refuseNewRequests() {
        root.shutdown();
    }

    /** Waits up to {@code drain} for running requests, then closes what is left. */
    void stop(Duration drain) {
        refuseNewRequests();
        try {
            root.awaitShutdown(drain.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.stop();
    }

    /** Set last, so that a front server which sends an attribute of this name does not decide what it says. */
    private static void nameListener(HttpServerExchange exchange) {
        Map<String, String> attributes = exchange.getAttachment(HttpServerExchange.REQUEST_ATTRIBUTES);
        if (attributes == null) {
            attributes = new HashMap<>();
            exchange.putAttachment(HttpServerExchange.REQUEST_ATTRIBUTES, attributes);
        }
        attributes.put(HoldfastServer.LISTENER_ATTRIBUTE, "ajp");
    }
}
