package dev.holdfast.lifetime.policy;

/** The one way in which the settings of this package are refused. */
final class Ranges {
    private Ranges() {}

    static void require(boolean legal, String setting, long value, String legalValues) {
        if (!legal) {
            throw new IllegalArgumentException(setting + " is " + value + ", legal is " + legalValues);
        }
    }
}
