package dev.holdfast.connector;

import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.connector.undertow.HoldfastOpenListener;
import dev.holdfast.connector.undertow.IdleNotice;
import dev.holdfast.connector.xnio.HoldfastXnio;
import dev.holdfast.connector.xnio.UnixListener;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * An HTTP/1.1 connector for Undertow handlers: one listening socket, of TCP or Unix, and the connections accepted from it.
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
    /** Whether busy I/O threads of a worker wait a moment for more to do: {@link HoldfastXnio#GATHER}, for {@link #createWorker}. */
    public static final Option<Boolean> GATHER = HoldfastXnio.GATHER;

    private static final int BUFFER_SIZE = 16 * 1024;

    /** 16 MiB. Without a maximum Undertow keeps none of its own: it frees every one that another thread gives back. */
    private static final int MAX_SPARE_BUFFERS = 1024;

    private static final int SPARE_BUFFERS_OF_A_THREAD = 12;
    private static final int WORKERS_PER_IO_THREAD = 8;
    private static final Duration FORCED_CLOSE = Duration.ofSeconds(1);

    private final InetSocketAddress bindAddress;
    private final @Nullable Path socket;
    private final int acceptCount;
    private final int maxConnections;
    private final HoldfastOpenListener listener;
    private final @Nullable XnioWorker sharedWorker;
    private final @Nullable ExecutorService taskExecutor;
    private boolean stopped;
    private @Nullable XnioWorker worker;
    private @Nullable Closeable acceptor;
    private @Nullable InetSocketAddress localAddress;

    private final @Nullable ReloadingTls tls;

    private HttpConnector(Builder builder, HttpHandler handler, @Nullable ReloadingTls tls) {
        this.tls = tls;
        bindAddress = new InetSocketAddress(builder.host, builder.port);
        socket = builder.socket;
        acceptCount = builder.acceptCount;
        sharedWorker = builder.worker;
        taskExecutor = builder.taskExecutor;
        HttpConnectorSettings settings = builder.settings();
        maxConnections = maxConnections(settings);
        OptionMap undertowOptions = OptionMap.EMPTY;
        listener = new HoldfastOpenListener(
                new DefaultByteBufferPool(true, BUFFER_SIZE, MAX_SPARE_BUFFERS, SPARE_BUFFERS_OF_A_THREAD),
                settings,
                undertowOptions,
                tls);
        listener.setRootHandler(handler);
        builder.observers.forEach(listener::observe);
    }

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Listens, and accepts connections.
     *
     * @throws IOException if the address or path cannot be resolved or bound; the message names it
     * @throws IllegalStateException if the connector is running, or was stopped: it can be started once
     */
    public synchronized void start() throws IOException {
        if (acceptor != null) {
            throw new IllegalStateException("started already, on " + (socket == null ? localAddress : socket));
        }
        if (stopped) {
            throw new IllegalStateException("stopped; build another connector to start again");
        }
        if (socket == null && bindAddress.isUnresolved()) {
            throw new UnknownHostException("cannot listen on " + bindAddress.getHostString() + ": no such host");
        }
        XnioWorker running = worker();
        try {
            acceptor = socket == null
                    ? listenOnAddress(running)
                    : UnixListener.listen(socket, acceptCount, maxConnections, running, listener);
            worker = running;
        } catch (IOException cannotBind) {
            shutDownOwn(running);
            throw new BindException("cannot listen on " + bindName() + ": " + cannotBind.getMessage());
        }
    }

    private Closeable listenOnAddress(XnioWorker running) throws IOException {
        AcceptingChannel<StreamConnection> server = running.createStreamConnectionServer(
                bindAddress, ChannelListeners.openListenerAdapter(listener), socketOptions());
        localAddress = server.getLocalAddress(InetSocketAddress.class);
        server.resumeAccepts();
        return server;
    }

    private String bindName() {
        return socket == null ? bindAddress.getHostString() + ":" + bindAddress.getPort() : socket.toString();
    }

    /** In the worker model there is a thread for each, as httpd has one ready before it accepts. */
    private static int maxConnections(HttpConnectorSettings settings) {
        int limit = settings.limits().maxConnections();
        int threads = settings.workers().maxRequestWorkers();
        boolean threadsLimit = settings.workers().model() == WorkerModel.WORKER && (limit < 0 || threads < limit);
        return threadsLimit ? threads : limit;
    }

    /**
     * With both marks at the limit the server stops at the last connection that fits, before the next accept(2), and goes on as soon as one is
     * closed. Where accept(2) fails, for want of a descriptor, it says so and tries again after 250 ms; over XNIO's transport after longer then, 30 s at
     * most.
     */
    private OptionMap socketOptions() {
        OptionMap.Builder options = OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BACKLOG, acceptCount);
        if (maxConnections > 0) {
            options.set(Options.CONNECTION_HIGH_WATER, maxConnections)
                    .set(Options.CONNECTION_LOW_WATER, maxConnections);
        }
        return options.getMap();
    }

    /**
     * Returns the address listened on, with the real port where 0 was asked for.
     *
     * @throws IllegalStateException if the connector is not running, or listens on a Unix domain socket
     */
    public synchronized InetSocketAddress localAddress() {
        if (acceptor == null) {
            throw new IllegalStateException("not started");
        }
        if (localAddress == null) {
            throw new IllegalStateException("listens on the Unix domain socket " + bindName() + ", see localPath()");
        }
        return localAddress;
    }

    /**
     * Returns the Unix domain socket listened on, as given to {@link Builder#bind(Path)}.
     *
     * @throws IllegalStateException if the connector is not running, or listens on an Internet address
     */
    public synchronized Path localPath() {
        if (acceptor == null) {
            throw new IllegalStateException("not started");
        }
        if (socket == null) {
            throw new IllegalStateException("listens on " + localAddress + ", see localAddress()");
        }
        return socket;
    }

    /**
     * Reads key and trust stores again where their files have changed in size or time, which costs no more than asking the file system: a server
     * may call it every minute, or when told to. Handshakes from now on are made with what the files say; connections that are open stay as they
     * are.
     *
     * @return whether a file had changed
     * @throws IOException if a file cannot be used; the message names it, and what was in force stays so
     * @throws IllegalStateException if the connector does not speak TLS
     */
    public boolean reloadTls() throws IOException {
        if (tls == null) {
            throw new IllegalStateException("no TLS on " + bindName());
        }
        return tls.reload();
    }

    /** Returns what has happened since the connector was built. */
    public ConnectionStatistics statistics() {
        return listener.statistics();
    }

    /**
     * Stops accepting, lets requests under way finish with {@code Connection: close}, closes idle connections, and at the deadline whatever is
     * left. Returns when every connection is closed. One that was never started cannot be started any more.
     *
     * <p>An idle connection is closed half a second after the others are told, or after half of {@code deadline} where that is less: a gateway
     * that keeps connections finds out from the responses on some of them, and then has no request on its way on one that is being closed.
     *
     * @param deadline how long requests under way may take, 0 or more; interrupting the caller ends the wait early
     */
    public synchronized void stop(Duration deadline) {
        stopped = true;
        if (acceptor == null || worker == null) {
            return;
        }
        Closeable stopping = acceptor;
        // In this order: whoever hears that a connection ends opens another, and one in the kernel's queue would be
        // reset.
        IoUtils.safeClose(stopping);
        listener.announceDrain();
        acceptor = null;
        localAddress = null;
        try {
            Duration notice = IdleNotice.within(deadline);
            boolean noneOpen = listener.awaitNoneOpen(notice);
            listener.drain();
            if (!noneOpen && !listener.awaitNoneOpen(deadline.minus(notice))) {
                listener.closeConnections();
                listener.awaitNoneOpen(FORCED_CLOSE);
            }
        } catch (InterruptedException giveUpWaiting) {
            listener.closeConnections();
            Thread.currentThread().interrupt();
        } finally {
            listener.refuse();
        }
        shutDownOwn(worker);
        worker = null;
    }

    private XnioWorker worker() throws IOException {
        if (sharedWorker == null) {
            return ownWorker(taskExecutor);
        }
        // XNIO can neither accept nor wrap a Unix domain socket.
        return socket == null || sharedWorker.getXnio() == HoldfastXnio.INSTANCE
                ? sharedWorker
                : ownWorker(sharedWorker);
    }

    private static XnioWorker ownWorker(@Nullable ExecutorService taskExecutor) throws IOException {
        OptionMap named = OptionMap.create(Options.WORKER_NAME, "holdfast");
        if (taskExecutor == null) {
            return createWorker(named);
        }
        return built(HoldfastXnio.INSTANCE
                .createWorkerBuilder()
                .populateFromOptions(named)
                .setWorkerIoThreads(defaultIoThreads())
                .setExternalExecutorService(taskExecutor));
    }

    private static XnioWorker built(XnioWorker.Builder builder) throws IOException {
        try {
            return builder.build();
        } catch (UncheckedIOException noSelector) {
            throw noSelector.getCause();
        }
    }

    private static int defaultIoThreads() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Makes a worker for {@link Builder#worker}, for those who share one or want another size: the I/O threads of the connector's own transport,
     * on which a connection costs less than on XNIO's, and XNIO's pool of threads for what blocks.
     *
     * @param options {@code WORKER_NAME}, {@code WORKER_IO_THREADS}, {@code WORKER_TASK_CORE_THREADS}, {@code WORKER_TASK_MAX_THREADS},
     *     {@code THREAD_DAEMON} and the others that XNIO has for a worker, and {@link #GATHER}; without them one I/O thread a processor and at least two, and eight
     *     threads for what blocks beside each
     * @throws IOException if the system has no selectors left
     */
    public static XnioWorker createWorker(OptionMap options) throws IOException {
        int ioThreads = options.get(Options.WORKER_IO_THREADS, defaultIoThreads());
        int taskThreads = options.get(Options.WORKER_TASK_MAX_THREADS, WORKERS_PER_IO_THREAD * ioThreads);
        OptionMap complete = OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, ioThreads)
                .set(Options.WORKER_TASK_CORE_THREADS, taskThreads)
                .set(Options.WORKER_TASK_MAX_THREADS, taskThreads)
                .addAll(options)
                .getMap();
        XnioWorker worker = built(HoldfastXnio.INSTANCE.createWorkerBuilder().populateFromOptions(complete));
        worker.setOption(GATHER, options.get(GATHER, false));
        return worker;
    }

    private void shutDownOwn(XnioWorker running) {
        if (running != sharedWorker) {
            running.shutdown();
        }
    }

    /** Collects the settings of a connector. */
    public static final class Builder extends SettingsBuilder<Builder> {
        private String host = "127.0.0.1";
        private int port;
        private @Nullable Path socket;
        private @Nullable HttpHandler handler;
        private final List<ConnectionObserver> observers = new ArrayList<>();
        private @Nullable XnioWorker worker;
        private @Nullable ExecutorService taskExecutor;
        private @Nullable TlsSettings tls;
        private int acceptCount = 1000;

        private Builder() {}

        /**
         * Sets the address to listen on, instead of a Unix domain socket. Default {@code 127.0.0.1} and any free port.
         *
         * @param host a host name or an address literal
         * @param port 0 to 65535; 0 takes any free port, see {@link HttpConnector#localAddress()}
         */
        public Builder bind(String host, int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port is " + port + ", but must be 0 to 65535");
            }
            this.host = host;
            this.port = port;
            socket = null;
            return this;
        }

        /**
         * Listens on a Unix domain socket instead of an address. The file is made by {@link HttpConnector#start} with the permissions that the
         * process's umask leaves: who may connect is better decided by the directory it is in. {@link HttpConnector#stop} deletes it; one that
         * a process which is no more has left behind is replaced.
         *
         * <p>Its clients have no address: handlers and observers see port 0 of the loopback address, and
         * {@link #maxConnectionsPerAddress} does not count them.
         *
         * @param socket a path of at most about 100 bytes, by the system, that is free, or a socket that nobody listens on
         * @throws IllegalArgumentException if {@code socket} is empty or not of the default file system
         */
        public Builder bind(Path socket) {
            if (UnixDomainSocketAddress.of(socket).getPath().toString().isEmpty()) {
                throw new IllegalArgumentException("the socket's path is empty, but must name a file");
            }
            this.socket = socket;
            return this;
        }

        /** Sets the handler that every request is given to. Required. */
        public Builder handler(HttpHandler handler) {
            this.handler = handler;
            return this;
        }

        /** Speaks TLS on every connection. Default: on none. */
        public Builder tls(TlsSettings tls) {
            this.tls = tls;
            return this;
        }

        /** Tells {@code observer} of requests and connections; may be called again for others. Default: none but the Flight Recorder. */
        public Builder observer(ConnectionObserver observer) {
            observers.add(observer);
            return this;
        }

        /**
         * Shares an XNIO worker, which the connector then neither configures nor shuts down. Default: one of its own. Of one that
         * {@link #createWorker} has not made, a Unix domain socket uses the threads for what blocks only.
         */
        public Builder worker(XnioWorker worker) {
            this.worker = worker;
            return this;
        }

        /**
         * Runs what blocks, such as servlets, on threads of the caller's, which the connector does not shut down; an XNIO worker is such an
         * executor too. The I/O threads are the connector's. Has no effect beside {@link #worker}. Default: a pool of its own.
         */
        public Builder taskExecutor(ExecutorService taskExecutor) {
            this.taskExecutor = taskExecutor;
            return this;
        }

        /** Sets the length of the kernel's accept queue. Default 1000. */
        public Builder acceptCount(int acceptCount) {
            if (acceptCount < 1) {
                throw new IllegalArgumentException("acceptCount is " + acceptCount + ", but must be 1 or more");
            }
            this.acceptCount = acceptCount;
            return this;
        }

        /**
         * Builds the connector; it does nothing until started.
         *
         * @throws IllegalArgumentException if a setting is out of its range, naming it and the legal values
         * @throws IllegalStateException if no handler was given
         * @throws UncheckedIOException if a key or trust store cannot be used; the message names it
         */
        public HttpConnector build() {
            if (handler == null) {
                throw new IllegalStateException("a connector needs a handler");
            }
            if (tls != null && socket != null) {
                throw new IllegalArgumentException(
                        "TLS is set, but must not be for the Unix domain socket " + socket + "");
            }
            try {
                return new HttpConnector(this, handler, tls == null ? null : new ReloadingTls(tls));
            } catch (IOException unusable) {
                throw new UncheckedIOException(unusable.getMessage(), unusable);
            }
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
