package dev.holdfast.it.clients;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.io.Receiver;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Our connector with a few small handlers. Closing it fails the test where the connector failed or lost a connection.
 *
 * <ul>
 *   <li>{@code /hello} answers on the I/O thread;
 *   <li>{@code /length} reads the body on the I/O thread and answers how long it was;
 *   <li>{@code /echo} sends the body back as it comes, from a worker thread;
 *   <li>{@code /sized/N} and {@code /chunked/N} send the first N bytes of {@link Pattern}, from a worker thread.
 * </ul>
 */
final class Origin implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BUFFER_SIZE = 16 * 1024;

    private final HttpConnector connector;

    private Origin(HttpConnector connector) {
        this.connector = connector;
    }

    static Origin start() {
        return start(builder -> builder);
    }

    /** Starts with no limit on the requests of a connection, and timeouts no test reaches, unless {@code settings} say otherwise. */
    static Origin start(UnaryOperator<HttpConnector.Builder> settings) {
        HttpConnector.Builder builder = HttpConnector.builder()
                .maxKeepAliveRequests(-1)
                .connectionTimeout(Duration.ofSeconds(60))
                .handler(new PathHandler()
                        .addExactPath(
                                "/hello",
                                exchange -> exchange.getResponseSender().send("hello"))
                        .addExactPath("/length", Origin::length)
                        .addExactPath("/echo", new BlockingHandler(Origin::echo))
                        .addPrefixPath("/sized", new BlockingHandler(Origin::sized))
                        .addPrefixPath("/chunked", new BlockingHandler(Origin::pattern)));
        HttpConnector connector = settings.apply(builder).build();
        try {
            connector.start();
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
        return new Origin(connector);
    }

    private static void length(HttpServerExchange exchange) {
        long[] length = {0};
        Receiver.PartialBytesCallback counter = (ex, bytes, last) -> {
            length[0] += bytes.length;
            if (last) {
                ex.getResponseSender().send(String.valueOf(length[0]));
            }
        };
        exchange.getRequestReceiver().receivePartialBytes(counter);
    }

    private static void echo(HttpServerExchange exchange) throws IOException {
        exchange.getInputStream().transferTo(exchange.getOutputStream());
    }

    private static void sized(HttpServerExchange exchange) throws IOException {
        exchange.setResponseContentLength(askedFor(exchange));
        pattern(exchange);
    }

    private static void pattern(HttpServerExchange exchange) throws IOException {
        OutputStream out = exchange.getOutputStream();
        byte[] buffer = new byte[BUFFER_SIZE];
        long length = askedFor(exchange);
        for (long sent = 0; sent < length; sent += buffer.length) {
            Pattern.fill(buffer, sent);
            out.write(buffer, 0, (int) Math.min(buffer.length, length - sent));
        }
    }

    private static long askedFor(HttpServerExchange exchange) {
        return Long.parseLong(exchange.getRelativePath().substring(1));
    }

    int port() {
        return connector.localAddress().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    ConnectionStatistics statistics() {
        return connector.statistics();
    }

    long closed(CloseReason reason) {
        return statistics().closed().getOrDefault(reason, 0L);
    }

    void awaitClosed(CloseReason reason, long count) {
        await(count + " closed as " + reason, () -> closed(reason) >= count);
    }

    private void await(String what, BooleanSupplier condition) {
        Await.until(() -> what + ", but " + statistics(), PATIENCE, condition);
    }

    @Override
    public void close() {
        connector.stop(Duration.ofSeconds(5));
        await("no connection open", () -> statistics().open() == 0);
        if (closed(CloseReason.INTERNAL_ERROR) != 0) {
            throw new AssertionError("the connector failed: " + statistics());
        }
    }
}
