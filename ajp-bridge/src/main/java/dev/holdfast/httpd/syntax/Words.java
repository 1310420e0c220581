package dev.holdfast.httpd.syntax;

import static dev.holdfast.config.Values.isSpace;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line: divided by white space, or in single or double quotes. In quotes a backslash escapes the quote and itself; outside
 * it escapes itself only. A missing closing quote is the end of the line. As httpd's {@code ap_getword_conf}.
 */
public final class Words {
    private final String line;
    private int at;

    /** Begins at the start of {@code line}. */
    public Words(String line) {
        this.line = line;
        skipSpace();
    }

    /** Returns all words of {@code line}. */
    public static List<String> all(String line) {
        List<String> found = new ArrayList<>();
        Words words = new Words(line);
        while (words.hasNext()) {
            found.add(words.next());
        }
        return found;
    }

    /** Whether anything is left. */
    public boolean hasNext() {
        return at < line.length();
    }

    /** Returns what is left, as it is written. */
    public String rest() {
        return line.substring(at);
    }

    /** Returns the next word, which is empty at the end of the line. */
    public String next() {
        StringBuilder word = new StringBuilder();
        char quote = hasNext() && (line.charAt(at) == '"' || line.charAt(at) == '\'') ? line.charAt(at) : 0;
        if (quote != 0) {
            at++;
        }
        while (hasNext() && (quote == 0 ? !isSpace(line.charAt(at)) : line.charAt(at) != quote)) {
            char c = line.charAt(at++);
            if (c == '\\' && hasNext() && (line.charAt(at) == '\\' || (quote != 0 && line.charAt(at) == quote))) {
                c = line.charAt(at++);
            }
            word.append(c);
        }
        if (quote != 0 && hasNext()) {
            at++;
        }
        skipSpace();
        return word.toString();
    }

    private void skipSpace() {
        while (hasNext() && isSpace(line.charAt(at))) {
            at++;
        }
    }
}
