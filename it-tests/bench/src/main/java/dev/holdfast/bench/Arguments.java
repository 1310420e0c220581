package dev.holdfast.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The words of a command line, by place; what is wrong with one is one line that names it and what is legal. */
final class Arguments {
    private static final int USAGE = 2;

    private final String program;
    private final String[] words;

    /**
     * Takes between {@code least} and {@code most} words.
     *
     * @throws IllegalArgumentException with {@code usage}, where there are more or fewer
     */
    Arguments(String program, String usage, int least, int most, String... words) {
        if (words.length < least || words.length > most) {
            throw new IllegalArgumentException("usage: " + program + " " + usage);
        }
        this.program = program;
        this.words = words.clone();
    }

    /** What the words of a program are read into. */
    @FunctionalInterface
    interface Reading<T> {
        T read();
    }

    /** Returns what {@code reading} makes of the words; where that is wrong, says so and ends the process with exit code 2. */
    static <T> T orExit(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(USAGE);
            throw wrong;
        }
    }

    /** Returns the word at {@code place}, from 0. */
    String word(int place) {
        return words[place];
    }

    /** Returns the constant that the word at {@code place} is the {@link #name} of. */
    <K extends Enum<K>> K oneOf(int place, String name, Class<K> kinds) {
        for (K kind : kinds.getEnumConstants()) {
            if (name(kind).equals(words[place])) {
                return kind;
            }
        }
        throw wrong(place, name, names(kinds, ", "));
    }

    /** Returns the whole number at {@code place}. */
    int number(int place, String name, int least, int most) {
        try {
            int number = Integer.parseInt(words[place]);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Said below, in the same words as a number out of range.
        }
        throw wrong(place, name, least + " to " + most);
    }

    /** Returns the whole number at {@code place}, or {@code otherwise} where the words end before it. */
    int number(int place, String name, int least, int most, int otherwise) {
        return place < words.length ? number(place, name, least, most) : otherwise;
    }

    /** Returns what is thrown for the word at {@code place}. */
    IllegalArgumentException wrong(int place, String name, String legal) {
        return new IllegalArgumentException(program + ": " + name + " is \"" + words[place] + "\"; legal: " + legal);
    }

    /** Returns how {@code kind} is written on a command line: {@code UNDERTOW_H2C} as {@code undertow-h2c}. */
    static String name(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns how all of {@code kinds} are written. */
    static <K extends Enum<K>> String names(Class<K> kinds, String between) {
        return Arrays.stream(kinds.getEnumConstants()).map(Arguments::name).collect(Collectors.joining(between));
    }
}
