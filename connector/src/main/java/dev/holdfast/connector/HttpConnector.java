package dev.holdfast.connector;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/**
 * An HTTP/1.1 connector for Undertow handlers: one listening socket, and the connections accepted from it.
 *
 * <pre>{@code
 * HttpConnector connector = HttpConnector.builder()
 *     .bind("127.0.0.1", 8080)
 *     .connectionTimeout(Duration.ofSeconds(20)).keepAliveTimeout(Duration.ofSeconds(5)).maxKeepAliveRequests(100)
 *     .handler(exchange -> exchange.getResponseSender().send("hello"))
 *     .build();
 * connector.start();
 * ...
 * connector.stop(Duration.ofSeconds(10));
 * }</pre>
 */
public final class HttpConnector {
    private final Builder builder;
    private io.undertow.@Nullable Undertow server;

    private HttpConnector(Builder builder) {
        this.builder = builder;
    }

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    public void start() throws IOException {
        var u = io.undertow.Undertow.builder();
        if (builder.worker != null) u.setWorker(builder.worker);
        server = u.setSocketOption(org.xnio.Options.BACKLOG, builder.acceptCount)
                .addHttpListener(builder.port, builder.host, builder.handler)
                .build();
        try {
            server.start();
        } catch (RuntimeException e) {
            if (e.getCause() instanceof IOException io) throw io;
            throw e;
        }
    }

    public InetSocketAddress localAddress() {
        if (server == null) throw new IllegalStateException("not started");
        return (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    }

    public void stop(Duration deadline) {
        if (server != null) server.stop();
    }

    /** Collects the settings of a connector. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private @Nullable HttpHandler handler;
        private @Nullable XnioWorker worker;
        private int acceptCount = 1000;
        private Duration connectionTimeout = HttpConnectorSettings.DEFAULTS.connectionTimeout();
        private @Nullable Duration keepAliveTimeout;
        private Duration lingerTimeout = HttpConnectorSettings.DEFAULTS.lingerTimeout();
        private int maxKeepAliveRequests = HttpConnectorSettings.DEFAULTS.maxKeepAliveRequests();
        private int maxRequestLineSize = HttpConnectorSettings.DEFAULTS.maxRequestLineSize();
        private int maxHttpRequestHeaderSize = HttpConnectorSettings.DEFAULTS.maxHttpRequestHeaderSize();
        private int maxHeaderCount = HttpConnectorSettings.DEFAULTS.maxHeaderCount();
        private long maxEntitySize = HttpConnectorSettings.DEFAULTS.maxEntitySize();

        private Builder() {}

        /**
         * Sets the address to listen on. Default {@code 127.0.0.1} and any free port.
         *
         * @param host a host name or an address literal
         * @param port 0 to 65535; 0 takes any free port, see {@link HttpConnector#localAddress()}
         */
        public Builder bind(String host, int port) {
            this.host = host;
            this.port = port;
            return this;
        }

        /** Sets the handler that every request is given to. Required. */
        public Builder handler(HttpHandler handler) {
            this.handler = handler;
            return this;
        }

        /** Shares an XNIO worker, which the connector then neither configures nor shuts down. Default: one of its own. */
        public Builder worker(XnioWorker worker) {
            this.worker = worker;
            return this;
        }

        /** Sets the length of the kernel's accept queue. Default 1000. */
        public Builder acceptCount(int acceptCount) {
            this.acceptCount = acceptCount;
            return this;
        }

        /** See {@link HttpConnectorSettings#connectionTimeout()}. */
        public Builder connectionTimeout(Duration connectionTimeout) {
            this.connectionTimeout = connectionTimeout;
            return this;
        }

        /** See {@link HttpConnectorSettings#keepAliveTimeout()}. */
        public Builder keepAliveTimeout(Duration keepAliveTimeout) {
            this.keepAliveTimeout = keepAliveTimeout;
            return this;
        }

        /** See {@link HttpConnectorSettings#lingerTimeout()}. */
        public Builder lingerTimeout(Duration lingerTimeout) {
            this.lingerTimeout = lingerTimeout;
            return this;
        }

        /** See {@link HttpConnectorSettings#maxKeepAliveRequests()}. */
        public Builder maxKeepAliveRequests(int maxKeepAliveRequests) {
            this.maxKeepAliveRequests = maxKeepAliveRequests;
            return this;
        }

        /** See {@link HttpConnectorSettings#maxRequestLineSize()}. */
        public Builder maxRequestLineSize(int maxRequestLineSize) {
            this.maxRequestLineSize = maxRequestLineSize;
            return this;
        }

        /** See {@link HttpConnectorSettings#maxHttpRequestHeaderSize()}. */
        public Builder maxHttpRequestHeaderSize(int maxHttpRequestHeaderSize) {
            this.maxHttpRequestHeaderSize = maxHttpRequestHeaderSize;
            return this;
        }

        /** See {@link HttpConnectorSettings#maxHeaderCount()}. */
        public Builder maxHeaderCount(int maxHeaderCount) {
            this.maxHeaderCount = maxHeaderCount;
            return this;
        }

        /** See {@link HttpConnectorSettings#maxEntitySize()}. */
        public Builder maxEntitySize(long maxEntitySize) {
            this.maxEntitySize = maxEntitySize;
            return this;
        }

        /**
         * Builds the connector; it does nothing until started.
         *
         * @throws IllegalArgumentException if a setting is out of its range, naming it and the legal values
         * @throws IllegalStateException if no handler was given
         */
        public HttpConnector build() {
            if (handler == null) throw new IllegalStateException("no handler");
            settings();
            return new HttpConnector(this);
        }

        private HttpConnectorSettings settings() {
            return new HttpConnectorSettings(
                    connectionTimeout,
                    keepAliveTimeout == null ? connectionTimeout : keepAliveTimeout,
                    lingerTimeout,
                    maxKeepAliveRequests,
                    maxRequestLineSize,
                    maxHttpRequestHeaderSize,
                    maxHeaderCount,
                    maxEntitySize);
        }
    }
}
