package dev.holdfast.connector.undertow;

import dev.holdfast.connector.xnio.SystemNanoClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.xnio.XnioIoThread;

/** Threads for what the handlers of one listener dispatch, which its I/O threads hand over in batches and few of which are woken for many requests. */
public final class HandlerThreads implements Executor {
    private final Executor threads;
    private final DispatchQueue queue;
    private final Map<XnioIoThread, Round> rounds = new ConcurrentHashMap<>();

    /** @param threads does the work; its owner ends it */
    public HandlerThreads(Executor threads) {
        this.threads = threads;
        queue = new DispatchQueue(
                threads, SystemNanoClock.INSTANCE, Runtime.getRuntime().availableProcessors(), new Watch());
    }

    /** Returns what an I/O thread hands over with. */
    public Round roundOf(XnioIoThread thread) {
        return rounds.computeIfAbsent(
                thread, added -> new Round(added, threads, queue, new GivingWay(SystemNanoClock.INSTANCE)));
    }

    /** Lets one of the threads run {@code task} without a batch. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }
}
