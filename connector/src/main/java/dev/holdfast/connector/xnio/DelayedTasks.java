package dev.holdfast.connector.xnio;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * Tasks of an event loop's for later; none is run before its time.
 *
 * <p>Thread-safe.
 */
final class DelayedTasks {
    private final NanoClock clock;
    private final Runnable earlier;
    private final TreeSet<Delayed> waiting =
            new TreeSet<>(Comparator.<Delayed>comparingLong(task -> task.due).thenComparingLong(task -> task.number));
    private long added;

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

    private Delayed add(Delayed task, long nanos) {
        boolean first;
        synchronized (this) {
            enter(task, clock.nanoTime(), nanos);
            first = waiting.first() == task;
        }
        if (first) {
            earlier.run();
        }
        return task;
    }

    /** Takes out and returns a task whose time has come at {@code now}, or null. One that is repeated is not due again at the same time. */
    @Nullable
    synchronized Runnable pollDue(long now) {
        if (waiting.isEmpty() || !Deadline.isExpired(waiting.first().due, now)) {
            return null;
        }
        Delayed due = waiting.first();
        waiting.remove(due);
        if (due.every > 0) {
            enter(due, now, due.every);
        }
        return due.task;
    }

    private void enter(Delayed task, long now, long nanos) {
        task.due = Deadline.after(now, nanos);
        task.number = added++;
        waiting.add(task);
    }

    /** Returns how long it is until a task becomes due, 0 or less where one is, {@link Long#MAX_VALUE} where there is none. */
    synchronized long nanosToNext() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().due - clock.nanoTime();
    }

    private final class Delayed implements XnioExecutor.Key {
        private final Runnable task;

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
            synchronized (DelayedTasks.this) {
                return waiting.remove(this);
            }
        }
    }
}
