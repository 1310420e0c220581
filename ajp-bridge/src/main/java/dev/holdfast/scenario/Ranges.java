package dev.holdfast.scenario;

/** Checks of single numbers. */
final class Ranges {
    private Ranges() {}

    static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }
}
