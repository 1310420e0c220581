package dev.holdfast.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process brings about, and no longer than it takes. */
public final class Await {
    private static final long BETWEEN_LOOKS_NANOS = 500_000;

    private Await() {}

    /** Waits until {@code condition} holds; fails with what {@code what} says then where it does not come true. */
    public static void until(Supplier<String> what, Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + atMost + ": " + what.get());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }
}
