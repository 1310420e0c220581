package dev.holdfast.front;

import dev.holdfast.time.NanoClock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/** An I/O thread and its clock, both of which move when they are told to. */
final class FakeLoop implements XnioExecutor, NanoClock {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private @Nullable Runnable delayed;
    private long due = Long.MAX_VALUE;
    private long now;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Key executeAfter(Runnable task, long time, TimeUnit unit) {
        delayed = task;
        due = now + unit.toNanos(time);
        return () -> {
            delayed = null;
            due = Long.MAX_VALUE;
            return true;
        };
    }

    @Override
    public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    /** Runs what there is, but not what that leaves for the next turn. */
    void turn() {
        for (int i = tasks.size(); i > 0; i--) {
            tasks.remove().run();
        }
    }

    /** Lets time pass, without a turn of the loop for what is due then: only its timer fires. */
    void pass(long nanos) {
        long end = now + nanos;
        while (due <= end) {
            Runnable task = delayed;
            now = Math.max(now, due);
            due = Long.MAX_VALUE;
            delayed = null;
            if (task != null) {
                task.run();
            }
            if (now < end) {
                turn();
                turn();
                turn();
            }
        }
        now = end;
    }
}
