package dev.holdfast.connector;

import dev.holdfast.time.TimeText;
import java.time.Duration;

/** The wording of every complaint about a setting. */
final class Require {
    private Require() {}

    static void that(boolean legal, String name, Object value, String legalValues) {
        if (!legal) {
            Object written = value instanceof Duration duration ? TimeText.of(duration) : value;
            throw new IllegalArgumentException(name + " is " + written + ", but must be " + legalValues);
        }
    }

    static void positive(String name, Duration value) {
        that(!value.isNegative() && !value.isZero(), name, value, "more than 0");
    }

    static void notNegative(String name, Duration value) {
        that(!value.isNegative(), name, value, "0 or more");
    }

    static void countOrNone(String name, long value, String unit) {
        that(value == -1 || value > 0, name, value, "1 or more" + unit + ", or -1 for no limit");
    }
}
