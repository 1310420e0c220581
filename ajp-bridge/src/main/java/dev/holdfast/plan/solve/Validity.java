package dev.holdfast.plan.solve;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a formula holds: it is within 5 % of the simulator where {@code outside} is empty.
 *
 * @param outside why it does not hold here, one clause each
 */
public record Validity(List<String> outside) {
    /** It holds. */
    public static final Validity VALID = new Validity(List.of());

    /** Copies the list. */
    public Validity {
        outside = List.copyOf(outside);
    }

    /** Whether it holds. */
    public boolean isValid() {
        return outside.isEmpty();
    }

    /** Returns this, and {@code why} if {@code holds} is false. */
    public Validity and(boolean holds, String why) {
        if (holds) {
            return this;
        }
        List<String> more = new ArrayList<>(outside);
        more.add(why);
        return new Validity(more);
    }

    /** {@code valid}, or {@code outside validity: } and why. */
    @Override
    public String toString() {
        return isValid() ? "valid" : "outside validity: " + String.join("; ", outside);
    }
}
