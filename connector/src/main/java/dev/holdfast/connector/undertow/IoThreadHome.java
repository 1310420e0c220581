package dev.holdfast.connector.undertow;

import dev.holdfast.connector.xnio.IoThreadTimers;
import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimerWheel;
import org.xnio.XnioIoThread;

/** An I/O thread, with the timers of all of its connections. */
public final class IoThreadHome implements Home {
    private final XnioIoThread thread;
    private final IoThreadTimers<Timed> timers;

    /** Makes the home of every connection of {@code thread}. */
    public IoThreadHome(XnioIoThread thread, NanoClock clock) {
        this.thread = thread;
        timers = new IoThreadTimers<>(thread, clock, Timed::timeout);
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean isIoThread() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    @Override
    public void schedule(TimerWheel.Entry<Timed> entry, long deadline) {
        timers.schedule(entry, deadline);
    }
}
