package dev.holdfast.bridge.httpd;

import dev.holdfast.httpd.LocationScope;
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
    private static final Place ANYWHERE = new Place("", null);

    static Place of(Optional<LocationScope> location) {
        if (location.isEmpty()) {
            return ANYWHERE;
        }
        String path = RequestPath.bytes(location.get().path());
        return new Place(path, location.get().regex() ? Pattern.compile(path) : null);
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
            return Mount.covered(request.decoded(), path) > 0 || Wildcards.matches(path, request.decoded());
        }
        try {
            return pattern.matcher(request.decoded()).find();
        } catch (StackOverflowError tooNested) {
            // java.util.regex recurses where a client's path makes an alternation repeat.
            return false;
        }
    }
}
