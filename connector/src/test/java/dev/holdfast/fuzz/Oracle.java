package dev.holdfast.fuzz;

import java.util.Arrays;

/** What a fuzz target says when a property does not hold. */
final class Oracle {
    private Oracle() {}

    static void require(boolean holds, String property, Object... seen) {
        if (!holds) {
            throw new AssertionError(property + ": " + Arrays.toString(seen));
        }
    }
}
