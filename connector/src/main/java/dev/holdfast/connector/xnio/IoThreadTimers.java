package dev.holdfast.connector.xnio;

import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimerWheel;
import java.util.function.ObjLongConsumer;
import org.xnio.XnioIoThread;

/**
 * The timers of every connection of one I/O thread: a wheel behind one XNIO timer.
 *
 * <p>Never early, late by the wheel's tick, a millisecond and whatever the thread is busy with.
 *
 * <p>Confined to its I/O thread.
 *
 * @param <T> what waits
 */
public final class IoThreadTimers<T> {
    private final NanoClock clock;
    private final ObjLongConsumer<T> onExpired;
    private final DeadlineTimer timer;
    private final TimerWheel<T> wheel = new TimerWheel<>();

    /**
     * Makes the timers of {@code thread}.
     *
     * @param onExpired told what expired, and the time
     */
    public IoThreadTimers(XnioIoThread thread, NanoClock clock, ObjLongConsumer<T> onExpired) {
        this.clock = clock;
        this.onExpired = onExpired;
        timer = new DeadlineTimer(thread, clock, this::expire);
    }

    /** Lets {@code entry} wait for {@code deadline}, and for nothing else any more. */
    public void schedule(TimerWheel.Entry<T> entry, long deadline) {
        wheel.add(entry, deadline);
        timer.arm(wheel.nextDeadline());
    }

    private void expire() {
        timer.fired();
        long now = clock.nanoTime();
        for (T expired = wheel.pollExpired(now); expired != null; expired = wheel.pollExpired(now)) {
            onExpired.accept(expired, now);
        }
        timer.arm(wheel.nextDeadline());
    }
}
