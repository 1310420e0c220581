package dev.holdfast.server.realm;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places in it, <code>{0}</code> and <code>{1}</code>, as Tomcat's realms write them.
 *
 * @param text with a {@code {0}} at least
 */
record Template(String text) {
    private static final Pattern PLACE = Pattern.compile("\\{([01])\\}");

    /** Returns whether {@code text} has a <code>{0}</code>. */
    static boolean isOne(String text) {
        return text.contains("{0}");
    }

    /**
     * Returns the text with {@code values} in their places; what looks like a place in one of them is none.
     *
     * @param escape makes a value harmless in this text
     */
    String fill(UnaryOperator<String> escape, String zero, String one) {
        return PLACE.matcher(text)
                .replaceAll(place ->
                        Matcher.quoteReplacement(escape.apply(place.group(1).equals("0") ? zero : one)));
    }
}
