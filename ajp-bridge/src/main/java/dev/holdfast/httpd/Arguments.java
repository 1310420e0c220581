package dev.holdfast.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import dev.holdfast.httpd.syntax.Regex;
import dev.holdfast.httpd.syntax.RegexOptions;
import java.util.List;

/** What arguments a directive takes. */
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

    /** Returns an argument that is a regular expression; one that is malformed is refused, one that is not understood is not. */
    static Regex regex(Node node, String text, RegexOptions options) {
        Regex regex = new Regex(text, options);
        try {
            regex.meaning();
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException(
                    node.origin(),
                    Remarks.name(node) + ": the regular expression \"" + Values.printable(text) + "\" is malformed: "
                            + malformed.getMessage());
        }
        return regex;
    }
}
