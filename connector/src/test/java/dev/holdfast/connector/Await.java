package dev.holdfast.connector;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread brings about, and no longer than it takes. */
public final class Await {
    private static final Duration AT_MOST = Duration.ofSeconds(10);
    private static final long BETWEEN_LOOKS_NANOS = 200_000;

    private Await() {}

    /** Waits until {@code condition} holds; fails naming {@code what} where it does not come true. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** Waits until {@code condition} holds; fails with what {@code what} says then where it does not come true. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + AT_MOST + ": " + what.get());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }
}
