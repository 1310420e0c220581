package dev.holdfast.connector.undertow;

import dev.holdfast.time.NanoClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a worker thread, of all I/O threads: few threads are woken for many requests.
 *
 * <p>A thread of the pool that has come for work stays until none is left. As many are called as there are processors; more would only take turns
 * with them, and a request whose thread has lost its turn waits for all the others'. A thread that has been at one thing for more than a moment does not
 * count: its handler blocks. Who waits behind such finds that out when it comes, or at a look, a millisecond after the last, which doubles the threads.
 *
 * <p>Where there is one processor it is either an I/O thread's or a worker's: an I/O thread that has handed over a batch stands back until the
 * batch is taken, or those who work on it are stuck. Otherwise every packet would interrupt them, and batches would be of one request each.
 */
final class DispatchQueue {
    private static final Logger LOG = Logger.getLogger(DispatchQueue.class);

    /** How much a thread does before it queues again in the pool, which has other work besides. */
    private static final int TURN = 256;

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long STUCK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Executor pool;
    private final NanoClock clock;
    private final int processors;
    private final Consumer<Runnable> later;
    private final Deque<Dispatched> waiting = new ConcurrentLinkedDeque<>();
    private final Queue<StandingBack> standingBack = new ConcurrentLinkedQueue<>();
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger threads = new AtomicInteger();
    private final Queue<Present> present = new ConcurrentLinkedQueue<>();

    /** How many more are to be called, by those that come. */
    private final AtomicInteger wanted = new AtomicInteger();

    private final AtomicBoolean calling = new AtomicBoolean();
    private final AtomicBoolean watched = new AtomicBoolean();

    /** A thread that has come. */
    private static final class Present {
        /** When it took what it is doing, or came. */
        private volatile long since;
    }

    /**
     * An I/O thread that waits for its batch.
     *
     * @param until how much has been taken by then
     */
    private record StandingBack(Thread thread, long until) {}

    /**
     * Makes an empty queue.
     *
     * @param pool whose threads do the work
     * @param clock tells when a thread's turn is over, and whether threads are stuck
     * @param processors how many threads can work at a time, 1 or more
     * @param later runs what it is given a millisecond later
     */
    DispatchQueue(Executor pool, NanoClock clock, int processors, Consumer<Runnable> later) {
        this.pool = pool;
        this.clock = clock;
        this.processors = processors;
        this.later = later;
    }

    /**
     * Adds one thing; on any thread.
     *
     * @param first whether it is to be done before everything else that waits
     */
    void add(Dispatched work, boolean first) {
        added.incrementAndGet();
        if (first) {
            waiting.addFirst(work);
        } else {
            waiting.add(work);
        }
        call();
    }

    /** Adds what {@code batch} holds, and empties it; on an I/O thread, which lets others work on it then. */
    void addAll(Deque<Dispatched> batch, GivingWay givingWay) {
        long until = added.addAndGet(batch.size());
        for (Dispatched work = batch.poll(); work != null; work = batch.poll()) {
            waiting.add(work);
        }
        call();
        if (processors > 1) {
            if (threads.get() <= processors) {
                givingWay.once();
            }
        } else {
            standBack(until);
        }
    }

    /** Until as much has been taken, or nobody takes anything any more. */
    private void standBack(long until) {
        StandingBack self = new StandingBack(Thread.currentThread(), until);
        standingBack.add(self);
        long seen = -1;
        for (long now = taken.get(); now < until && now != seen; now = taken.get()) {
            seen = now;
            LockSupport.parkNanos(this, STUCK_NANOS);
        }
        standingBack.remove(self);
        if (!waiting.isEmpty()) {
            call();
        }
    }

    /** Calls a thread, where it is of use now, for what waits; otherwise sees to it that somebody looks again. */
    private void call() {
        if (!areEnoughLively()) {
            callOne();
        }
        if (!waiting.isEmpty()) {
            watch();
        }
    }

    /** Whether as many threads as there are processors have taken something a moment ago. */
    private boolean areEnoughLively() {
        if (threads.get() < processors) {
            return false;
        }
        int lively = 0;
        long now = clock.nanoTime();
        for (Present thread : present) {
            if (now - thread.since < STUCK_NANOS && ++lively >= processors) {
                return true;
            }
        }
        return false;
    }

    private void callOne() {
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

    private void watch() {
        if (watched.get() || !watched.compareAndSet(false, true)) {
            return;
        }
        try {
            later.accept(this::look);
        } catch (RejectedExecutionException threadIsEnding) {
            // Its channels are closed with it.
            watched.set(false);
        }
    }

    private void look() {
        watched.set(false);
        if (waiting.isEmpty()) {
            return;
        }
        if (!areEnoughLively()) {
            wanted.set(threads.get());
            callOne();
        }
        watch();
    }

    private void work() {
        calling.set(false);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        long now = clock.nanoTime();
        long turnEnds = now + TURN_NANOS;
        Present self = new Present();
        self.since = now;
        present.add(self);
        try {
            for (int done = 0; done < TURN && now < turnEnds; done++) {
                Dispatched work = take();
                if (work == null) {
                    return;
                }
                self.since = now;
                callNext();
                while (work != null) {
                    work = work.run();
                    // What one handler leaves on its thread is no business of the next.
                    Thread.interrupted();
                    if (thread.getContextClassLoader() != loader) {
                        thread.setContextClassLoader(loader);
                    }
                }
                now = clock.nanoTime();
            }
        } finally {
            present.remove(self);
            threads.decrementAndGet();
            if (!waiting.isEmpty()) {
                call();
            }
        }
    }

    private void callNext() {
        if (waiting.isEmpty()) {
            return;
        }
        if (wanted.get() > 0) {
            wanted.decrementAndGet();
            callOne();
        } else if (!areEnoughLively()) {
            callOne();
        }
        watch();
    }

    /** Before it says that there is nothing, lets an I/O thread go first that is about to add something. */
    private @Nullable Dispatched take() {
        letGoOn();
        Dispatched work = waiting.poll();
        if (work == null && processors > 1) {
            GivingWay.letOthersRun();
            work = waiting.poll();
        }
        if (work != null) {
            taken.incrementAndGet();
        }
        return work;
    }

    /** Lets the I/O thread go on whose batch is done, or in the making elsewhere. */
    private void letGoOn() {
        StandingBack first = standingBack.peek();
        if (first != null && taken.get() >= first.until && standingBack.remove(first)) {
            LockSupport.unpark(first.thread);
        }
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
