package dev.holdfast.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The ways in which httpd and mod_jk read values; both are written in C, and so is their idea of a number. */
public final class Values {
    private static final int PRINTABLE_LENGTH = 80;

    private Values() {}

    /** Any text. */
    public static ValueParser<String> text() {
        return (text, note) -> text;
    }

    /** Any text, which is absent when nobody set it. */
    public static <T> ValueParser<Optional<T>> optional(ValueParser<T> parser) {
        return (text, note) -> Optional.of(parser.parse(text, note));
    }

    /** A number as C's {@code atoi} reads it, and no less than {@code min}, no more than {@code max}. */
    public static ValueParser<Integer> integer(int min, int max) {
        return (text, note) -> {
            int value = atoi(text, note);
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        max == Integer.MAX_VALUE ? "a number from " + min : "a number from " + min + " to " + max);
            }
            return value;
        };
    }

    /** Whole seconds as {@code atoi} reads them, and no less than {@code min}. */
    public static ValueParser<Duration> seconds(int min) {
        return (text, note) -> {
            int value = atoi(text, note);
            if (value < min) {
                throw new IllegalArgumentException("a number of seconds from " + min);
            }
            return Duration.ofSeconds(value);
        };
    }

    /**
     * A number with one of httpd's units: {@code ms}, {@code s}, {@code mi} (minutes), {@code h}; what follows the unit does not count.
     *
     * @param unit of a bare number: "ms" or "s"
     * @param min the least legal value
     */
    public static ValueParser<Duration> time(String unit, Duration min) {
        return (text, note) -> {
            Duration value = time(text, unit);
            if (value.compareTo(min) < 0) {
                throw new IllegalArgumentException("a time of at least " + min.toMillis() + " ms");
            }
            return value;
        };
    }

    /** {@code on} or {@code off}, in any case. */
    public static ValueParser<Boolean> flag() {
        return (text, note) -> {
            if (text.equalsIgnoreCase("on")) {
                return true;
            }
            if (text.equalsIgnoreCase("off")) {
                return false;
            }
            throw new IllegalArgumentException("On or Off");
        };
    }

    /** One of {@code names}, in any case; the value is spelled as in {@code names}. */
    public static ValueParser<String> oneOf(String... names) {
        return (text, note) -> {
            for (String name : names) {
                if (name.equalsIgnoreCase(text)) {
                    return name;
                }
            }
            throw new IllegalArgumentException("one of " + String.join(", ", names));
        };
    }

    /** Whether a <code>${name}</code> is left in {@code text}, because no value of it is known here. */
    public static boolean hasVariable(String text) {
        return variable(text, "${", '}').isPresent();
    }

    /** Whether mod_jk's {@code $(name)} is left in {@code text}, or httpd's <code>${name}</code>, which a JkWorkerProperty may have. */
    public static boolean hasJkVariable(String text) {
        return jkVariable(text).isPresent();
    }

    private static Optional<String> jkVariable(String text) {
        return variable(text, "$(", ')').or(() -> variable(text, "${", '}'));
    }

    /** The name of the first variable. */
    private static Optional<String> variable(String text, String begin, char end) {
        int open = text.indexOf(begin);
        int close = open < 0 ? -1 : text.indexOf(end, open);
        return close < 0 ? Optional.empty() : Optional.of(text.substring(open + begin.length(), close));
    }

    /**
     * Refuses text of which a part is not known: what a product makes of the name of a variable is not what its value means.
     *
     * @throws IllegalArgumentException if it {@link #hasVariable}
     */
    public static void requireKnown(String text) {
        requireNone(variable(text, "${", '}'));
    }

    /**
     * Likewise of text of mod_jk's.
     *
     * @throws IllegalArgumentException if it {@link #hasJkVariable}
     */
    public static void requireJkKnown(String text) {
        requireNone(jkVariable(text));
    }

    private static void requireNone(Optional<String> variable) {
        variable.ifPresent(name -> {
            throw new IllegalArgumentException(
                    "known, but there is no value here for its variable: set it in the environment, as in "
                            + printable(name) + "=... holdfast ...");
        });
    }

    /**
     * Returns the number that {@code text} begins with, 0 if it begins with none, and notes it if there is anything else.
     *
     * @throws IllegalArgumentException as {@link #requireKnown}
     */
    public static int atoi(String text, Consumer<String> note) {
        requireKnown(text);
        int at = 0;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (at < text.length() && (negative || text.charAt(at) == '+')) {
            at++;
        }
        int first = at;
        long value = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            value = Math.min(value * 10 + (text.charAt(at) - '0'), 1L + Integer.MAX_VALUE);
            at++;
        }
        int result = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, negative ? -value : value));
        if (at == first || at < text.length() || result != (negative ? -value : value)) {
            note.accept("\"" + printable(text) + "\" is read as " + result);
        }
        return result;
    }

    private static Duration time(String text, String unit) {
        int digits = 0;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        String suffix = digits == text.length() ? unit : text.substring(digits);
        try {
            long number = digits == 0 ? 0 : Long.parseLong(text.substring(0, digits));
            if (suffix.startsWith("ms")) {
                return Duration.ofMillis(number);
            }
            if (suffix.startsWith("mi")) {
                return Duration.ofMinutes(number);
            }
            if (suffix.startsWith("s")) {
                return Duration.ofSeconds(number);
            }
            if (suffix.startsWith("h")) {
                return Duration.ofHours(number);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("a time that fits into 64 bits", e);
        }
        throw new IllegalArgumentException("a number with ms, s, mi or h after it, or without for " + unit);
    }

    /** Returns {@code text} cut to a line's length, with control characters as question marks, for messages. */
    public static String printable(String text) {
        String cut = text.length() <= PRINTABLE_LENGTH ? text : text.substring(0, PRINTABLE_LENGTH) + "...";
        StringBuilder out = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return out.toString();
    }

    /** Returns the words of {@code text} between blanks and commas. */
    public static List<String> list(String text) {
        return List.of(text.split("[ \\t,]+", -1)).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Returns {@code text} with ASCII capitals made small, as these products compare names. */
    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Whether C's {@code isspace} says so. */
    public static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
