package dev.holdfast.config;

/** A value and where it came from. */
public record Setting<T>(T value, Origin origin) {
    /** {@code value (file:line)}. */
    @Override
    public String toString() {
        return value + " (" + origin + ")";
    }
}
