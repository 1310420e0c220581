package dev.holdfast.time;

import java.time.Duration;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements NanoClock {
    private long now;

    @Override
    public long nanoTime() {
        return now;
    }

    /** Moves the clock forward. */
    public void advance(Duration by) {
        now = Math.addExact(now, by.toNanos());
    }

    /** Sets the clock to an instant at or after its present one. */
    public void set(long instant) {
        if (instant < now) {
            throw new IllegalArgumentException("a clock does not run backwards: " + now + " to " + instant);
        }
        now = instant;
    }
}
