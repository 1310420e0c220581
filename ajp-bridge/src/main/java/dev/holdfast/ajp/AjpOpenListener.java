package dev.holdfast.ajp;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.connector.undertow.Counters;
import dev.holdfast.connector.undertow.HandlerThreads;
import dev.holdfast.connector.undertow.IoThreadHome;
import dev.holdfast.connector.undertow.WorkerHome;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/** Takes accepted connections, finds each a home, and knows all that are open. */
final class AjpOpenListener implements ChannelListener<StreamConnection> {
    private final AjpConnectorSettings settings;
    private final HttpHandler rootHandler;
    private final ByteBufferPool bufferPool;
    private final int bufferSize;
    private final Executor pool;
    private final HandlerThreads threads;
    private final byte @Nullable [] secret;
    private final @Nullable Pattern allowedAttributes;
    private final Slots slots;
    private final Counters counters = new Counters();
    private final Map<XnioIoThread, IoThreadHome> homes = new ConcurrentHashMap<>();
    private final Set<AjpServerConnection> connections = ConcurrentHashMap.newKeySet();

    /** Connections that have a thread, or wait for one whose connection is closed and whose handler still runs. */
    private final AtomicInteger bound = new AtomicInteger();

    private volatile boolean draining;
    private volatile boolean closingIdle;
    private volatile boolean refusing;

    /** @param pool of maxThreads threads */
    AjpOpenListener(AjpConnectorSettings settings, HttpHandler rootHandler, ByteBufferPool bufferPool, Executor pool) {
        this.settings = settings;
        this.rootHandler = rootHandler;
        this.bufferPool = bufferPool;
        this.pool = pool;
        threads = new HandlerThreads(pool);
        slots = new Slots(settings);
        String shared = settings.trust().secret();
        secret = shared == null ? null : shared.getBytes(StandardCharsets.ISO_8859_1);
        allowedAttributes = settings.trust().allowedAttributes();
        try (PooledByteBuffer sample = bufferPool.allocate()) {
            bufferSize = sample.getBuffer().capacity();
        }
    }

    @Override
    public void handleEvent(StreamConnection channel) {
        XnioIoThread thread = channel.getIoThread();
        if (Thread.currentThread() == thread) {
            accepted(channel);
            return;
        }
        try {
            thread.execute(() -> accepted(channel));
        } catch (RejectedExecutionException workerIsShuttingDown) {
            IoUtils.safeClose(channel);
        }
    }

    private void accepted(StreamConnection channel) {
        if (refusing) {
            IoUtils.safeClose(channel);
            return;
        }
        counters.accepted();
        if (settings.threads().mode() == AjpMode.EVENT) {
            XnioIoThread thread = channel.getIoThread();
            IoThreadHome home =
                    homes.computeIfAbsent(thread, added -> new IoThreadHome(added, SystemNanoClock.INSTANCE));
            AjpServerConnection connection = new AjpServerConnection(this, channel, home, threads.roundOf(thread));
            connections.add(connection);
            open(connection);
        } else {
            bind(channel);
        }
    }

    private void bind(StreamConnection channel) {
        boolean free = bound.incrementAndGet() <= settings.threads().maxThreads()
                || settings.threads().overload() == AjpOverload.BACKLOG;
        if (!free) {
            bound.decrementAndGet();
            IoUtils.safeClose(channel);
            counters.closed(CloseReason.NO_FREE_THREAD);
            return;
        }
        WorkerHome home = new WorkerHome(SystemNanoClock.INSTANCE);
        AjpServerConnection connection = new AjpServerConnection(this, channel, home, null);
        connections.add(connection);
        home.execute(() -> open(connection));
        try {
            pool.execute(() -> stay(home, connection));
        } catch (RejectedExecutionException shutDown) {
            bound.decrementAndGet();
            connection.forceClose();
        }
    }

    private void stay(WorkerHome home, AjpServerConnection connection) {
        try {
            home.stayUntil(connection::isOver);
        } finally {
            bound.decrementAndGet();
        }
    }

    private void open(AjpServerConnection connection) {
        if (refusing) {
            connection.forceClose();
        }
        connection.open();
        if (closingIdle) {
            connection.drain();
        }
    }

    /** Lets connections end with the response under way or next, which says so; leaves idle ones alone. */
    void announceDrain() {
        draining = true;
    }

    /** Lets every connection end as soon as nothing is lost by it. Returns at once. */
    void drain() {
        announceDrain();
        closingIdle = true;
        connections.forEach(AjpServerConnection::drainSoon);
    }

    /** Closes from now on whatever is still accepted. */
    void refuse() {
        refusing = true;
    }

    void closeConnections() {
        connections.forEach(AjpServerConnection::forceClose);
    }

    void closed(AjpServerConnection connection, CloseReason reason) {
        connections.remove(connection);
        counters.closed(reason);
    }

    ConnectionStatistics statistics() {
        return counters.snapshot();
    }

    FrontFacts newFacts() {
        return new FrontFacts(secret, allowedAttributes);
    }

    /** Returns whether the response that goes out next is its connection's last. */
    boolean isDraining() {
        return draining;
    }

    /** Returns whether a connection that becomes idle has to end. */
    boolean isClosingIdle() {
        return closingIdle;
    }

    AjpConnectorSettings settings() {
        return settings;
    }

    Slots slots() {
        return slots;
    }

    Counters counters() {
        return counters;
    }

    Executor threads() {
        return threads;
    }

    HttpHandler rootHandler() {
        return rootHandler;
    }

    ByteBufferPool bufferPool() {
        return bufferPool;
    }

    int bufferSize() {
        return bufferSize;
    }
}
