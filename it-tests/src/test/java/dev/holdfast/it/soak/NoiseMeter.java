package dev.holdfast.it.soak;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How late this process gets the processor: a thread that asks to be woken every millisecond and sees when it is. What a deadline is late by
 * cannot be less on the same machine at the same time, whoever keeps it.
 */
final class NoiseMeter implements AutoCloseable {
    private static final long EVERY_NANOS = 1_000_000;

    private final Histogram lateness = new Histogram();
    private final AtomicLong maxSinceAsked = new AtomicLong();
    private final Thread thread = new Thread(this::measure, "noise-meter");
    private volatile boolean stopped;

    NoiseMeter() {
        thread.setDaemon(true);
        thread.start();
    }

    private void measure() {
        while (!stopped) {
            long before = System.nanoTime();
            LockSupport.parkNanos(EVERY_NANOS);
            long late = System.nanoTime() - before - EVERY_NANOS;
            lateness.record(late);
            maxSinceAsked.accumulateAndGet(late, Math::max);
        }
    }

    Histogram lateness() {
        return lateness;
    }

    /** Returns the worst since this was asked before. */
    long takeMaxNanos() {
        return maxSinceAsked.getAndSet(0);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
