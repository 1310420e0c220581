package dev.holdfast.connector.undertow;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.Limits;
import dev.holdfast.connector.Timeouts;
import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.http1.HeadLimits;
import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.LifetimeSettings;
import dev.holdfast.lifetime.TransferLimits;
import dev.holdfast.time.Deadline;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.Connectors;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2OpenListener;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.SslChannel;

/**
 * Takes accepted connections from an XNIO server, for those who own it themselves; {@link dev.holdfast.connector.HttpConnector} does it for
 * everyone else. Wrap it with {@code ChannelListeners.openListenerAdapter} and give it to {@code XnioWorker.createStreamConnectionServer}.
 *
 * <p>Of Undertow's options those about URLs, parameters and the request start time are honoured; every timeout and limit is taken from the
 * {@link HttpConnectorSettings}, so that each has one owner.
 */
public final class HoldfastOpenListener implements DelegateOpenListener {
    private static final HttpHandler NO_HANDLER = exchange -> exchange.setStatusCode(StatusCodes.NOT_FOUND);

    private static final String HTTP_1_1 = "http/1.1";

    private final ByteBufferPool bufferPool;
    private final int bufferSize;
    private final HttpConnectorSettings settings;
    private final LifetimeSettings lifetime;
    private final HeadLimits headLimits;
    private final PersistencePolicy persistence;
    private final @Nullable TlsServer tls;
    private final Counters counters = new Counters();
    private final Map<XnioIoThread, Shard> shards = new ConcurrentHashMap<>();
    private volatile OptionMap undertowOptions;
    private volatile HttpHandler rootHandler = NO_HANDLER;
    private volatile boolean draining;
    private volatile boolean refusing;

    /**
     * Makes a listener that answers 404 until it is given a root handler.
     *
     * @param bufferPool where the buffers of heads and responses come from; 1 KiB or more each
     * @param settings timeouts and limits
     * @param undertowOptions Undertow's own options, {@link OptionMap#EMPTY} for its defaults
     */
    public HoldfastOpenListener(ByteBufferPool bufferPool, HttpConnectorSettings settings, OptionMap undertowOptions) {
        this(bufferPool, settings, undertowOptions, null);
    }

    /**
     * Makes a listener that speaks TLS on every connection that does not come with it already.
     *
     * @param tls keys and certificates, or null for none
     */
    public HoldfastOpenListener(
            ByteBufferPool bufferPool,
            HttpConnectorSettings settings,
            OptionMap undertowOptions,
            @Nullable ReloadingTls tls) {
        this.tls = tls == null ? null : new TlsServer(tls, offered(settings));
        this.bufferPool = bufferPool;
        this.settings = settings;
        this.undertowOptions = undertowOptions;
        lifetime = lifetime(settings);
        persistence = new PersistencePolicy(settings.keepAlive());
        Limits limits = settings.limits();
        headLimits =
                new HeadLimits(limits.maxRequestLineSize(), limits.maxHttpRequestHeaderSize(), limits.maxHeaderCount());
        try (PooledByteBuffer sample = bufferPool.allocate()) {
            bufferSize = sample.getBuffer().capacity();
        }
    }

    private static List<String> offered(HttpConnectorSettings settings) {
        return settings.protocols().http2() ? List.of(Http2OpenListener.HTTP2, HTTP_1_1) : List.of(HTTP_1_1);
    }

    private static LifetimeSettings lifetime(HttpConnectorSettings settings) {
        Timeouts timeouts = settings.timeouts();
        return new LifetimeSettings(
                Deadline.nanosOf(timeouts.connectionTimeout()),
                Deadline.nanosOf(timeouts.tlsHandshakeTimeout()),
                Deadline.nanosOf(timeouts.keepAliveTimeout()),
                timeouts.maxConnectionAgeNanos(),
                Deadline.nanosOf(timeouts.lingerTimeout()),
                new TransferLimits(Deadline.nanosOf(timeouts.bodyReadTimeout()), timeouts.minRequestDataRate()),
                new TransferLimits(Deadline.nanosOf(timeouts.writeTimeout()), timeouts.minResponseDataRate()),
                settings.keepAlive().requestsOnAConnection());
    }

    @Override
    public void handleEvent(StreamConnection channel) {
        handleEvent(channel, null);
    }

    @Override
    public void handleEvent(StreamConnection channel, @Nullable PooledByteBuffer alreadyRead) {
        XnioIoThread thread = channel.getIoThread();
        if (Thread.currentThread() == thread) {
            open(channel, alreadyRead);
            return;
        }
        try {
            thread.execute(() -> open(channel, alreadyRead));
        } catch (RejectedExecutionException workerIsShuttingDown) {
            if (alreadyRead != null) {
                alreadyRead.close();
            }
            IoUtils.safeClose(channel);
        }
    }

    private void open(StreamConnection channel, @Nullable PooledByteBuffer alreadyRead) {
        if (refusing) {
            if (alreadyRead != null) {
                alreadyRead.close();
            }
            IoUtils.safeClose(channel);
            return;
        }
        counters.accepted();
        Shard shard = shards.computeIfAbsent(
                channel.getIoThread(), thread -> new Shard(thread, SystemNanoClock.INSTANCE, headLimits));
        ConnectionMachine machine = new ConnectionMachine(lifetime, shard.now());
        if (isPreceded(channel)) {
            new ArrivingConnection(this, shard, channel, machine, alreadyRead).open();
        } else {
            serve(new Http1ServerConnection(this, shard, channel, machine, null), alreadyRead);
        }
    }

    /** Whether something comes before HTTP. */
    private boolean isPreceded(StreamConnection channel) {
        boolean secured = channel instanceof SslChannel;
        return !secured
                && (tls != null
                        || settings.protocols().proxyProtocol()
                        || settings.protocols().h2c());
    }

    void serve(MultiplexedConnection connection) {
        connection.open();
        if (draining) {
            connection.drain();
        }
    }

    void serve(Http1ServerConnection connection, @Nullable PooledByteBuffer alreadyRead) {
        if (alreadyRead != null) {
            connection.setExtraBytes(alreadyRead);
        }
        connection.open();
        if (draining) {
            connection.drain();
        }
    }

    /**
     * Lets every connection end as soon as nothing is lost by it: idle ones at once, after one more look for bytes, the others with
     * {@code Connection: close} on the response under way. Returns at once; connections accepted from now on carry one request.
     */
    public void drain() {
        draining = true;
        onEachConnection(LiveConnection::drain);
    }

    /** Closes from now on whatever is still accepted, or was accepted and waits for its I/O thread, unread and uncounted. */
    public void refuse() {
        refusing = true;
    }

    /**
     * Waits until no connection is open.
     *
     * @return whether that came true within {@code atMost}
     * @throws InterruptedException if the thread was interrupted meanwhile
     */
    public boolean awaitNoneOpen(Duration atMost) throws InterruptedException {
        return counters.awaitNoneOpen(atMost);
    }

    @Override
    public void closeConnections() {
        onEachConnection(LiveConnection::forceClose);
    }

    private void onEachConnection(Consumer<LiveConnection> action) {
        shards.forEach((thread, shard) -> {
            try {
                thread.execute(() -> shard.connections().forEach(action));
            } catch (RejectedExecutionException workerIsShuttingDown) {
                // Its shutdown closes the channels.
            }
        });
    }

    /** Returns the totals so far. */
    public ConnectionStatistics statistics() {
        return counters.snapshot();
    }

    @Override
    public HttpHandler getRootHandler() {
        return rootHandler;
    }

    /** Sets the handler of connections accepted from now on. */
    @Override
    public void setRootHandler(HttpHandler rootHandler) {
        this.rootHandler = rootHandler;
    }

    @Override
    public OptionMap getUndertowOptions() {
        return undertowOptions;
    }

    /** Sets the options of connections accepted from now on. */
    @Override
    public void setUndertowOptions(OptionMap undertowOptions) {
        this.undertowOptions = undertowOptions;
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return bufferPool;
    }

    /** Returns null: Undertow's statistics cannot say why a connection was closed, see {@link #statistics()}. */
    @Override
    public @Nullable ConnectorStatistics getConnectorStatistics() {
        return null;
    }

    int bufferSize() {
        return bufferSize;
    }

    HttpConnectorSettings settings() {
        return settings;
    }

    @Nullable
    TlsServer tls() {
        return tls;
    }

    PersistencePolicy persistence() {
        return persistence;
    }

    Counters counters() {
        return counters;
    }

    boolean isDraining() {
        return draining;
    }

    long maxEntitySize() {
        return settings.limits().maxEntitySize();
    }

    long maxContentLength() {
        return settings.limits().maxEntitySize() < 0
                ? Long.MAX_VALUE
                : settings.limits().maxEntitySize();
    }

    int maxTrailerSize() {
        return settings.limits().maxHttpRequestHeaderSize();
    }

    void recordStart(HttpServerExchange exchange) {
        if (undertowOptions.get(UndertowOptions.RECORD_REQUEST_START_TIME, false)) {
            Connectors.setRequestStartTime(exchange);
        }
    }
}
