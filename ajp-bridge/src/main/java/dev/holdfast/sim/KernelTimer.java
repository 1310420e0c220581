package dev.holdfast.sim;

/**
 * When Linux's timers fire: at a tick, and the longer they are the coarser (kernel/time/timer.c). Of those that are shorter than 63 ticks every
 * tick is one to fire at, below 504 every 8th, below 4032 every 64th and so on. So timers that were set at different times fire together.
 */
final class KernelTimer {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int LEVEL_BITS = 3;
    private static final int FINEST = 63;
    private static final int LEVELS = 8;

    private final long tickNanos;

    /** @param hz ticks a second; 0 for timers that are exact */
    KernelTimer(int hz) {
        this.tickNanos = hz == 0 ? 0 : NANOS_PER_SECOND / hz;
    }

    /** Returns whether there are ticks; if not, timers are exact. */
    boolean ticks() {
        return tickNanos > 0;
    }

    /** Returns when a timer fires that is set at {@code now} for {@code nanos}. */
    long fires(long now, long nanos) {
        if (tickNanos == 0) {
            return now + nanos;
        }
        long ticks = (nanos + tickNanos - 1) / tickNanos;
        int level = 0;
        while (level < LEVELS && ticks >= (long) FINEST << (LEVEL_BITS * level)) {
            level++;
        }
        int shift = LEVEL_BITS * level;
        long expires = now / tickNanos + ticks;
        return (((expires >> shift) + 1) << shift) * tickNanos;
    }
}
