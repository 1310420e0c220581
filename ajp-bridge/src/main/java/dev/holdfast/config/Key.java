package dev.holdfast.config;

import java.util.function.Consumer;

/**
 * The name of a setting, in the words of the product it belongs to, with how its text is read and what it is when nobody set it. Keys are
 * constants and compared by identity: two products' {@code timeout} are different keys.
 */
public final class Key<T> {
    private final String name;
    private final T defaultValue;
    private final ValueParser<T> parser;

    private Key(String name, T defaultValue, ValueParser<T> parser) {
        this.name = name;
        this.defaultValue = defaultValue;
        this.parser = parser;
    }

    /** Returns a new key. */
    public static <T> Key<T> of(String name, T defaultValue, ValueParser<T> parser) {
        return new Key<>(name, defaultValue, parser);
    }

    /** The product's own name for it. */
    public String name() {
        return name;
    }

    /** What holds when nobody set it; readers replace it where it depends on other settings. */
    public T defaultValue() {
        return defaultValue;
    }

    /**
     * Reads a value.
     *
     * @param note hears of text that the product takes otherwise than it looks
     * @throws ConfigurationException naming {@code origin}, this key, what was expected and the text
     */
    public Setting<T> read(String text, Origin origin, Consumer<String> note) {
        try {
            return new Setting<>(parser.parse(text, said -> note.accept(name + ": " + said)), origin);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    origin, name + " must be " + e.getMessage() + ": \"" + Values.printable(text) + "\"");
        }
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
