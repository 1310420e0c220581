package offenders.time;

import java.time.Instant;

/** Breaks the rule that time is an argument. */
final class ReadsClock {
    private final long nanos = System.nanoTime();
    private final Instant instant = Instant.now();

    @Override
    public String toString() {
        return nanos + " " + instant;
    }
}
