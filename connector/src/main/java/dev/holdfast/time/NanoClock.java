package dev.holdfast.time;

/**
 * A monotonic clock.
 *
 * <p>Readings are nanoseconds since an origin of the clock's own choosing; they are never negative and never decrease, so two readings may
 * be compared with {@code <} and a {@link Deadline} computed from one may be compared with a later one. This is what raw
 * {@link System#nanoTime()} does not promise: its origin may lie in the future.
 *
 * <p>A live driver subtracts a start value from {@code System.nanoTime()}; a simulated driver and a test move time by hand.
 */
@FunctionalInterface
public interface NanoClock {
    /** Returns the nanoseconds since this clock's origin: at least 0, and at least what any earlier call returned. */
    long nanoTime();
}
