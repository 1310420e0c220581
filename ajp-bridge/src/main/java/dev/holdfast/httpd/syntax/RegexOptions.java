package dev.holdfast.httpd.syntax;

import java.util.List;
import java.util.Locale;

/**
 * What RegexDefaultOptions says of the regular expressions below it.
 *
 * @param ignoreCase (ICASE) whether letters of ASCII match those of the other case
 * @param dotAll (DOTALL) whether a dot matches a newline
 * @param dollarEndOnly (DOLLAR_ENDONLY) whether a dollar does not match before a newline at the end
 */
public record RegexOptions(boolean ignoreCase, boolean dotAll, boolean dollarEndOnly) {
    /** What holds where nothing is said. */
    public static final RegexOptions DEFAULT = new RegexOptions(false, true, true);

    private static final RegexOptions NONE = new RegexOptions(false, false, false);

    /**
     * Returns what the directive's words leave: {@code none}, or options of which {@code +} adds one, {@code -} takes one away, and neither
     * stands alone.
     *
     * @throws IllegalArgumentException saying what is legal
     */
    public RegexOptions changed(List<String> words) {
        RegexOptions now = this;
        for (String word : words) {
            String name = word.toLowerCase(Locale.ROOT);
            boolean on = !name.startsWith("-");
            boolean alone = on && !name.startsWith("+");
            now = name.equals("none") ? NONE : (alone ? NONE : now).with(alone ? name : name.substring(1), on);
        }
        return now;
    }

    private RegexOptions with(String name, boolean on) {
        return switch (name) {
            case "icase" -> new RegexOptions(on, dotAll, dollarEndOnly);
            case "dotall" -> new RegexOptions(ignoreCase, on, dollarEndOnly);
            case "dollar_endonly" -> new RegexOptions(ignoreCase, dotAll, on);
            default ->
                throw new IllegalArgumentException(
                        "takes none, and ICASE, DOTALL and DOLLAR_ENDONLY with or without + or -, not \"" + name
                                + "\"");
        };
    }
}
