package dev.holdfast.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.httpd.syntax.Node;
import java.util.List;

/** How many arguments a directive takes. */
final class Arguments {
    private Arguments() {}

    /** Returns the only argument. */
    static String one(Node node) {
        return words(node, 1, 1).get(0);
    }

    /** Returns the arguments, of which there must be {@code min} to {@code max}. */
    static List<String> words(Node node, int min, int max) {
        List<String> words = node.words();
        if (words.size() < min || words.size() > max) {
            String expected = min == max ? "" + min : max == Integer.MAX_VALUE ? min + " or more" : min + " to " + max;
            throw new ConfigurationException(
                    node.origin(),
                    Remarks.name(node) + " takes " + expected + (max == 1 ? " argument" : " arguments") + ", not "
                            + words.size());
        }
        return words;
    }
}
