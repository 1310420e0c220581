package dev.holdfast.scenario;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values that the gateway has none of. */
final class Numbers {
    static final String LEGAL_RATE = "a rate such as 3/s, 0.5/s or 90/m, of one in ten years or more";

    private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)/(s|m|h)");
    private static final double NANOS_PER_SECOND = 1e9;

    private Numbers() {}

    /** Returns the finite number that {@code text} is. */
    static Optional<Double> decimal(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(number -> Double.isFinite(number));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the number that {@code text} is. */
    static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the mean time between two of what comes at such a rate. */
    static Optional<Duration> interval(String rate) {
        Matcher matcher = RATE.matcher(rate);
        if (!matcher.matches() || Double.parseDouble(matcher.group(1)) <= 0) {
            return Optional.empty();
        }
        double seconds = secondsOf(matcher.group(2));
        return Optional.of(Duration.ofNanos(
                        Math.max(1, Math.round(seconds * NANOS_PER_SECOND / Double.parseDouble(matcher.group(1))))))
                .filter(interval -> interval.compareTo(LongestDuration.LONGEST) <= 0);
    }

    /** Returns how many in a second such a rate is, which may be none. */
    static Optional<Double> perSecond(String rate) {
        Matcher matcher = RATE.matcher(rate);
        return matcher.matches()
                ? Optional.of(Double.parseDouble(matcher.group(1)) / secondsOf(matcher.group(2)))
                : Optional.empty();
    }

    private static double secondsOf(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            default -> 3600;
        };
    }

    static Optional<Path> path(Path folder, String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
