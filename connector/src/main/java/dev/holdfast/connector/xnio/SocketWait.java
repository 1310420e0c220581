package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets a thread wait for a socket by itself. Some selectors are kept for the next. */
final class SocketWait {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MAX_SPARE = 32;
    private static final Queue<Selector> SPARE = new ConcurrentLinkedQueue<>();

    /** What those wait with who wait now: one at most to read from a socket, and one to write to it. */
    private static final Map<SocketChannel, Selector> READERS = new ConcurrentHashMap<>();

    private static final Map<SocketChannel, Selector> WRITERS = new ConcurrentHashMap<>();

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
        Map<SocketChannel, Selector> waiting = operation == SelectionKey.OP_READ ? READERS : WRITERS;
        try {
            key = socket.register(selector, operation);
            waiting.put(socket, selector);
            if (!socket.isOpen()) {
                return;
            }
            selector.select(time <= 0 ? 0 : millis(unit.toNanos(time)));
        } catch (ClosedChannelException closed) {
            return;
        } finally {
            waiting.remove(socket, selector);
            giveBack(selector, key);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for the socket");
        }
    }

    /** Whoever closes a socket ends the waits for it: the system would not. */
    static void closed(SocketChannel socket) {
        wake(READERS.get(socket));
        wake(WRITERS.get(socket));
    }

    private static void wake(@Nullable Selector waiting) {
        if (waiting != null) {
            waiting.wakeup();
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
        if (SPARE.size() < MAX_SPARE) {
            SPARE.add(selector);
        } else {
            selector.close();
        }
    }
}
