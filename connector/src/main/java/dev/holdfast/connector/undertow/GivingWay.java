package dev.holdfast.connector.undertow;

import dev.holdfast.time.NanoClock;
import java.util.concurrent.TimeUnit;

/**
 * Lets other threads have the processor, as long as they give it back soon: a thread that computes would keep it for its time slice, each one of
 * them, and whoever gives way to those is late for everything.
 *
 * <p>Confined to one thread.
 */
final class GivingWay {
    private static final long TOO_LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final int ROUNDS_WITHOUT = 256;

    private final NanoClock clock;
    private int without;

    GivingWay(NanoClock clock) {
        this.clock = clock;
    }

    void once() {
        if (without > 0) {
            without--;
            return;
        }
        long before = clock.nanoTime();
        letOthersRun();
        if (clock.nanoTime() - before > TOO_LONG_NANOS) {
            without = ROUNDS_WITHOUT;
        }
    }

    /** Whether and how soon others run is the scheduler's affair; nothing but speed depends on it. */
    @SuppressWarnings("ThreadPriorityCheck")
    static void letOthersRun() {
        Thread.yield();
    }
}
