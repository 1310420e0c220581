package dev.holdfast.time;

import java.time.Duration;

/** Durations in messages, as configurations write them: {@code 1500ms}, {@code 4s}, {@code 2m}, {@code 1h}. */
public final class TimeText {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    private TimeText() {}

    /** Returns it in the largest unit of which it is a whole number, {@code 0s} for none; what is none of milliseconds is in ISO 8601, as {@code PT0.0005S}. */
    public static String of(Duration duration) {
        if (duration.toNanosPart() % NANOS_PER_MILLI != 0 || duration.abs().compareTo(LONGEST) > 0) {
            return duration.toString();
        }
        long millis = duration.toMillis();
        if (millis % SECOND != 0) {
            return millis + "ms";
        }
        if (millis == 0 || millis % MINUTE != 0) {
            return millis / SECOND + "s";
        }
        return millis % HOUR == 0 ? millis / HOUR + "h" : millis / MINUTE + "m";
    }
}
