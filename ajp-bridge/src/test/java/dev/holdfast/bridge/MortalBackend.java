package dev.holdfast.bridge;

import dev.holdfast.ajp.AjpConnector;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Our AJP connector, which is killed and comes back on the same port, and counts the requests that reach its handler. */
final class MortalBackend implements AutoCloseable {
    private static final long WORK_NANOS = 1_000_000;

    private final String name;
    private final Map<String, AtomicInteger> arrivals;
    private final AtomicInteger sinceStart = new AtomicInteger();
    private final int port;
    private AjpConnector connector;

    /** @param arrivals how often each tag arrived, at this back end and those that share the map */
    MortalBackend(String name, Map<String, AtomicInteger> arrivals) throws IOException {
        this.name = name;
        this.arrivals = arrivals;
        connector = start(0);
        port = connector.localAddress().getPort();
    }

    static Map<String, AtomicInteger> noArrivals() {
        return new ConcurrentHashMap<>();
    }

    private AjpConnector start(int bound) throws IOException {
        AjpConnector started = AjpConnector.builder()
                .bind("127.0.0.1", bound)
                .handler(new BlockingHandler(this::serve))
                .build();
        started.start();
        return started;
    }

    private void serve(HttpServerExchange exchange) throws IOException {
        String tag = exchange.getRequestHeaders().getFirst("X-Tag");
        arrivals.computeIfAbsent(tag, unseen -> new AtomicInteger()).incrementAndGet();
        sinceStart.incrementAndGet();
        String body = new String(exchange.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        LockSupport.parkNanos(WORK_NANOS);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        exchange.getOutputStream().write(("<" + tag + ":" + body + ">").getBytes(StandardCharsets.US_ASCII));
    }

    String name() {
        return name;
    }

    Backend backend() {
        return Front.backendAt(port);
    }

    /** Returns how many requests reached it since it came back. */
    int served() {
        return sinceStart.get();
    }

    /** Cuts off whatever it is doing. */
    void kill() {
        connector.stop(Duration.ZERO);
    }

    /** Is back on its port when this returns. */
    void restart() throws IOException {
        sinceStart.set(0);
        connector = start(port);
    }

    @Override
    public void close() {
        kill();
    }
}
