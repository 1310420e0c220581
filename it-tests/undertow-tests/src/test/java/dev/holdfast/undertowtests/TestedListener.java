package dev.holdfast.undertowtests;

import java.util.Locale;

/** Whose listener the suite's test server has. */
enum TestedListener {
    STOCK,
    HOLDFAST;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
