package dev.holdfast.connector.xnio;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * One entry in an I/O thread's timer queue, for whatever is due there next.
 *
 * <p>A deadline that moves away leaves the entry alone: it fires, finds nothing due, and is armed again. Only one that moves closer replaces
 * it. XNIO counts in whole milliseconds, truncates, and runs at once what is shorter, so a delay is rounded up: late by less than one, never
 * early.
 *
 * <p>Used by one thread, or under one lock.
 */
public final class DeadlineTimer {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final XnioExecutor thread;
    private final NanoClock clock;
    private final Runnable due;
    private XnioExecutor.@Nullable Key entry;
    private long armedFor = Deadline.NONE;

    /**
     * Makes a timer that is not armed.
     *
     * @param due runs on {@code thread} when the timer fires; it calls {@link #fired} first, asks the clock what is due, and arms it again
     */
    public DeadlineTimer(XnioExecutor thread, NanoClock clock, Runnable due) {
        this.thread = thread;
        this.clock = clock;
        this.due = due;
    }

    /** Sees to it that the timer fires at {@code deadline} or before; {@link Deadline#NONE} changes nothing. */
    public void arm(long deadline) {
        if (deadline >= armedFor) {
            return;
        }
        cancel();
        long delayNanos = Math.max(1, deadline - clock.nanoTime());
        long millis = (delayNanos - 1) / NANOS_PER_MILLI + 1;
        try {
            entry = thread.executeAfter(due, millis, TimeUnit.MILLISECONDS);
            armedFor = deadline;
        } catch (RejectedExecutionException workerIsStopping) {
            // Its channels are closed with it, which ends whatever this would have timed.
            entry = null;
        }
    }

    /** Takes note that the timer has fired. */
    public void fired() {
        entry = null;
        armedFor = Deadline.NONE;
    }

    /** Sees to it that the timer does not fire until armed again. */
    public void cancel() {
        XnioExecutor.Key armed = entry;
        fired();
        if (armed != null) {
            armed.remove();
        }
    }
}
