package dev.holdfast.connector.undertow;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimerWheel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The stay of a thread with one connection: between its requests it waits for bytes, a deadline, or word from another thread. */
public final class WorkerHome implements Home {
    private final NanoClock clock;
    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final TimerWheel<Timed> timers = new TimerWheel<>();

    /** Null until a thread has come. */
    private volatile @Nullable Thread thread;

    /** Makes a home that no thread has come to yet. */
    public WorkerHome(NanoClock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Never refuses; what comes after the connection's end is not run, because it has nothing left to do. */
    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
    }

    @Override
    public boolean isIoThread() {
        return false;
    }

    @Override
    public void schedule(TimerWheel.Entry<Timed> entry, long deadline) {
        timers.add(entry, deadline);
    }

    /** Makes this thread the home, and does what there is to do until the connection has ended. */
    public void stayUntil(BooleanSupplier ended) {
        thread = Thread.currentThread();
        while (!ended.getAsBoolean()) {
            Runnable task = next();
            if (task != null) {
                task.run();
            }
            long now = clock.nanoTime();
            for (Timed expired = timers.pollExpired(now); expired != null; expired = timers.pollExpired(now)) {
                expired.timeout(now);
            }
        }
    }

    /** Returns null where a deadline came first. */
    private @Nullable Runnable next() {
        long deadline = timers.nextDeadline();
        try {
            return deadline == Deadline.NONE
                    ? mailbox.take()
                    : mailbox.poll(Math.max(0, deadline - clock.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException meantForHandler) {
            // Nobody interrupts a thread that waits here: its handler was, and did not notice.
            return null;
        }
    }
}
