package dev.holdfast.httpd;

import dev.holdfast.httpd.syntax.Regex;
import java.util.Optional;

/**
 * A Location or LocationMatch.
 *
 * @param path a path, which may have wildcards, or the text of {@code expression}
 * @param expression the regular expression, if it is one
 */
public record LocationScope(String path, Optional<Regex> expression) {
    /** Whether requests are compared with a regular expression. */
    public boolean regex() {
        return expression.isPresent();
    }
}
