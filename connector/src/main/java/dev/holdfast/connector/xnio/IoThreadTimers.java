package dev.holdfast.connector.xnio;

import dev.holdfast.lifetime.Timer;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.DeadlineQueue;
import dev.holdfast.time.NanoClock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.xnio.XnioIoThread;

/**
 * The timers of every connection of one I/O thread, on one XNIO timer: one queue for each kind of timeout, the earliest of their heads armed.
 *
 * <p>Never early, late by less than a millisecond and whatever the thread is busy with.
 *
 * <p>Confined to its I/O thread.
 *
 * @param <T> what waits
 */
public final class IoThreadTimers<T> {
    private final NanoClock clock;
    private final ObjLongConsumer<T> onExpired;
    private final DeadlineTimer timer;
    private final Map<Timer, DeadlineQueue<T>> queues = new EnumMap<>(Timer.class);

    /**
     * Makes the timers of {@code thread}.
     *
     * @param onExpired told what expired, and the time
     */
    public IoThreadTimers(XnioIoThread thread, NanoClock clock, ObjLongConsumer<T> onExpired) {
        this.clock = clock;
        this.onExpired = onExpired;
        timer = new DeadlineTimer(thread, clock, this::expire);
        for (Timer kind : Timer.values()) {
            queues.put(kind, new DeadlineQueue<>());
        }
    }

    /** Lets {@code entry} wait for {@code deadline} in the queue of {@code kind}, and for nothing else any more. */
    public void schedule(DeadlineQueue.Entry<T> entry, Timer kind, long deadline) {
        Objects.requireNonNull(queues.get(kind)).add(entry, deadline);
        timer.arm(deadline);
    }

    private void expire() {
        timer.fired();
        long now = clock.nanoTime();
        for (DeadlineQueue<T> queue : queues.values()) {
            for (T expired = queue.pollExpired(now); expired != null; expired = queue.pollExpired(now)) {
                onExpired.accept(expired, now);
            }
        }
        long next = Deadline.NONE;
        for (DeadlineQueue<T> queue : queues.values()) {
            next = Math.min(next, queue.nextDeadline());
        }
        timer.arm(next);
    }
}
