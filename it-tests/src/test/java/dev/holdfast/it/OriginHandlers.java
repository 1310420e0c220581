package dev.holdfast.it;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathHandler;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A few small handlers, with and without a worker thread.
 *
 * <ul>
 *   <li>{@code /hello} answers on the I/O thread;
 *   <li>{@code /length} reads the body on the I/O thread and answers how long it was;
 *   <li>{@code /echo} sends the body back as it comes, from a worker thread;
 *   <li>{@code /sized/N} and {@code /chunked/N} send the first N bytes of {@link Pattern}, from a worker thread.
 * </ul>
 */
public final class OriginHandlers {
    private static final int BUFFER_SIZE = 16 * 1024;

    private OriginHandlers() {}

    /** Returns the handlers, by path. */
    public static HttpHandler all() {
        return new PathHandler()
                .addExactPath("/hello", exchange -> exchange.getResponseSender().send("hello"))
                .addExactPath("/length", OriginHandlers::length)
                .addExactPath("/echo", new BlockingHandler(OriginHandlers::echo))
                .addPrefixPath("/sized", new BlockingHandler(OriginHandlers::sized))
                .addPrefixPath("/chunked", new BlockingHandler(OriginHandlers::pattern));
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
}
