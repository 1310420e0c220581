package dev.holdfast.connector.undertow;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks after what waits, a millisecond later, on a thread that has nothing else to do: an I/O thread may be busy for long. The thread ends when there was
 * nothing to look after for a second.
 */
final class Watch implements Consumer<Runnable> {
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread watching = new Thread(task, "holdfast watch");
        watching.setDaemon(true);
        return watching;
    });

    Watch() {
        thread.setKeepAliveTime(1, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void accept(Runnable look) {
        Future<?> unused = thread.schedule(look, 1, TimeUnit.MILLISECONDS);
    }
}
