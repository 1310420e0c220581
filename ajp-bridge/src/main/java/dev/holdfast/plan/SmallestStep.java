package dev.holdfast.plan;

import java.util.function.IntPredicate;

/**
 * Finds the smallest step that is enough, of steps of which all are that are larger than one that is. Asking is dear, so it begins at a guess, goes on
 * from there by 1, 2, 4 and so on until it has passed that step, and halves the rest.
 */
final class SmallestStep {
    private SmallestStep() {}

    /**
     * Returns the step, or -1 if none was found.
     *
     * @param guess from 0, below {@code steps}
     * @param steps how many there are
     */
    static int from(int guess, int steps, IntPredicate enough) {
        return enough.test(guess) ? below(guess, enough) : above(guess, steps - 1, enough);
    }

    private static int below(int guess, IntPredicate enough) {
        int high = guess;
        int low = guess - 1;
        for (int width = 2; low >= 0 && enough.test(low); width *= 2) {
            high = low;
            low = Math.max(-1, low - width);
        }
        return between(low, high, enough);
    }

    private static int above(int guess, int last, IntPredicate enough) {
        int low = guess;
        int high = Math.min(guess + 1, last);
        for (int width = 2; low < high && !enough.test(high); width *= 2) {
            low = high;
            high = Math.min(high + width, last);
        }
        return low == high ? -1 : between(low, high, enough);
    }

    /**
     * Returns the smallest step that is enough.
     *
     * @param low a step that is not enough, or -1
     * @param high one that is
     */
    static int between(int low, int high, IntPredicate enough) {
        int below = low;
        int found = high;
        while (found - below > 1) {
            int middle = (below + found) / 2;
            if (enough.test(middle)) {
                found = middle;
            } else {
                below = middle;
            }
        }
        return found;
    }
}
