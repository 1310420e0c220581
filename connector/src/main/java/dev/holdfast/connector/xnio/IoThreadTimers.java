package dev.holdfast.connector.xnio;

import dev.holdfast.lifetime.Timer;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.DeadlineQueue;
import dev.holdfast.time.NanoClock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * The timers of every connection of one I/O thread, on one XNIO timer: one queue for each kind of timeout, the earliest of their heads armed.
 *
 * <p>Never early: XNIO counts in milliseconds and truncates, so delays are rounded up and the clock is asked again when the timer fires. Late
 * by at most a millisecond and whatever the thread is busy with.
 *
 * <p>Confined to its I/O thread.
 *
 * @param <T> what waits
 */
public final class IoThreadTimers<T> {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final XnioIoThread thread;
    private final NanoClock clock;
    private final ObjLongConsumer<T> onExpired;
    private final Map<Timer, DeadlineQueue<T>> queues = new EnumMap<>(Timer.class);
    private long armedFor = Deadline.NONE;
    private XnioExecutor.@Nullable Key armed;

    /**
     * Makes the timers of {@code thread}.
     *
     * @param onExpired told what expired, and the time
     */
    public IoThreadTimers(XnioIoThread thread, NanoClock clock, ObjLongConsumer<T> onExpired) {
        this.thread = thread;
        this.clock = clock;
        this.onExpired = onExpired;
        for (Timer timer : Timer.values()) {
            queues.put(timer, new DeadlineQueue<>());
        }
    }

    /** Lets {@code entry} wait for {@code deadline} in the queue of {@code timer}, and for nothing else any more. */
    public void schedule(DeadlineQueue.Entry<T> entry, Timer timer, long deadline) {
        Objects.requireNonNull(queues.get(timer)).add(entry, deadline);
        if (deadline < armedFor) {
            arm(deadline);
        }
    }

    private void arm(long deadline) {
        if (armed != null) {
            armed.remove();
        }
        long delayNanos = Math.max(0, deadline - clock.nanoTime());
        // Rounded up without overflow: deadlines may lie centuries ahead.
        long delayMillis = delayNanos / NANOS_PER_MILLI + (delayNanos % NANOS_PER_MILLI == 0 ? 0 : 1);
        armedFor = deadline;
        try {
            armed = thread.executeAfter(this::expire, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException workerIsShuttingDown) {
            armed = null;
        }
    }

    private void expire() {
        armed = null;
        armedFor = Deadline.NONE;
        long now = clock.nanoTime();
        long next = Deadline.NONE;
        for (DeadlineQueue<T> queue : queues.values()) {
            for (T expired = queue.pollExpired(now); expired != null; expired = queue.pollExpired(now)) {
                onExpired.accept(expired, now);
            }
        }
        for (DeadlineQueue<T> queue : queues.values()) {
            next = Math.min(next, queue.nextDeadline());
        }
        if (next < armedFor) {
            arm(next);
        }
    }
}
