package dev.holdfast.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One kind of change, from the smallest to the largest.
 *
 * @param name in words
 * @param steps the keys and values of each
 * @param against what it relieves; it may help against something else too, but hardly does by itself
 */
record Lever(String name, List<Map<String, String>> steps, Set<Constraint> against) {
    Lever {
        steps = List.copyOf(steps);
        against = Set.copyOf(against);
    }

    /** Returns the key that it changes, the first if there are several. */
    String key() {
        return steps.get(0).keySet().iterator().next();
    }
}
