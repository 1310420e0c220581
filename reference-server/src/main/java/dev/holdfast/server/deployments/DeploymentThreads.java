package dev.holdfast.server.deployments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Threads for deployments: so many at a time as there are processors, not counting those that take long, so that what hangs does not hold up the rest.
 * Thread-safe.
 */
final class DeploymentThreads extends ThreadPoolExecutor {
    /** How long a task counts. */
    static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How many more threads there are at most for tasks that take longer. */
    static final int MAX_LONG = 32;

    private final int atATime;
    private final LongSupplier nanoTime;
    private final Map<Thread, Long> began = new ConcurrentHashMap<>();

    DeploymentThreads(int atATime, LongSupplier nanoTime) {
        super(atATime, atATime, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DeploymentThreads::daemon);
        this.atATime = atATime;
        this.nanoTime = nanoTime;
    }

    static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "holdfast-deployment");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        began.put(thread, nanoTime.getAsLong());
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
        began.remove(Thread.currentThread());
    }

    /** Has another thread for each task that takes long by now; to be called every so often. */
    synchronized void makeRoom() {
        long now = nanoTime.getAsLong();
        long takeLong = began.values().stream()
                .filter(since -> now - since >= LONG_NANOS)
                .count();
        int size = atATime + (int) Math.min(takeLong, MAX_LONG);
        if (size > getMaximumPoolSize()) {
            setMaximumPoolSize(size);
            setCorePoolSize(size);
        } else {
            setCorePoolSize(size);
            setMaximumPoolSize(size);
        }
    }
}
