package dev.holdfast.plan;

import java.util.List;
import java.util.Map;

/**
 * One kind of change, from the smallest to the largest.
 *
 * @param name in words
 * @param steps the keys and values of each
 */
record Lever(String name, List<Map<String, String>> steps) {
    Lever {
        steps = List.copyOf(steps);
    }
}
