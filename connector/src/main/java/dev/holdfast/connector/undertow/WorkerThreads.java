package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HeadLimits;
import dev.holdfast.time.NanoClock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The threads of the worker model: each stays with one connection until it is closed, as those of httpd's {@code prefork} and {@code worker} do.
 *
 * <p>Whoever accepts sees to it that there are not more connections than threads. One that is accepted because another broke whose handler still
 * runs waits for that handler's thread.
 */
final class WorkerThreads {
    private static final long IDLE_SECONDS = 60;

    private final NanoClock clock;
    private final HeadLimits limits;
    private final boolean connectAllowed;
    private final ThreadPoolExecutor threads;
    private final Set<Http1ServerConnection> connections = ConcurrentHashMap.newKeySet();

    WorkerThreads(int maxRequestWorkers, NanoClock clock, HeadLimits limits, boolean connectAllowed) {
        this.clock = clock;
        this.limits = limits;
        this.connectAllowed = connectAllowed;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                maxRequestWorkers,
                maxRequestWorkers,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "holdfast worker-" + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Gives a connection to a thread of its own.
     *
     * @param create makes it, before this returns
     * @param open begins its life, on that thread
     * @throws RejectedExecutionException if the threads were shut down
     */
    void serve(Function<Shard, Http1ServerConnection> create, Consumer<Http1ServerConnection> open) {
        WorkerHome home = new WorkerHome(clock);
        Http1ServerConnection connection =
                create.apply(new Shard(home, clock, new HeadReader(limits, connectAllowed), null));
        connections.add(connection);
        home.execute(() -> open.accept(connection));
        try {
            threads.execute(() -> home.stayUntil(connection::isOver));
        } catch (RejectedExecutionException shutDown) {
            connections.remove(connection);
            throw shutDown;
        }
    }

    /** Takes note that a connection is closed. Returns whether it was not known yet. */
    boolean closed(Http1ServerConnection connection) {
        return connections.remove(connection);
    }

    void onEachConnection(Consumer<Http1ServerConnection> action) {
        connections.forEach(connection -> connection.execute(() -> action.accept(connection)));
    }

    /** Does something with every connection on the caller's thread, whatever its own is doing. */
    void onEachConnectionHere(Consumer<Http1ServerConnection> action) {
        connections.forEach(action);
    }

    /** Lets every thread end when its connection has. */
    void shutdown() {
        threads.shutdown();
    }
}
