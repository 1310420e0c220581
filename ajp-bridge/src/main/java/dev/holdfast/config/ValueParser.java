package dev.holdfast.config;

import java.util.function.Consumer;

/** How the text of a setting becomes its value. */
@FunctionalInterface
public interface ValueParser<T> {
    /**
     * Returns the value.
     *
     * @param note hears of text that is taken otherwise than it looks: "10s" where only a number is read
     * @throws IllegalArgumentException whose message says what is legal, to go after "must be"
     */
    T parse(String text, Consumer<String> note);
}
