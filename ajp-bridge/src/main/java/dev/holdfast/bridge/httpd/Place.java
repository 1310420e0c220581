package dev.holdfast.bridge.httpd;

import dev.holdfast.httpd.LocationScope;
import dev.holdfast.httpd.syntax.Glob;
import dev.holdfast.httpd.syntax.Regex;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests that what is in a Location holds for.
 *
 * @param path its path, whose characters are bytes; may have wildcards; empty for all requests
 * @param pattern found in the path of a request, or null
 */
record Place(String path, @Nullable Pattern pattern) {
    static final Place ANYWHERE = new Place("", null);

    /** Returns nothing for a regular expression that is not understood. */
    static Optional<Place> of(Optional<LocationScope> location) {
        if (location.isEmpty()) {
            return Optional.of(ANYWHERE);
        }
        String path = RequestPath.bytes(location.get().path());
        Optional<Regex> expression = location.get().expression();
        if (expression.isEmpty()) {
            return Optional.of(new Place(path, null));
        }
        return expression.get().meaning() instanceof Regex.Understood understood
                ? Optional.of(new Place(path, understood.pattern()))
                : Optional.empty();
    }

    boolean isAnywhere() {
        return path.isEmpty();
    }

    /** Whether a request for {@code request} is one of them. */
    boolean covers(RequestPath request) {
        if (isAnywhere()) {
            return true;
        }
        if (pattern == null) {
            return Glob.isPattern(path)
                    ? Glob.matchesPath(path, request.decoded())
                    : Mount.covered(request.decoded(), path) > 0;
        }
        try {
            return pattern.matcher(new BoundedText(request.decoded())).find();
        } catch (StackOverflowError | BoundedText.ExceededException tooMuch) {
            // java.util.regex recurses where a client's path makes an alternation repeat; an exclusion must not be
            // passed by that.
            return true;
        }
    }
}
