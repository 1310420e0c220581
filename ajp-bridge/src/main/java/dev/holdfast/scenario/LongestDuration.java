package dev.holdfast.scenario;

import dev.holdfast.connector.DurationText;
import java.time.Duration;
import java.util.Optional;

/** Durations of simulated time, which is counted in nanoseconds: nobody wants longer ones, and sums of them can be counted too. */
public final class LongestDuration {
    /** Ten years, of 365 days. */
    public static final Duration LONGEST = Duration.ofDays(3650);
    /** What is legal, to follow "must be". */
    public static final String LEGAL = DurationText.LEGAL + ", and at most " + LONGEST.toHours() + "h, ten years";

    private LongestDuration() {}

    /** Reads a duration that is not longer than {@link #LONGEST}. */
    public static Optional<Duration> parse(String text) {
        return DurationText.parse(text).filter(duration -> duration.compareTo(LONGEST) <= 0);
    }
}
