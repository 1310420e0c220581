package dev.holdfast.httpd.syntax;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression of httpd's, which PCRE reads.
 *
 * @param text as written
 * @param options what holds where it stands
 */
public record Regex(String text, RegexOptions options) {
    /** What is made of an expression. */
    public sealed interface Meaning {}

    /**
     * Finds what PCRE finds, in text that has a character for each byte.
     *
     * @param groups an expression for each group alone; first the whole
     */
    public record Understood(Pattern pattern, List<String> groups) implements Meaning {
        /** Copies the list. */
        public Understood {
            groups = List.copyOf(groups);
        }

        /** Whether what a group finds can begin with a slash; of a group that is not there, no. */
        public boolean mayBeginWithSlash(int group) {
            if (group >= groups.size()) {
                return false;
            }
            Matcher matcher = Pattern.compile(groups.get(group)).matcher("/");
            return matcher.matches() || matcher.hitEnd();
        }
    }

    /**
     * PCRE takes it, and nothing here does as PCRE would.
     *
     * @param construct what is not understood
     */
    public record NotUnderstood(String construct) implements Meaning {}

    /**
     * Returns what the expression means.
     *
     * @throws IllegalArgumentException saying what is wrong, where PCRE refuses it
     */
    public Meaning meaning() {
        return PcreTranslator.translate(bytes(text), options);
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
