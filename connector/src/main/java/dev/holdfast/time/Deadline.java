package dev.holdfast.time;

import java.time.Duration;

/**
 * The one definition of when something is due.
 *
 * <p>A deadline is an instant of a {@link NanoClock} in nanoseconds. It <em>has expired</em> when {@code now >= deadline}: a timeout of 5 s
 * that started at 10 s fires at exactly 15 s and not one nanosecond before. {@link #NONE} is later than every instant, and additions saturate
 * at it, so "no timeout" needs no special case anywhere.
 */
public final class Deadline {
    /** The deadline that never expires. */
    public static final long NONE = Long.MAX_VALUE;

    private Deadline() {}

    /**
     * Returns the instant {@code timeoutNanos} after {@code now}, or {@link #NONE} where the sum would overflow.
     *
     * @param now a clock reading, at least 0
     * @param timeoutNanos how long from now, at least 0; {@link #NONE} means never
     * @throws IllegalArgumentException if either is negative
     */
    public static long after(long now, long timeoutNanos) {
        if (now < 0 || timeoutNanos < 0) {
            throw new IllegalArgumentException("now and timeout must not be negative: " + now + ", " + timeoutNanos);
        }
        long deadline = now + timeoutNanos;
        return deadline < 0 ? NONE : deadline;
    }

    /** Returns whether {@code deadline} has expired at {@code now}: {@code now >= deadline}, and never for {@link #NONE}. */
    public static boolean isExpired(long deadline, long now) {
        return now >= deadline && deadline != NONE;
    }

    /**
     * Returns {@code timeout} in nanoseconds, saturating at {@link #NONE}: a timeout too long to count in nanoseconds (292 years) is one that
     * never fires.
     *
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public static long nanosOf(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout must not be negative: " + TimeText.of(timeout));
        }
        try {
            return timeout.toNanos();
        } catch (ArithmeticException tooLong) {
            return NONE;
        }
    }
}
