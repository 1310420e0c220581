package dev.holdfast.connector.undertow;

import dev.holdfast.connector.ConnectionObserver;
import dev.holdfast.connector.ConnectionRecord;
import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.Limits;
import dev.holdfast.connector.Timeouts;
import dev.holdfast.connector.WorkerModel;
import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.connector.xnio.SocketConnection;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.http1.HeadLimits;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.LifetimeSettings;
import dev.holdfast.lifetime.TransferLimits;
import dev.holdfast.lifetime.policy.FixedSettings;
import dev.holdfast.lifetime.policy.KeepAlivePolicy;
import dev.holdfast.lifetime.policy.KeepAlivePolicySettings;
import dev.holdfast.lifetime.policy.Occupancy;
import dev.holdfast.time.Deadline;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http2.Http2OpenListener;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.SslChannel;

/**
 * Takes accepted connections from an XNIO server, for those who own it themselves; {@link dev.holdfast.connector.HttpConnector} does it for
 * everyone else. Wrap it with {@code ChannelListeners.openListenerAdapter} and give it to {@code XnioWorker.createStreamConnectionServer}.
 * {@link Limits#maxConnections} is up to whoever accepts: give that server {@code Options.CONNECTION_HIGH_WATER}, of
 * {@link dev.holdfast.connector.Workers#maxRequestWorkers} at most in the worker model.
 *
 * <p>Of Undertow's options those about URLs, parameters and the request start time are honoured; every timeout and limit is taken from the
 * {@link HttpConnectorSettings}, so that each has one owner.
 */
public final class HoldfastOpenListener implements DelegateOpenListener, Occupancy {
    private static final HttpHandler NO_HANDLER = exchange -> exchange.setStatusCode(StatusCodes.NOT_FOUND);

    private static final String HTTP_1_1 = "http/1.1";

    private final ByteBufferPool bufferPool;
    private final int bufferSize;
    private final HttpConnectorSettings settings;
    private final LifetimeSettings lifetime;
    private final HeadLimits headLimits;
    private final PersistencePolicy persistence;
    private final AddressLimit addresses;
    private final @Nullable TlsServer tls;
    private final Counters counters = new Counters();
    private final Observers observers = new Observers();
    private final Map<XnioIoThread, Shard> shards = new ConcurrentHashMap<>();
    private final @Nullable WorkerThreads workers;
    private final @Nullable Executor dispatchExecutor;
    private final Queue<HeadReader> spareHeadReaders = new ConcurrentLinkedQueue<>();
    private final Watch watch = new Watch();
    private volatile @Nullable DispatchQueue dispatchQueue;
    private volatile OptionMap undertowOptions;
    private volatile HttpHandler rootHandler = NO_HANDLER;
    private volatile boolean draining;
    private volatile boolean closingIdle;
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
        addresses = new AddressLimit(limits.maxConnectionsPerAddress());
        headLimits =
                new HeadLimits(limits.maxRequestLineSize(), limits.maxHttpRequestHeaderSize(), limits.maxHeaderCount());
        workers = settings.workers().model() == WorkerModel.WORKER
                ? new WorkerThreads(
                        settings.workers().maxRequestWorkers(),
                        SystemNanoClock.INSTANCE,
                        headLimits,
                        settings.protocols().connect())
                : null;
        dispatchExecutor = settings.workers().virtualThreads() ? VirtualThreads.executor() : null;
        try (PooledByteBuffer sample = bufferPool.allocate()) {
            bufferSize = sample.getBuffer().capacity();
        }
    }

    private static List<String> offered(HttpConnectorSettings settings) {
        boolean http2 = settings.protocols().http2() && settings.workers().model() == WorkerModel.EVENT;
        return http2 ? List.of(Http2OpenListener.HTTP2, HTTP_1_1) : List.of(HTTP_1_1);
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
            close(channel, alreadyRead);
        }
    }

    private void open(StreamConnection channel, @Nullable PooledByteBuffer alreadyRead) {
        if (refusing) {
            close(channel, alreadyRead);
            return;
        }
        // First: who has seen the connection counted reaches it by its shard's thread.
        Shard shard = shardOf(channel.getIoThread());
        long now = SystemNanoClock.INSTANCE.nanoTime();
        Arrival arrival = new Arrival(counters.accepted(), now, new ConnectionMachine(lifetime, now));
        InetAddress client = addresses.isSet() && !settings.protocols().proxyProtocol() ? clientAddress(channel) : null;
        if (client != null && !addresses.admit(client)) {
            arrival.machine().closed(CloseReason.TOO_MANY_FROM_ADDRESS);
            connectionEnded(arrival, channel.getPeerAddress());
            close(channel, alreadyRead);
            return;
        }
        if (isPreceded(channel)) {
            new ArrivingConnection(this, shard, channel, arrival, client, alreadyRead).open();
        } else {
            serve(channel, arrival, null, client, alreadyRead);
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

    /**
     * Speaks HTTP/1.1 on {@code channel}, which comes with nothing before it, once the connection that is returned is told to begin. On the
     * channel's I/O thread. Its waits are the governor's affair; what limits a request body and the taking of a response are the settings.
     *
     * @param handler answers its requests
     */
    public GovernedConnection govern(StreamConnection channel, HttpHandler handler, Governor governor) {
        long now = SystemNanoClock.INSTANCE.nanoTime();
        Shard shard = shardOf(channel.getIoThread());
        Arrival arrival = new Arrival(counters.accepted(), now, new ConnectionMachine(lifetime, now));
        return new Http1ServerConnection(this, shard, channel, arrival, handler, null, null, governor);
    }

    void serve(MultiplexedConnection connection) {
        connection.open();
        if (closingIdle) {
            connection.drain();
        }
    }

    /** Counts a connection that a proxy relays for {@code client}. Returns whether the client may have one more. */
    boolean admit(InetAddress client) {
        return !addresses.isSet() || addresses.admit(client);
    }

    /** Takes note that a connection ended that was admitted and never served. */
    void left(InetAddress client) {
        if (addresses.isSet()) {
            addresses.left(client);
        }
    }

    /** Speaks HTTP/1.1 on {@code channel}, on its I/O thread or a thread of its own; called on the I/O thread. */
    void serve(
            StreamConnection channel,
            Arrival arrival,
            @Nullable Endpoints proxied,
            @Nullable InetAddress client,
            @Nullable PooledByteBuffer alreadyRead) {
        if (workers == null) {
            Shard shard = shardOf(channel.getIoThread());
            open(connection(shard, channel, arrival, proxied, client, alreadyRead));
            makeRoom(shard);
            return;
        }
        try {
            workers.serve(shard -> connection(shard, channel, arrival, proxied, client, alreadyRead), this::open);
        } catch (RejectedExecutionException stopped) {
            arrival.machine().closed(CloseReason.DRAINED);
            connectionEnded(arrival, channel.getPeerAddress());
            close(channel, alreadyRead);
        }
    }

    private Http1ServerConnection connection(
            Shard shard,
            StreamConnection channel,
            Arrival arrival,
            @Nullable Endpoints proxied,
            @Nullable InetAddress client,
            @Nullable PooledByteBuffer alreadyRead) {
        Http1ServerConnection connection =
                new Http1ServerConnection(this, shard, channel, arrival, rootHandler, proxied, client, null);
        if (alreadyRead != null) {
            connection.setExtraBytes(alreadyRead);
        }
        return connection;
    }

    /** Begins a connection's life, on its own thread. */
    private void open(Http1ServerConnection connection) {
        if (refusing) {
            connection.forceClose();
            return;
        }
        connection.open();
        if (closingIdle) {
            connection.drain();
        }
    }

    private Shard shardOf(XnioIoThread thread) {
        Shard known = shards.get(thread);
        return known == null ? shards.computeIfAbsent(thread, this::shard) : known;
    }

    private Shard shard(XnioIoThread thread) {
        DispatchQueue queue = dispatchQueue(thread);
        Shard shard = new Shard(
                new IoThreadHome(thread, SystemNanoClock.INSTANCE),
                SystemNanoClock.INSTANCE,
                newHeadReader(),
                settings.workers().virtualThreads()
                        ? null
                        : new Round(thread, thread.getWorker(), queue, new GivingWay(SystemNanoClock.INSTANCE)),
                new HeldOutputs(thread));
        KeepAlivePolicySettings policy = settings.keepAlivePolicy();
        if (!(policy instanceof FixedSettings)) {
            shard.keepBy(KeepAlivePolicy.of(policy, RandomGenerator.getDefault()), this);
        }
        return shard;
    }

    private HeadReader newHeadReader() {
        return new HeadReader(headLimits, settings.protocols().connect());
    }

    /** The I/O threads of a listener are those of one worker. */
    private DispatchQueue dispatchQueue(XnioIoThread thread) {
        synchronized (shards) {
            DispatchQueue existing = dispatchQueue;
            DispatchQueue queue = existing == null
                    ? new DispatchQueue(
                            thread.getWorker(),
                            SystemNanoClock.INSTANCE,
                            Runtime.getRuntime().availableProcessors(),
                            watch)
                    : existing;
            dispatchQueue = queue;
            return queue;
        }
    }

    /** Lets a worker's thread go on with a connection. */
    void dispatch(Dispatched work, boolean first) {
        Objects.requireNonNull(dispatchQueue).add(work, first);
    }

    /** Returns what a worker's thread reads a head with; it gives it back. */
    HeadReader borrowHeadReader() {
        HeadReader spare = spareHeadReaders.poll();
        return spare == null ? newHeadReader() : spare;
    }

    void returnHeadReader(HeadReader reader) {
        spareHeadReaders.add(reader);
    }

    /** Gives up idle connections that the occupancy leaves no time for and, where no place is left, one for the next client; on the shard's thread. */
    void makeRoom(Shard shard) {
        IdlePlaces places = shard.places();
        if (places == null) {
            return;
        }
        places.sweep(shard.now());
        if (isFull() && !places.shedOne(shard.now())) {
            shedElsewhere(new ArrayDeque<>(shards.entrySet()), shard);
        }
    }

    /** Lets one thread after the other try, until there is room. */
    private void shedElsewhere(Deque<Map.Entry<XnioIoThread, Shard>> untried, Shard tried) {
        Map.Entry<XnioIoThread, Shard> next = untried.poll();
        if (next == null) {
            return;
        }
        Shard shard = next.getValue();
        if (shard == tried) {
            shedElsewhere(untried, tried);
            return;
        }
        try {
            next.getKey().execute(() -> {
                IdlePlaces places = shard.places();
                if (isFull() && places != null && !places.shedOne(shard.now())) {
                    shedElsewhere(untried, tried);
                }
            });
        } catch (RejectedExecutionException workerIsShuttingDown) {
            // There will be no next client.
        }
    }

    @Override
    public int inUse() {
        // Who has been given up already makes room by itself: more would be given up for the same newcomer.
        return counters.staying();
    }

    @Override
    public int limit() {
        return settings.limits().maxConnections();
    }

    private static void close(StreamConnection channel, @Nullable PooledByteBuffer alreadyRead) {
        if (alreadyRead != null) {
            alreadyRead.close();
        }
        IoUtils.safeClose(channel);
    }

    /** Returns null where the client has no address of its own, as on a Unix domain socket, or is gone already. */
    private static @Nullable InetAddress clientAddress(StreamConnection channel) {
        if (channel instanceof SocketConnection socket && socket.isUnix()) {
            return null;
        }
        InetSocketAddress peer = channel.getPeerAddress(InetSocketAddress.class);
        return peer == null ? null : peer.getAddress();
    }

    /** Lets connections end with the response under way or next, {@code Connection: close} on it; leaves idle ones alone. */
    public void announceDrain() {
        draining = true;
    }

    /**
     * Lets every connection end as soon as nothing is lost by it: idle ones at once, after one more look for bytes, the others with
     * {@code Connection: close} on the response under way. Returns at once; connections accepted from now on carry one request.
     */
    public void drain() {
        announceDrain();
        closingIdle = true;
        onEachConnection(LiveConnection::drain);
    }

    /** Closes from now on whatever is still accepted, or was accepted and waits for its I/O thread, unread and uncounted, and lets worker threads end. */
    public void refuse() {
        refusing = true;
        if (workers != null) {
            workers.shutdown();
        }
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
        onEachShard(LiveConnection::forceClose);
        // A thread that is inside a handler would not hear of it.
        closeThoseOfWorkers();
        // And an I/O thread may be about to give one more to a thread.
        onEachIoThread(shard -> closeThoseOfWorkers());
    }

    private void closeThoseOfWorkers() {
        if (workers != null) {
            workers.onEachConnectionHere(connection -> {
                connection.forceClose();
                closed(connection, CloseReason.STOPPED);
            });
        }
    }

    /** Tells those who want to know of a connection that has ended. Returns why it has. */
    CloseReason tellOfEnd(Arrival arrival, @Nullable SocketAddress peer, @Nullable String keepAliveDecision) {
        ConnectionMachine machine = arrival.machine();
        CloseReason known = machine.closeReason();
        CloseReason reason = known == null ? CloseReason.INTERNAL_ERROR : known;
        if (machine.isRaceVictim()) {
            counters.raceVictim();
        }
        if (observers.isActive()) {
            observers.connectionClosed(new ConnectionRecord(
                    arrival.number(),
                    peer,
                    SystemNanoClock.INSTANCE.nanoTime() - arrival.acceptedAt(),
                    machine.requests(),
                    reason,
                    machine.isRaceVictim(),
                    keepAliveDecision));
        }
        return reason;
    }

    /** Takes note that a connection that no worker thread knows of is closed. */
    void connectionEnded(Arrival arrival, @Nullable SocketAddress peer) {
        counters.closed(tellOfEnd(arrival, peer, null));
    }

    /** Takes note that a connection is closed; the first to say so is believed. */
    void closed(Http1ServerConnection connection, CloseReason reason) {
        if (workers == null || workers.closed(connection)) {
            counters.closed(reason);
        }
    }

    private void onEachConnection(Consumer<LiveConnection> action) {
        onEachShard(action);
        if (workers != null) {
            workers.onEachConnection(action::accept);
        }
    }

    private void onEachShard(Consumer<LiveConnection> action) {
        onEachIoThread(shard -> shard.connections().forEach(action));
    }

    private void onEachIoThread(Consumer<Shard> action) {
        shards.forEach((thread, shard) -> {
            try {
                thread.execute(() -> action.accept(shard));
            } catch (RejectedExecutionException workerIsShuttingDown) {
                // Its shutdown closes the channels.
            }
        });
    }

    /** Lets {@code observer} know of requests and connections that begin from now on. */
    public void observe(ConnectionObserver observer) {
        observers.add(observer);
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

    /** Sets the options of connections accepted, or woken after they have slept, from now on. */
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

    Observers observers() {
        return observers;
    }

    Counters counters() {
        return counters;
    }

    /** Returns whether the response that goes out next is its connection's last. */
    boolean isDraining() {
        return draining;
    }

    /** Returns whether a connection that becomes idle has to end. */
    boolean isClosingIdle() {
        return closingIdle;
    }

    /** Returns what runs a handler that leaves its connection's thread, null for the XNIO worker. */
    @Nullable
    Executor dispatchExecutor() {
        return dispatchExecutor;
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
}
