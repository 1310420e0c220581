package dev.holdfast.connector.xnio;

import dev.holdfast.time.NanoClock;

/** The machine's monotonic clock, counted from the moment this class was loaded so that readings are never negative. */
public final class SystemNanoClock implements NanoClock {
    /** The one instance: readings from anywhere in the process may be compared. */
    public static final NanoClock INSTANCE = new SystemNanoClock();

    private final long origin = System.nanoTime();

    private SystemNanoClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }
}
