package dev.holdfast.plan;

import dev.holdfast.scenario.LongestDuration;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key and the values it is to take.
 *
 * @param key of a scenario
 * @param values as they are written, in their order; at least one
 */
public record Axis(String key, List<String> values) {
    /** The most values that one may have. */
    public static final int MOST_POINTS = 1000;

    /** What is legal, to follow "must be". */
    public static final String LEGAL =
            "key=from..to with two numbers of at most nine digits, durations or rates (front.maxRequestWorkers=5..50, front.keepAliveTimeout=0s..15s), or"
                    + " key=a,b,c with at most " + MOST_POINTS + " values";

    private static final Pattern AXIS = Pattern.compile("([A-Za-z][A-Za-z0-9_.]*)=(.+)");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    /** A number, or a rate. */
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(|/s|/m|/h)");

    private static final int BILLIONTHS = 9;
    private static final MathContext DIGITS = new MathContext(5);
    private static final double SPREAD_OF_FACTORS = 50;

    /** Copies the list. */
    public Axis {
        values = List.copyOf(values);
    }

    /**
     * Returns the axis that {@code text} is, if it is one.
     *
     * @param points how many values of a range, 2 to {@value #MOST_POINTS}; fewer if there are not as many
     */
    public static Optional<Axis> parse(String text, int points) {
        Matcher matcher = AXIS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String key = matcher.group(1);
        String values = matcher.group(2);
        int dots = values.indexOf("..");
        if (dots < 0) {
            List<String> list =
                    Arrays.stream(values.split(",", -1)).map(String::strip).toList();
            return list.contains("") || list.size() > MOST_POINTS ? Optional.empty() : Optional.of(new Axis(key, list));
        }
        return range(values.substring(0, dots), values.substring(dots + 2), points)
                .map(list -> new Axis(key, list));
    }

    /** From above to below as well: the values come in that order. */
    private static Optional<List<String>> range(String from, String to, int points) {
        if (WHOLE.matcher(from).matches() && WHOLE.matcher(to).matches()) {
            return Optional.of(between(Long.parseLong(from), Long.parseLong(to), points).stream()
                    .map(String::valueOf)
                    .toList());
        }
        Matcher first = NUMBER.matcher(from);
        Matcher last = NUMBER.matcher(to);
        if (first.matches() && last.matches() && first.group(2).equals(last.group(2))) {
            return Optional.of(between(billionths(first.group(1)), billionths(last.group(1)), points).stream()
                    .map(step -> BigDecimal.valueOf(step, BILLIONTHS)
                                    .round(DIGITS)
                                    .stripTrailingZeros()
                                    .toPlainString()
                            + first.group(2))
                    .distinct()
                    .toList());
        }
        Optional<Duration> shortest = LongestDuration.parse(from);
        Optional<Duration> longest = LongestDuration.parse(to);
        if (shortest.isEmpty() || longest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(between(shortest.get().toMillis(), longest.get().toMillis(), points).stream()
                .map(millis -> ScenarioValues.duration(Duration.ofMillis(millis)))
                .toList());
    }

    private static long billionths(String number) {
        return new BigDecimal(number).movePointRight(BILLIONTHS).longValue();
    }

    /** Equal steps, or equal factors where the range is wide and does not begin with nothing; whole numbers, each once. */
    private static List<Long> between(long from, long to, int points) {
        long least = Math.min(from, to);
        long most = Math.max(from, to);
        boolean factors = least > 0 && most > SPREAD_OF_FACTORS * least;
        TreeSet<Long> steps = new TreeSet<>();
        for (int i = 0; i < points; i++) {
            double part = (double) i / (points - 1);
            steps.add(Math.round(
                    factors ? least * Math.pow((double) most / least, part) : least + part * (most - least)));
        }
        return new ArrayList<>(from <= to ? steps : steps.descendingSet());
    }

    /** Returns a value as a number to draw: seconds of a duration, a number itself, else its place in the list. */
    double position(String value) {
        Optional<Duration> duration = LongestDuration.parse(value);
        if (duration.isPresent()) {
            return duration.get().toNanos() / 1e9;
        }
        Matcher number = NUMBER.matcher(value);
        return number.matches() ? Double.parseDouble(number.group(1)) : values.indexOf(value);
    }

    /** What is on the axis: the key, and of durations the unit. */
    String label() {
        return LongestDuration.parse(values.get(0)).isPresent() ? key + " in s" : key;
    }
}
