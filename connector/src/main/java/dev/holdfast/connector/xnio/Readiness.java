package dev.holdfast.connector.xnio;

import java.io.Closeable;
import java.io.InterruptedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/**
 * One direction of a socket whose selector runs on another thread than its connection: who wants to know that the socket is ready, and whether
 * the selector is asked. To its user it looks like XNIO's own: while resumed and ready, the handler is called again and again on the I/O thread.
 *
 * <p>The selector tells once and is asked again when the handler has returned. Suspending does not trouble it: what it tells then is dropped.
 *
 * <p>Thread-safe.
 */
final class Readiness implements Runnable {
    private final XnioIoThread thread;
    private final SelectionKey key;
    private final int operation;
    private final Runnable handler;
    private final Closeable connection;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private boolean resumed;
    private boolean closed;

    /** Whether the selector is asked. */
    private boolean armed;

    /** Whether {@link #run} is on its way to the I/O thread, whether it is to call the handler in any case, and whether it is doing so. */
    private boolean queued;

    private boolean woken;
    private boolean inHandler;

    /** How often the selector has told, for those who wait. */
    private long tellings;

    /**
     * Makes one that is suspended.
     *
     * @param operation {@link SelectionKey#OP_READ} or {@link SelectionKey#OP_WRITE}
     * @param handler called on {@code thread}
     * @param connection closed where {@code thread} has been shut down
     */
    Readiness(XnioIoThread thread, SelectionKey key, int operation, Runnable handler, Closeable connection) {
        this.thread = thread;
        this.key = key;
        this.operation = operation;
        this.handler = handler;
        this.connection = connection;
    }

    void resume() {
        lock.lock();
        try {
            resumed = !closed;
            if (resumed && !queued && !inHandler) {
                arm();
            }
        } finally {
            lock.unlock();
        }
    }

    void suspend() {
        lock.lock();
        try {
            resumed = false;
        } finally {
            lock.unlock();
        }
    }

    boolean isResumed() {
        lock.lock();
        try {
            return resumed;
        } finally {
            lock.unlock();
        }
    }

    /** Resumes, and calls the handler once whether or not the socket is ready. */
    void wakeup() {
        lock.lock();
        try {
            resumed = !closed;
            woken = true;
            if (queued) {
                return;
            }
            queued = true;
        } finally {
            lock.unlock();
        }
        enqueue();
    }

    /** Takes note that the socket is closed: nobody need wait, and the selector is not asked any more. */
    void closed() {
        lock.lock();
        try {
            closed = true;
            resumed = false;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the socket is ready or closed; it may turn out not to be. */
    void await() throws InterruptedIOException {
        await(Long.MAX_VALUE);
    }

    /**
     * Waits until the socket is ready or closed, or the time is over; 0 or less is no time limit, as for XNIO.
     *
     * @throws InterruptedIOException if the thread was interrupted, which it stays
     */
    void await(long time, TimeUnit unit) throws InterruptedIOException {
        await(time <= 0 ? Long.MAX_VALUE : unit.toNanos(time));
    }

    private void await(long atMostNanos) throws InterruptedIOException {
        lock.lock();
        try {
            long before = tellings;
            long left = atMostNanos;
            arm();
            while (tellings == before && !closed && left > 0) {
                left = told.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the socket");
        } finally {
            lock.unlock();
        }
    }

    /** The selector has found the socket ready; on the selector's thread. */
    void ready() {
        lock.lock();
        try {
            key.interestOpsAnd(~operation);
            armed = false;
            tellings++;
            told.signalAll();
            if (!resumed || queued || inHandler) {
                return;
            }
            queued = true;
        } finally {
            lock.unlock();
        }
        enqueue();
    }

    private void enqueue() {
        try {
            thread.execute(this);
        } catch (RejectedExecutionException workerIsShuttingDown) {
            IoUtils.safeClose(connection);
        }
    }

    /** Calls the handler, on the I/O thread. */
    @Override
    public void run() {
        lock.lock();
        try {
            queued = false;
            inHandler = resumed || woken;
            woken = false;
            if (!inHandler) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            handler.run();
        } finally {
            handlerReturned();
        }
    }

    private void handlerReturned() {
        lock.lock();
        try {
            inHandler = false;
            if (resumed && !queued) {
                arm();
            }
        } finally {
            lock.unlock();
        }
    }

    private void arm() {
        if (armed || closed) {
            return;
        }
        try {
            key.interestOpsOr(operation);
            armed = true;
            key.selector().wakeup();
        } catch (CancelledKeyException closedThisMoment) {
            closed();
        }
    }
}
