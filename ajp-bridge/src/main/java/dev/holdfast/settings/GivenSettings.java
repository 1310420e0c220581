package dev.holdfast.settings;

import dev.holdfast.connector.DurationText;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What somebody set, by key; and how single values are read. */
public interface GivenSettings {
    /**
     * Returns the value of a key.
     *
     * @param whenAbsent the value if the key is not given
     * @param legal what {@code reader} takes, to follow "must be"
     * @param reader makes a value of the text, or nothing if the text is none
     * @throws ConfigurationException naming place, key, text and {@code legal}, if {@code reader} returns nothing
     */
    <T> T value(String key, T whenAbsent, String legal, Function<String, Optional<? extends T>> reader)
            throws ConfigurationException;

    /** Returns whether the key is given. */
    boolean isGiven(String key);

    /** Returns where the key, which must be given, was given. */
    String place(String key);

    /** Returns a whole number of up to {@link Integer#MAX_VALUE}, with a minus before it or not. */
    default int integer(String key, int whenAbsent) throws ConfigurationException {
        return value(
                key,
                whenAbsent,
                "a whole number up to " + Integer.MAX_VALUE,
                text -> whole(text, Integer.MAX_VALUE).map(Long::intValue));
    }

    /** Returns a duration as {@link DurationText} reads it. */
    default Duration duration(String key, Duration whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, DurationText.LEGAL, DurationText::parse);
    }

    /** Returns what {@code true} or {@code false} says. */
    default boolean trueOrFalse(String key, boolean whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, "true or false", GivenSettings::trueOrFalse);
    }

    /** Returns one of an enum's constants, by its name in any case. */
    default <E extends Enum<E>> E constant(String key, E whenAbsent, Class<E> type) throws ConfigurationException {
        Set<String> legal = new TreeSet<>();
        for (E constant : type.getEnumConstants()) {
            legal.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return value(key, whenAbsent, "one of " + String.join(", ", legal), text -> {
            String lower = text.toLowerCase(Locale.ROOT);
            return legal.contains(lower)
                    ? Optional.of(Enum.valueOf(type, lower.toUpperCase(Locale.ROOT)))
                    : Optional.empty();
        });
    }

    /** Returns the number that {@code text} is, if it is one and between {@code -highest} and {@code highest}. */
    static Optional<Long> whole(String text, long highest) {
        try {
            return Optional.of(Long.parseLong(text)).filter(number -> number <= highest && number >= -highest);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns what {@code true} or {@code false} says, nothing for anything else. */
    static Optional<Boolean> trueOrFalse(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
