package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Collects what the handlers that one I/O thread calls dispatch, and hands it to the workers when the thread has called all of those whose
 * requests it had found: threads that are woken in between would only take turns with it.
 *
 * <p>Confined to its I/O thread; what is dispatched elsewhere goes to the worker's threads as it comes.
 */
final class DispatchBatch implements Executor {
    private final XnioIoThread thread;
    private final DispatchQueue queue;
    private final Deque<Dispatched> batch = new ArrayDeque<>();
    private @Nullable HttpServerExchange calling;

    DispatchBatch(XnioIoThread thread, DispatchQueue queue) {
        this.thread = thread;
        this.queue = queue;
    }

    /** From now on, what is dispatched is the handler's of {@code exchange}, or of nobody's if it is null. */
    void calling(@Nullable HttpServerExchange exchange) {
        calling = exchange;
    }

    /** @throws java.util.concurrent.RejectedExecutionException if the worker is shut down */
    @Override
    public void execute(Runnable task) {
        HttpServerExchange exchange = Thread.currentThread() == thread ? calling : null;
        if (exchange == null || thread.getWorker().isShutdown()) {
            thread.getWorker().execute(task);
            return;
        }
        calling = null;
        if (batch.isEmpty()) {
            thread.execute(() -> queue.addAll(batch));
        }
        batch.add(new Dispatched.Handler(exchange, task));
    }
}
