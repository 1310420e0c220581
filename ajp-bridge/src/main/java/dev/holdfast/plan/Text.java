package dev.holdfast.plan;

import java.util.Locale;

/** Numbers for people: three digits that count. */
final class Text {
    private Text() {}

    /** A time of that many seconds. */
    static String seconds(double seconds) {
        if (Double.isNaN(seconds)) {
            return "unknown";
        }
        if (Double.isInfinite(seconds)) {
            return "without bound";
        }
        return Math.abs(seconds) < 0.9995 ? number(seconds * 1000) + " ms" : number(seconds) + " s";
    }

    /** A number. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "unknown";
        }
        if (Double.isInfinite(value)) {
            return "infinite";
        }
        double magnitude = Math.abs(value);
        int digits = magnitude >= 100 || magnitude == Math.rint(magnitude)
                ? 0
                : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** A part of a whole. */
    static String percent(double part) {
        return Double.isNaN(part) ? "unknown" : number(part * 100) + " %";
    }
}
