package dev.holdfast.words;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Says which key it was whose value a settings record refused, and where that was given. */
public final class Located {
    private Located() {}

    /**
     * Makes a settings record.
     *
     * @param settings makes it; what it refuses it names first in its message
     * @param keys finds the key of a record's component
     * @throws ConfigurationException if {@code settings} throws an {@code IllegalArgumentException}
     */
    public static <T> T make(GivenSettings given, Supplier<T> settings, Function<String, Optional<String>> keys)
            throws ConfigurationException {
        try {
            return settings.get();
        } catch (IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            int end = Math.max(0, message.indexOf(' '));
            Optional<String> key = keys.apply(message.substring(0, end)).filter(given::isGiven);
            throw new ConfigurationException(key.map(k -> given.place(k) + ": " + k + message.substring(end))
                    .orElse(message));
        }
    }
}
