package dev.holdfast.connector.xnio;

import dev.holdfast.time.NanoClock;

/** The machine's monotonic clock, counted from the moment this class was loaded so that readings are never negative. */
public final class SystemNanoClock implements NanoClock {
    /** The one instance: readings from anywhere in the process may be compared. */
    public static final SystemNanoClock INSTANCE = new SystemNanoClock();

    private final long origin = System.nanoTime();

    private SystemNanoClock() {}

    @Override
    public long nanoTime() {
        return at(System.nanoTime());
    }

    /** Returns what this clock read when {@link System#nanoTime()}, asked by somebody else, answered {@code systemNanos}. */
    public long at(long systemNanos) {
        return systemNanos - origin;
    }
}
