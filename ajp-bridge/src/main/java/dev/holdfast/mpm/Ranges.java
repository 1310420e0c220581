package dev.holdfast.mpm;

/** Checks of settings. */
final class Ranges {
    private Ranges() {}

    static void require(String name, int value, int min, int max) {
        if (value < min || value > max) {
            String legal = max >= Integer.MAX_VALUE - 1 ? min + " or more" : min + " to " + max;
            throw new IllegalArgumentException(name + " must be " + legal + ": " + value);
        }
    }
}
