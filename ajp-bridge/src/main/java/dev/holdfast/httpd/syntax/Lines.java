package dev.holdfast.httpd.syntax;

import static dev.holdfast.config.Values.isSpace;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a file, one after the other: a line that ends with a backslash goes on in the next, also if it is a comment; white space
 * around a line does not count. As httpd's {@code ap_cfg_getline}.
 */
final class Lines {
    /** httpd's own is 16 MiB; no directive needs it. */
    private static final int MAX_LINE_LENGTH = 1 << 20;

    private final String file;
    private final String text;
    private int at;
    private int lineNumber;

    private Lines(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** One logical line. */
    record Line(String text, Origin origin) {}

    /** Returns the lines that are neither empty nor comments. */
    static List<Line> of(String file, String text) {
        List<Line> found = new ArrayList<>();
        Lines lines = new Lines(file, text);
        while (lines.at < text.length()) {
            Line line = lines.read();
            if (line.text().indexOf('\0') >= 0) {
                throw new ConfigurationException(line.origin(), "the line has a NUL byte: this is not a text file");
            }
            if (!line.text().isEmpty() && line.text().charAt(0) != '#') {
                found.add(line);
            }
        }
        return found;
    }

    private Line read() {
        StringBuilder line = new StringBuilder();
        Origin origin = new Origin(file, lineNumber + 1);
        boolean continued = true;
        while (continued && at < text.length()) {
            lineNumber++;
            int end = text.indexOf('\n', at);
            boolean last = end < 0;
            int stop = last ? text.length() : end;
            if (!last && stop > at && text.charAt(stop - 1) == '\r') {
                stop--;
            }
            continued = !last && stop > at && text.charAt(stop - 1) == '\\';
            line.append(text, at, continued ? stop - 1 : stop);
            at = last ? text.length() : end + 1;
            if (line.length() > MAX_LINE_LENGTH) {
                throw new ConfigurationException(origin, "the line has more than " + MAX_LINE_LENGTH + " characters");
            }
        }
        return new Line(trim(line), origin);
    }

    private static String trim(StringBuilder line) {
        int start = 0;
        int end = line.length();
        while (start < end && isSpace(line.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }
}
