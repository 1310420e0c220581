package dev.holdfast.modjk;

import dev.holdfast.config.ValueParser;
import dev.holdfast.config.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** mod_jk's idea of values: what it cannot read is the default, and it says nothing. Here it is noted, and refused if it is a variable. */
final class JkValues {
    private JkValues() {}

    /** A number, of which {@code k} and {@code m} make 1024 and 1024 times 1024 as many. */
    static ValueParser<Integer> integer(int defaultValue) {
        return (text, note) -> number(text, defaultValue, note);
    }

    /** A number that is at least {@code min}: less is {@code min}. */
    static ValueParser<Integer> atLeast(int min, int defaultValue) {
        return (text, note) -> {
            int value = number(text, defaultValue, note);
            if (value < min) {
                note.accept(value + " is taken as " + min);
            }
            return Math.max(min, value);
        };
    }

    /** A number of seconds. */
    static ValueParser<Duration> seconds(int defaultValue) {
        return (text, note) -> Duration.ofSeconds(notNegative(number(text, defaultValue, note), note));
    }

    /** A number of milliseconds. */
    static ValueParser<Duration> millis(int defaultValue) {
        return (text, note) -> Duration.ofMillis(notNegative(number(text, defaultValue, note), note));
    }

    /** True is what begins with t or y, {@code on} or 1; false what begins with f or n, {@code off} or 0. */
    static ValueParser<Boolean> bool(boolean defaultValue) {
        return (text, note) -> {
            Values.requireJkKnown(text);
            char first = text.isEmpty() ? 0 : Character.toLowerCase(text.charAt(0));
            if (text.equalsIgnoreCase("off") || first == 'f' || first == 'n' || text.equals("0")) {
                return false;
            }
            if (text.equalsIgnoreCase("on") || first == 't' || first == 'y' || text.equals("1")) {
                return true;
            }
            note.accept("\"" + Values.printable(text) + "\" is neither true nor false and taken as " + defaultValue);
            return defaultValue;
        };
    }

    /** One of {@code constants}, of which the first letter or the number in the order of declaration counts; anything else is the first. */
    static <E extends Enum<E>> ValueParser<E> choice(E[] constants) {
        return (text, note) -> {
            Values.requireJkKnown(text);
            char first = text.isEmpty() ? 0 : Character.toUpperCase(text.charAt(0));
            for (int i = 0; i < constants.length; i++) {
                if (first == constants[i].name().charAt(0) || first == '0' + i) {
                    return constants[i];
                }
            }
            note.accept("\"" + Values.printable(text) + "\" is none of its values and taken as " + constants[0]);
            return constants[0];
        };
    }

    /** Status codes between blanks and commas; a negative one does not put the worker into error state. */
    static ValueParser<List<Integer>> statuses() {
        return (text, note) -> {
            List<Integer> statuses = new ArrayList<>();
            for (String word : Values.list(text)) {
                Values.requireJkKnown(word);
                statuses.add(Values.atoi(word, note));
            }
            return List.copyOf(statuses);
        };
    }

    private static int notNegative(int value, Consumer<String> note) {
        if (value < 0) {
            note.accept(value + " is taken as 0");
        }
        return Math.max(0, value);
    }

    private static int number(String text, int defaultValue, Consumer<String> note) {
        Values.requireJkKnown(text);
        String digits = text.strip();
        int end = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
        int first = end;
        while (end < digits.length() && digits.charAt(end) >= '0' && digits.charAt(end) <= '9') {
            end++;
        }
        long factor = 1;
        if (end < digits.length()) {
            char unit = Character.toLowerCase(digits.charAt(end));
            factor = unit == 'm' ? 1024 * 1024 : unit == 'k' ? 1024 : 1;
        }
        if (end > first && end - first <= 12) {
            long value = Long.parseLong(digits.substring(0, end)) * factor;
            if (value == (int) value) {
                if (end + (factor == 1 ? 0 : 1) < digits.length()) {
                    note.accept("\"" + Values.printable(text) + "\" is read as " + value);
                }
                return (int) value;
            }
        }
        note.accept("\"" + Values.printable(text) + "\" is no number and taken as " + defaultValue);
        return defaultValue;
    }
}
