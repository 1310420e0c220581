package dev.holdfast.connector.undertow;

import dev.holdfast.time.TimerWheel;
import java.util.concurrent.RejectedExecutionException;

/**
 * The thread that a connection belongs to, except between a handler's start and the exchange's end: an I/O thread in the event model, a thread of
 * the connection's own in the worker model.
 */
public interface Home {
    boolean isCurrentThread();

    /** Returns whether it is the I/O thread that sees what the connection's socket is ready for. */
    boolean isIoThread();

    /**
     * Lets the thread run {@code task} when it has done what it is doing.
     *
     * @throws RejectedExecutionException if the thread is ending; its channels are closed with it
     */
    void execute(Runnable task);

    /** Lets {@code entry} wait for {@code deadline}, and for nothing else any more; by the thread itself. */
    void schedule(TimerWheel.Entry<Timed> entry, long deadline);
}
