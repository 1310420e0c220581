package dev.holdfast.bridge;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * One entry in an I/O thread's timer queue for a machine whose deadline moves with every event.
 *
 * <p>A deadline that moves away leaves the entry alone: it fires, finds nothing due, and is armed again. Only one that moves closer replaces
 * it. XNIO cuts delays to whole milliseconds and runs what is shorter at once, so a delay is rounded up: late by less than one, never early.
 * Used by one thread, or under one lock.
 */
final class DeadlineTimer {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final XnioExecutor thread;
    private final NanoClock clock;
    private final Runnable due;
    private XnioExecutor.@Nullable Key entry;
    private long armedFor = Deadline.NONE;

    /** @param due runs on {@code thread} when the timer fires, and arms it again */
    DeadlineTimer(XnioExecutor thread, NanoClock clock, Runnable due) {
        this.thread = thread;
        this.clock = clock;
        this.due = due;
    }

    void arm(long deadline) {
        if (deadline >= armedFor) {
            return;
        }
        cancel();
        long millis = Math.max(1, (deadline - clock.nanoTime() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        try {
            entry = thread.executeAfter(due, millis, TimeUnit.MILLISECONDS);
            armedFor = deadline;
        } catch (RejectedExecutionException workerIsStopping) {
            // Its channels are closed with it, which ends whatever this would have timed.
            entry = null;
        }
    }

    /** To be called first thing when the timer fires. */
    void fired() {
        entry = null;
        armedFor = Deadline.NONE;
    }

    void cancel() {
        XnioExecutor.Key armed = entry;
        fired();
        if (armed != null) {
            armed.remove();
        }
    }
}
