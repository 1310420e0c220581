package dev.holdfast.it.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One thread for all clients. What clients do to each other's sockets they do on it. */
final class ClientLoop implements AutoCloseable {
    private static final int READ_BUFFER = 64 * 1024;
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER);
    final Ledger ledger;
    private final Selector selector;
    private final PriorityQueue<Timed> timers = new PriorityQueue<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "soak-clients");
    private long sequence;
    private volatile boolean stopped;

    ClientLoop(Ledger ledger) throws IOException {
        this.ledger = ledger;
        selector = Selector.open();
    }

    private record Timed(long at, long sequence, Runnable task) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            return at == other.at ? Long.compare(sequence, other.sequence) : Long.compare(at, other.at);
        }
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs {@code task} on the loop's thread; any thread may ask. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Runs {@code task} after a while; asked on the loop's thread. */
    void after(long nanos, Runnable task) {
        timers.add(new Timed(System.nanoTime() + nanos, sequence++, task));
    }

    Selector selector() {
        return selector;
    }

    private void run() {
        try {
            while (!stopped) {
                selector.select(this::ready, untilNextTimer());
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    guarded(task);
                }
                long now = System.nanoTime();
                for (Timed next = timers.peek(); next != null && next.at <= now; next = timers.peek()) {
                    timers.remove();
                    guarded(next.task);
                }
            }
        } catch (IOException broken) {
            ledger.complain("the clients' loop ended: " + broken);
        }
    }

    private long untilNextTimer() {
        Timed next = timers.peek();
        return next == null ? 0 : Math.max(1, (next.at - System.nanoTime()) / NANOS_PER_MILLI);
    }

    private void ready(SelectionKey key) {
        guarded(((ClientConnection) key.attachment())::ready);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError bug) {
            ledger.complain("a client failed: " + bug);
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
            selector.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
