package dev.holdfast.connector.undertow;

import dev.holdfast.time.NanoClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a worker thread, of all I/O threads: few threads are woken for many requests.
 *
 * <p>A thread of the pool that has come for work stays until none is left, and at most one more is on its way at any time. Whoever takes work
 * while more is left calls the next, since what it takes may block; so nothing waits behind a handler that does as long as the pool has a
 * thread. An I/O thread that has handed over a batch looks after it itself for a moment: it lets the CPU go, and calls another thread only where
 * something is left then. On a busy machine a batch so costs one wake-up at most, and none where a thread was still looking for work.
 */
final class DispatchQueue {
    private static final Logger LOG = Logger.getLogger(DispatchQueue.class);

    /** How much a thread does before it queues again in the pool, which has other work besides. */
    private static final int TURN = 256;

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Executor pool;
    private final NanoClock clock;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Deque<Dispatched> waiting = new ConcurrentLinkedDeque<>();
    private final AtomicInteger threads = new AtomicInteger();
    private final AtomicBoolean calling = new AtomicBoolean();
    private final AtomicInteger watching = new AtomicInteger();

    /**
     * Makes an empty queue.
     *
     * @param pool whose threads do the work
     * @param clock tells when a thread's turn is over
     */
    DispatchQueue(Executor pool, NanoClock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Adds one thing; on any thread.
     *
     * @param first whether it is to be done before everything else that waits
     */
    void add(Dispatched work, boolean first) {
        if (first) {
            waiting.addFirst(work);
        } else {
            waiting.add(work);
        }
        if (watching.get() == 0) {
            call();
        }
    }

    /** Adds what {@code batch} holds, and empties it; on an I/O thread that gives way then. */
    void addAll(Deque<Dispatched> batch, GivingWay givingWay) {
        watching.incrementAndGet();
        for (Dispatched work = batch.poll(); work != null; work = batch.poll()) {
            waiting.add(work);
        }
        int present = threads.get();
        if (present == 0) {
            call();
        }
        if (present <= processors) {
            givingWay.once();
        }
        watching.decrementAndGet();
        if (!waiting.isEmpty()) {
            call();
        }
    }

    private void call() {
        if (calling.get() || !calling.compareAndSet(false, true)) {
            return;
        }
        threads.incrementAndGet();
        boolean called = false;
        try {
            pool.execute(this::work);
            called = true;
        } catch (RejectedExecutionException poolIsShuttingDown) {
            LOG.debug("the worker is shutting down");
        } finally {
            if (!called) {
                calling.set(false);
                if (threads.decrementAndGet() == 0) {
                    reject();
                }
            }
        }
    }

    private void work() {
        calling.set(false);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        long turnEnds = clock.nanoTime() + TURN_NANOS;
        try {
            for (int done = 0; done < TURN && clock.nanoTime() < turnEnds; done++) {
                Dispatched work = take();
                if (work == null) {
                    return;
                }
                if (watching.get() == 0 && !waiting.isEmpty()) {
                    call();
                }
                work.run();
                // What one handler leaves on its thread is no business of the next.
                Thread.interrupted();
                if (thread.getContextClassLoader() != loader) {
                    thread.setContextClassLoader(loader);
                }
            }
        } finally {
            threads.decrementAndGet();
            if (!waiting.isEmpty()) {
                call();
            }
        }
    }

    /** Before it says that there is nothing, lets an I/O thread go first that is about to add something. */
    private @Nullable Dispatched take() {
        Dispatched work = waiting.poll();
        if (work == null) {
            GivingWay.letOthersRun();
            work = waiting.poll();
        }
        return work;
    }

    private void reject() {
        Deque<Dispatched> rejected = new ArrayDeque<>();
        for (Dispatched work = waiting.poll(); work != null; work = waiting.poll()) {
            rejected.add(work);
        }
        for (Dispatched work : rejected) {
            try {
                work.reject();
            } catch (RuntimeException bug) {
                LOG.error("a request could not be refused", bug);
            }
        }
    }
}
