package dev.holdfast.bridge;

import dev.holdfast.time.NanoClock;

/** The machine's monotonic clock, counted from when it was made. */
final class LiveClock implements NanoClock {
    private final long origin = System.nanoTime();

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }
}
