package dev.holdfast.connector.xnio;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * Tasks of an event loop's for later; none is run before its time.
 *
 * <p>Most are timeouts, the latest of all when they are added, and removed long before they are first. So they are in a heap, where that costs next
 * to nothing, and what is removed stays there without its task until it is first or half of the heap is such.
 *
 * <p>Thread-safe.
 */
final class DelayedTasks {
    /** So many may stay, however few others there are. */
    private static final int FEW = 64;

    private final NanoClock clock;
    private final Runnable earlier;
    private final PriorityQueue<Delayed> heap = new PriorityQueue<>(
            Comparator.<Delayed>comparingLong(entry -> entry.due).thenComparingLong(entry -> entry.number));
    private long added;

    /** How many of the heap do not wait any more. */
    private int removed;

    /**
     * Makes an empty queue.
     *
     * @param earlier called where a task has to run before all that waited so far
     */
    DelayedTasks(NanoClock clock, Runnable earlier) {
        this.clock = clock;
        this.earlier = earlier;
    }

    XnioExecutor.Key add(Runnable task, long nanos) {
        return add(new Delayed(task, 0), nanos);
    }

    /** Adds a task that is added again whenever it has become due, {@code nanos} after that. */
    XnioExecutor.Key addRepeating(Runnable task, long nanos) {
        return add(new Delayed(task, nanos), nanos);
    }

    private Delayed add(Delayed entry, long nanos) {
        boolean isFirst;
        synchronized (this) {
            put(entry, clock.nanoTime(), nanos);
            isFirst = first() == entry;
        }
        if (isFirst) {
            earlier.run();
        }
        return entry;
    }

    private void put(Delayed entry, long now, long nanos) {
        entry.due = Deadline.after(now, nanos);
        entry.number = added++;
        heap.add(entry);
    }

    private @Nullable Delayed first() {
        Delayed first = heap.peek();
        while (first != null && first.task == null) {
            heap.remove();
            removed--;
            first = heap.peek();
        }
        return first;
    }

    /** Takes out and returns a task whose time has come by {@code now}, or null. One that repeats has its next time after that. */
    synchronized @Nullable Runnable pollDue(long now) {
        Delayed first = first();
        if (first == null || !Deadline.isExpired(first.due, now)) {
            return null;
        }
        heap.remove();
        Runnable task = first.task;
        if (first.every > 0) {
            put(first, now, first.every);
        } else {
            first.task = null;
        }
        return task;
    }

    /** Returns how long it is until a task becomes due, 0 or less where one is, {@link Long#MAX_VALUE} where there is none. */
    synchronized long nanosToNext() {
        Delayed first = first();
        return first == null ? Long.MAX_VALUE : first.due - clock.nanoTime();
    }

    private synchronized boolean remove(Delayed entry) {
        if (entry.task == null) {
            return false;
        }
        entry.task = null;
        removed++;
        if (removed > FEW && removed > heap.size() / 2) {
            heap.removeIf(each -> each.task == null);
            removed = 0;
        }
        return true;
    }

    private final class Delayed implements XnioExecutor.Key {
        /** Null once it waits no longer. */
        private @Nullable Runnable task;

        /** Nanoseconds from one time to the next, 0 for a task that is run once. */
        private final long every;

        private long due;
        private long number;

        Delayed(Runnable task, long every) {
            this.task = task;
            this.every = every;
        }

        @Override
        public boolean remove() {
            return DelayedTasks.this.remove(this);
        }
    }
}
