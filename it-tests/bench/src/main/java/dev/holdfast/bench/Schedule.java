package dev.holdfast.bench;

import java.util.concurrent.TimeUnit;

/**
 * When the requests of a constant rate are due: request {@code n}, from 0, is due {@code n / rate} seconds after the start, whatever became of
 * those before it. Times are in nanoseconds of {@link System#nanoTime}.
 */
final class Schedule {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long start;
    private final int rate;
    private final long warmUp;
    private final long requests;
    private long taken;

    /** Makes a schedule of {@code rate} requests a second, for {@code warmUpSeconds} that do not count and {@code seconds} that do. */
    Schedule(long start, int rate, int warmUpSeconds, int seconds) {
        this.start = start;
        this.rate = rate;
        warmUp = (long) rate * warmUpSeconds;
        requests = warmUp + (long) rate * seconds;
    }

    /** Whether all requests have been taken. */
    boolean isOver() {
        return taken == requests;
    }

    /** Returns for how long from {@code now} no further request is due; 0 where one is, {@link Long#MAX_VALUE} after the last. */
    long untilDue(long now) {
        return isOver() ? Long.MAX_VALUE : Math.max(0, due(taken) - now);
    }

    /** Takes the next request, which is due, and returns when it became due. */
    long take() {
        if (isOver()) {
            throw new IllegalStateException("all " + requests + " requests have been taken");
        }
        return due(taken++);
    }

    /** Whether a request that became due at {@code due} came after the warm-up. */
    boolean counts(long due) {
        return due - due(warmUp) >= 0;
    }

    /** Returns when the first request that counts is due. */
    long countedFrom() {
        return due(warmUp);
    }

    /** Returns how many requests count. */
    long counted() {
        return requests - warmUp;
    }

    /** Whole seconds apart, so that neither rounding adds up nor a product overflows. */
    private long due(long request) {
        return start + request / rate * SECOND + request % rate * SECOND / rate;
    }
}
