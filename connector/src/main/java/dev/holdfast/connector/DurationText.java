package dev.holdfast.connector;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 1500ms}, {@code 5s}, {@code 2m}, {@code 1h}, or ISO 8601 as {@code PT2.5S}. */
public final class DurationText {
    /** What is legal, for people, to follow "must be". */
    public static final String LEGAL = "a duration such as 1500ms, 5s, 2m or PT5S";

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})(ms|s|m|h)");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    private DurationText() {}

    /** Reads a duration. A bare number is none: whether it meant seconds or milliseconds is what Tomcat and httpd disagree on. */
    public static Optional<Duration> parse(String text) {
        try {
            Matcher matcher = NUMBER_AND_UNIT.matcher(text);
            if (matcher.matches()) {
                return Optional.of(Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2))));
            }
            return text.startsWith("PT") ? Optional.of(Duration.parse(text)) : Optional.empty();
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
