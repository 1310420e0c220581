package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * What an I/O thread owes to others when it has gone once round the connections whose bytes it had found.
 *
 * <p>What the handlers have dispatched it hands to the workers all at once: threads that are woken in between would only take turns with it. And
 * it gives way, so that connections of another thread on the same processor don't wait until the scheduler thinks of it.
 *
 * <p>Confined to its I/O thread; what is dispatched elsewhere goes to the other threads as it comes.
 */
public final class Round implements Executor {
    /** A thread that finds fewer requests than this is about to wait anyway. */
    private static final int MANY = 4;

    private final XnioIoThread thread;
    private final Executor threads;
    private final DispatchQueue queue;
    private final GivingWay givingWay;
    private final Deque<Dispatched> dispatched = new ArrayDeque<>();
    private final Runnable end = this::end;
    private int calls;
    private @Nullable HttpServerExchange calling;

    /** @param threads those that {@code queue} calls */
    Round(XnioIoThread thread, Executor threads, DispatchQueue queue, GivingWay givingWay) {
        this.thread = thread;
        this.threads = threads;
        this.queue = queue;
        this.givingWay = givingWay;
    }

    /** From now on, what is dispatched is the handler's of {@code exchange}. */
    public void calls(HttpServerExchange exchange) {
        calling = exchange;
        if (calls > 0) {
            calls++;
            return;
        }
        try {
            thread.execute(end);
            calls = 1;
        } catch (RejectedExecutionException threadIsEnding) {
            // What it dispatches goes to the worker, which says what becomes of it.
            calling = null;
        }
    }

    /** From now on, what is dispatched is nobody's. */
    public void hasCalled() {
        calling = null;
    }

    private void end() {
        boolean busy = calls >= MANY;
        calls = 0;
        if (!dispatched.isEmpty()) {
            queue.addAll(dispatched, givingWay);
        } else if (busy) {
            givingWay.once();
        }
    }

    /** @throws RejectedExecutionException if the worker is shut down */
    @Override
    public void execute(Runnable task) {
        HttpServerExchange exchange = Thread.currentThread() == thread ? calling : null;
        if (exchange == null || thread.getWorker().isShutdown()) {
            threads.execute(task);
            return;
        }
        calling = null;
        dispatched.add(new Dispatched.Handler(exchange, task));
    }
}
