package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpServerTimeouts;
import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.connector.undertow.IdleNotice;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.threads.EnhancedQueueExecutor;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * An AJP13 connector for Undertow handlers, for fronts such as mod_jk, mod_proxy_ajp and our own gateway; it goes beside an
 * {@link HttpConnector}. A handler that does not dispatch runs on the I/O thread.
 *
 * <pre>{@code
 * AjpConnector connector = AjpConnector.builder()
 *     .bind("127.0.0.1", 8009)
 *     .keepAliveTimeout(Duration.ofMinutes(10)).secret("open sesame")
 *     .handler(exchange -> exchange.getResponseSender().send("hello"))
 *     .build();
 * connector.start();
 * ...
 * connector.stop(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>It tells fronts that ask how many connections each may have of those that it has threads for; see {@link dev.holdfast.slots.SlotLedger}. There is
 * nothing to set, and others never ask.
 *
 * <p>Settings have the names and defaults of Tomcat's AJP connector where that has them.
 */
public final class AjpConnector {
    private static final int BUFFER_SIZE = 16 * 1024;

    /** Without a maximum Undertow keeps none of its own: it frees every one that another thread gives back. */
    private static final int MAX_SPARE_BUFFERS = 1024;

    private static final int SPARE_BUFFERS_OF_A_THREAD = 12;
    private static final Duration IDLE_THREAD = Duration.ofSeconds(60);
    private static final Duration FORCED_CLOSE = Duration.ofSeconds(1);

    private final InetSocketAddress bindAddress;
    private final int acceptCount;
    private final AjpConnectorSettings settings;
    private final AjpOpenListener listener;
    private final EnhancedQueueExecutor threads;
    private final @Nullable XnioWorker sharedWorker;
    private boolean stopped;
    private long drainedAt;
    private @Nullable XnioWorker worker;
    private @Nullable AcceptingChannel<StreamConnection> acceptor;

    private AjpConnector(Builder builder, HttpHandler handler) {
        bindAddress = new InetSocketAddress(builder.host, builder.port);
        acceptCount = builder.acceptCount;
        sharedWorker = builder.worker;
        settings = builder.settings();
        threads = threads(settings.threads().maxThreads());
        listener = new AjpOpenListener(
                settings,
                handler,
                new DefaultByteBufferPool(
                        true,
                        Math.max(BUFFER_SIZE, settings.limits().packetSize()),
                        MAX_SPARE_BUFFERS,
                        SPARE_BUFFERS_OF_A_THREAD),
                threads);
    }

    private static EnhancedQueueExecutor threads(int maxThreads) {
        AtomicInteger number = new AtomicInteger();
        return new EnhancedQueueExecutor.Builder()
                .setCorePoolSize(maxThreads)
                .allowCoreThreadTimeOut(true)
                .setMaximumPoolSize(maxThreads)
                .setKeepAliveTime(IDLE_THREAD)
                .setRegisterMBean(false)
                .setThreadFactory(task -> {
                    Thread thread = new Thread(task, "holdfast ajp-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                })
                .build();
    }

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Listens, and accepts connections.
     *
     * @throws IOException if the address cannot be resolved or bound; the message names it
     * @throws IllegalStateException if the connector is running, or was stopped: it can be started once
     */
    public synchronized void start() throws IOException {
        if (acceptor != null) {
            throw new IllegalStateException("started already, on " + acceptor.getLocalAddress());
        }
        if (stopped) {
            throw new IllegalStateException("stopped; build another connector to start again");
        }
        if (bindAddress.isUnresolved()) {
            throw new UnknownHostException("cannot listen on " + bindAddress.getHostString() + ": no such host");
        }
        XnioWorker running = sharedWorker == null ? ownWorker() : sharedWorker;
        try {
            AcceptingChannel<StreamConnection> server = running.createStreamConnectionServer(
                    bindAddress, ChannelListeners.openListenerAdapter(listener), socketOptions());
            server.resumeAccepts();
            acceptor = server;
            worker = running;
        } catch (IOException cannotBind) {
            shutDownOwn(running);
            throw new BindException("cannot listen on " + bindAddress.getHostString() + ":" + bindAddress.getPort()
                    + ": " + cannotBind.getMessage());
        }
    }

    /** All that may block has threads of the connector's own. */
    private static XnioWorker ownWorker() throws IOException {
        return HttpConnector.createWorker(OptionMap.create(Options.WORKER_NAME, "holdfast ajp"));
    }

    /**
     * With both marks at the limit the server stops at the last connection that fits, before the next accept(2), and goes on as soon as one is
     * closed.
     */
    private OptionMap socketOptions() {
        OptionMap.Builder options = OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BACKLOG, acceptCount);
        int most = settings.mostConnections();
        if (most > 0) {
            options.set(Options.CONNECTION_HIGH_WATER, most).set(Options.CONNECTION_LOW_WATER, most);
        }
        return options.getMap();
    }

    /**
     * Returns the address listened on, with the real port where 0 was asked for.
     *
     * @throws IllegalStateException if the connector is not running
     */
    public synchronized InetSocketAddress localAddress() {
        if (acceptor == null) {
            throw new IllegalStateException("not started");
        }
        return acceptor.getLocalAddress(InetSocketAddress.class);
    }

    /** Returns what has happened since the connector was built. A request counts once it is understood, a CPING never. */
    public ConnectionStatistics statistics() {
        return listener.statistics();
    }

    /**
     * Accepts no other connection; the response under way or next on one is its last. Returns at once; {@link #stop} does so too, and waits.
     */
    public synchronized void drain() {
        if (acceptor != null && !listener.isDraining()) {
            // In this order: a front that hears that a connection ends opens another, and one in the kernel's queue
            // would be reset.
            IoUtils.safeClose(acceptor);
            listener.announceDrain();
            drainedAt = System.nanoTime();
        }
    }

    /**
     * Stops accepting, lets requests under way finish, closes idle connections, and at the deadline whatever is left. Returns when every
     * connection is closed; does nothing where the connector is not running.
     *
     * <p>An idle connection is closed half a second after {@link #drain}, or after half of {@code deadline} where that is less: a front finds out
     * from the responses on others, and then has no request on its way on one that is being closed.
     *
     * @param deadline how long requests under way may take, 0 or more; interrupting the caller ends the wait early
     */
    public synchronized void stop(Duration deadline) {
        stopped = true;
        if (acceptor == null || worker == null) {
            threads.shutdown();
            return;
        }
        drain();
        acceptor = null;
        long end = System.nanoTime() + deadline.toNanos();
        try {
            boolean noneOpen = listener.counters().awaitNoneOpen(noticeLeft(deadline));
            listener.drain();
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            if (!noneOpen && !listener.counters().awaitNoneOpen(left)) {
                listener.closeConnections();
                listener.counters().awaitNoneOpen(FORCED_CLOSE);
            }
        } catch (InterruptedException giveUpWaiting) {
            listener.closeConnections();
            Thread.currentThread().interrupt();
        } finally {
            listener.refuse();
        }
        threads.shutdown();
        shutDownOwn(worker);
        worker = null;
    }

    private Duration noticeLeft(Duration deadline) {
        long passed = System.nanoTime() - drainedAt;
        return Duration.ofNanos(Math.max(0, IdleNotice.within(deadline).toNanos() - passed));
    }

    private void shutDownOwn(XnioWorker running) {
        if (running != sharedWorker) {
            running.shutdown();
        }
    }

    /** Collects the settings of a connector. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port = 8009;
        private int acceptCount = 100;
        private @Nullable HttpHandler handler;
        private @Nullable XnioWorker worker;
        private Duration connectionTimeout = AjpServerTimeouts.DEFAULTS.connectionTimeout();
        private @Nullable Duration keepAliveTimeout;
        private Duration readTimeout = AjpServerTimeouts.DEFAULTS.readTimeout();
        private Duration writeTimeout = AjpServerTimeouts.DEFAULTS.writeTimeout();
        private Duration lingerTimeout = AjpServerTimeouts.DEFAULTS.lingerTimeout();
        private AjpMode mode = AjpThreads.DEFAULTS.mode();
        private int maxThreads = AjpThreads.DEFAULTS.maxThreads();
        private AjpOverload overload = AjpThreads.DEFAULTS.overload();
        private boolean pingOnIoThread = AjpThreads.DEFAULTS.pingOnIoThread();
        private int maxConnections = AjpLimits.DEFAULTS.maxConnections();
        private int packetSize = AjpLimits.DEFAULTS.packetSize();
        private int maxHeaderCount = AjpLimits.DEFAULTS.maxHeaderCount();
        private long maxEntitySize = AjpLimits.DEFAULTS.maxEntitySize();
        private @Nullable String secret;
        private boolean secretRequired = FrontTrust.DEFAULTS.secretRequired();
        private @Nullable String allowedRequestAttributesPattern;
        private boolean tomcatAuthentication = FrontTrust.DEFAULTS.tomcatAuthentication();

        private Builder() {}

        /**
         * Sets the address to listen on. Default {@code 127.0.0.1} and 8009.
         *
         * @param host a host name or an address literal
         * @param port 0 to 65535; 0 takes any free port, see {@link AjpConnector#localAddress()}
         */
        public Builder bind(String host, int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port is " + port + ", but must be 0 to 65535");
            }
            this.host = host;
            this.port = port;
            return this;
        }

        /** Sets the length of the kernel's queue of connections that are not accepted yet, 1 or more. Default 100. */
        public Builder acceptCount(int acceptCount) {
            if (acceptCount < 1) {
                throw new IllegalArgumentException("acceptCount is " + acceptCount + ", but must be 1 or more");
            }
            this.acceptCount = acceptCount;
            return this;
        }

        /** Sets who answers requests. There is no default. */
        public Builder handler(HttpHandler handler) {
            this.handler = handler;
            return this;
        }

        /**
         * Sets whose I/O threads serve connections, and who keeps them: {@link HttpConnector#createWorker} makes one. Default: a worker of the
         * connector's own, which ends with it. What may block has threads of the connector's own either way.
         */
        public Builder worker(XnioWorker worker) {
            this.worker = worker;
            return this;
        }

        /** Sets all of {@code settings}, in place of what was set before. */
        public Builder settings(AjpConnectorSettings settings) {
            AjpServerTimeouts timeouts = settings.timeouts();
            connectionTimeout = timeouts.connectionTimeout();
            keepAliveTimeout = timeouts.keepAliveTimeout();
            readTimeout = timeouts.readTimeout();
            writeTimeout = timeouts.writeTimeout();
            lingerTimeout = timeouts.lingerTimeout();
            AjpThreads serving = settings.threads();
            mode = serving.mode();
            maxThreads = serving.maxThreads();
            overload = serving.overload();
            pingOnIoThread = serving.pingOnIoThread();
            AjpLimits limits = settings.limits();
            maxConnections = limits.maxConnections();
            packetSize = limits.packetSize();
            maxHeaderCount = limits.maxHeaderCount();
            maxEntitySize = limits.maxEntitySize();
            FrontTrust trust = settings.trust();
            secret = trust.secret();
            secretRequired = trust.secretRequired();
            allowedRequestAttributesPattern = trust.allowedRequestAttributesPattern();
            tomcatAuthentication = trust.tomcatAuthentication();
            return this;
        }

        /** See {@link AjpServerTimeouts#connectionTimeout()}. */
        public Builder connectionTimeout(Duration connectionTimeout) {
            this.connectionTimeout = connectionTimeout;
            return this;
        }

        /** See {@link AjpServerTimeouts#keepAliveTimeout()}. */
        public Builder keepAliveTimeout(Duration keepAliveTimeout) {
            this.keepAliveTimeout = keepAliveTimeout;
            return this;
        }

        /** See {@link AjpServerTimeouts#readTimeout()}. */
        public Builder readTimeout(Duration readTimeout) {
            this.readTimeout = readTimeout;
            return this;
        }

        /** See {@link AjpServerTimeouts#writeTimeout()}. */
        public Builder writeTimeout(Duration writeTimeout) {
            this.writeTimeout = writeTimeout;
            return this;
        }

        /** See {@link AjpServerTimeouts#lingerTimeout()}. */
        public Builder lingerTimeout(Duration lingerTimeout) {
            this.lingerTimeout = lingerTimeout;
            return this;
        }

        /** See {@link AjpThreads#mode()}. */
        public Builder mode(AjpMode mode) {
            this.mode = mode;
            return this;
        }

        /** See {@link AjpThreads#maxThreads()}. */
        public Builder maxThreads(int maxThreads) {
            this.maxThreads = maxThreads;
            return this;
        }

        /** See {@link AjpThreads#overload()}. */
        public Builder overload(AjpOverload overload) {
            this.overload = overload;
            return this;
        }

        /** See {@link AjpThreads#pingOnIoThread()}. */
        public Builder pingOnIoThread(boolean pingOnIoThread) {
            this.pingOnIoThread = pingOnIoThread;
            return this;
        }

        /** See {@link AjpLimits#maxConnections()}. */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            return this;
        }

        /** See {@link AjpLimits#packetSize()}. */
        public Builder packetSize(int packetSize) {
            this.packetSize = packetSize;
            return this;
        }

        /** See {@link AjpLimits#maxHeaderCount()}. */
        public Builder maxHeaderCount(int maxHeaderCount) {
            this.maxHeaderCount = maxHeaderCount;
            return this;
        }

        /** See {@link AjpLimits#maxEntitySize()}. */
        public Builder maxEntitySize(long maxEntitySize) {
            this.maxEntitySize = maxEntitySize;
            return this;
        }

        /** See {@link FrontTrust#secret()}. */
        public Builder secret(@Nullable String secret) {
            this.secret = secret;
            return this;
        }

        /** See {@link FrontTrust#secretRequired()}. */
        public Builder secretRequired(boolean secretRequired) {
            this.secretRequired = secretRequired;
            return this;
        }

        /** See {@link FrontTrust#allowedRequestAttributesPattern()}. */
        public Builder allowedRequestAttributesPattern(@Nullable String allowedRequestAttributesPattern) {
            this.allowedRequestAttributesPattern = allowedRequestAttributesPattern;
            return this;
        }

        /** See {@link FrontTrust#tomcatAuthentication()}. */
        public Builder tomcatAuthentication(boolean tomcatAuthentication) {
            this.tomcatAuthentication = tomcatAuthentication;
            return this;
        }

        private AjpConnectorSettings settings() {
            return new AjpConnectorSettings(
                    new AjpServerTimeouts(
                            connectionTimeout,
                            keepAliveTimeout == null ? connectionTimeout : keepAliveTimeout,
                            readTimeout,
                            writeTimeout,
                            lingerTimeout),
                    new AjpThreads(mode, maxThreads, overload, pingOnIoThread),
                    new AjpLimits(maxConnections, packetSize, maxHeaderCount, maxEntitySize),
                    new FrontTrust(secret, secretRequired, allowedRequestAttributesPattern, tomcatAuthentication));
        }

        /**
         * Builds the connector; it listens once started.
         *
         * @throws IllegalArgumentException naming a setting out of its range and the legal values; also where other machines can reach the
         *     address, and there is no secret though one is required
         * @throws IllegalStateException if there is no handler
         */
        public AjpConnector build() {
            HttpHandler answering = handler;
            if (answering == null) {
                throw new IllegalStateException("no handler");
            }
            InetSocketAddress address = new InetSocketAddress(host, port);
            boolean local = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
            if (secret == null && secretRequired && !local) {
                throw new IllegalArgumentException("bind is " + host
                        + ", but must be a loopback address as long as there is no secret"
                        + " (secretRequired(false) allows it on a network you trust)");
            }
            return new AjpConnector(this, answering);
        }
    }
}
