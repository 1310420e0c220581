package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets a thread wait for a socket by itself. The selectors are kept: as many as ever waited at a time. */
final class SocketWait {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Queue<Selector> SPARE = new ConcurrentLinkedQueue<>();

    private SocketWait() {}

    /**
     * Waits until the socket is ready, closed, or the time is over; it may turn out not to be ready.
     *
     * @param time 0 or less for no limit, as for XNIO
     * @throws InterruptedIOException if the thread was interrupted, which it stays
     */
    static void await(SocketChannel socket, int operation, long time, TimeUnit unit) throws IOException {
        Selector spare = SPARE.poll();
        Selector selector = spare == null ? Selector.open() : spare;
        SelectionKey key = null;
        try {
            key = socket.register(selector, operation);
            selector.select(time <= 0 ? 0 : millis(unit.toNanos(time)));
        } catch (ClosedChannelException closed) {
            return;
        } finally {
            giveBack(selector, key);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for the socket");
        }
    }

    private static long millis(long nanos) {
        return (nanos - 1) / NANOS_PER_MILLI + 1;
    }

    private static void giveBack(Selector selector, @Nullable SelectionKey key) throws IOException {
        if (key != null) {
            key.cancel();
            selector.selectNow();
        }
        SPARE.add(selector);
    }
}
