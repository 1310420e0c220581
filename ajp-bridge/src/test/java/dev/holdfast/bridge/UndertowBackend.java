package dev.holdfast.bridge;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/** Undertow's own AJP listener, or its HTTP listener. */
final class UndertowBackend implements PeerBackend {
    private static final String SECRET = "open sesame";

    static {
        // Undertow reads it once, when its listener's class is loaded, and does not start without one.
        System.setProperty("io.undertow.ajp.AJP_SECRET", SECRET);
    }

    private final boolean http;
    private final Undertow server;

    UndertowBackend(int port) {
        this(port, false);
    }

    private UndertowBackend(int port, boolean http) {
        this.http = http;
        Undertow.Builder builder = Undertow.builder();
        server = (http ? builder.addHttpListener(port, "127.0.0.1") : builder.addAjpListener(port, "127.0.0.1"))
                .setIoThreads(1)
                .setWorkerThreads(8)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setHandler(new BlockingHandler(exchange -> TestApp.serve(new Call(exchange))))
                .build();
        server.start();
    }

    static UndertowBackend overHttp(int port) {
        return new UndertowBackend(port, true);
    }

    @Override
    public Backend backend() {
        return http ? Backend.parse("http://127.0.0.1:" + port()) : PeerBackend.super.backend();
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public String secret() {
        return SECRET;
    }

    @Override
    public void close() {
        XnioWorker worker = server.getWorker();
        server.stop();
        // Undertow lets its I/O threads end in their own time; until then they would go on answering.
        Eventually.holds(() -> worker == null || worker.isTerminated());
    }

    record Call(HttpServerExchange exchange) implements AppCall {
        @Override
        public String method() {
            return exchange.getRequestMethod().toString();
        }

        @Override
        public String uri() {
            return exchange.getRequestURI();
        }

        @Override
        public @Nullable String query() {
            return exchange.getQueryString().isEmpty() ? null : exchange.getQueryString();
        }

        @Override
        public @Nullable String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        @Override
        public String connection() {
            InetSocketAddress source = exchange.getSourceAddress();
            return source.getAddress().getHostAddress() + ":" + source.getPort() + " " + exchange.getHostName() + ":"
                    + exchange.getHostPort() + " " + exchange.getRequestScheme();
        }

        @Override
        public InputStream input() {
            return exchange.getInputStream();
        }

        @Override
        public OutputStream output() {
            return exchange.getOutputStream();
        }

        @Override
        public void status(int status) {
            exchange.setStatusCode(status);
        }

        @Override
        public void setHeader(String name, String value) {
            exchange.getResponseHeaders().put(new HttpString(name), value);
        }
    }
}
