package dev.holdfast.bridge.httpd;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One ProxyPass or ProxyPassMatch.
 *
 * @param path what the path of a request begins with, whole segments of it; its characters are bytes. With {@code pattern} only for reports
 * @param pattern found in the path of a request, or null
 * @param raw (nocanon) whether back ends see the path as the client wrote it
 * @param servlet (mapping=servlet) whether parameters of the path do not count
 * @param place what requests it is looked at for
 */
record Mount(
        String path, @Nullable Pattern pattern, boolean raw, boolean servlet, Place place, Destination destination) {
    /** Returns what becomes of a request, or nothing if it is not this mount's. An exclusion is {@link Route.None}. */
    Optional<Route> route(RequestPath request) {
        Pattern regex = pattern;
        return regex == null ? byPrefix(request) : byPattern(regex, request);
    }

    private Optional<Route> byPrefix(RequestPath request) {
        String compared = servlet ? request.withoutParameters() : request.decoded();
        int length = covered(compared, path);
        if (length == 0) {
            return Optional.empty();
        }
        if (!(destination instanceof Destination.Forward forward)) {
            return Optional.of(otherwise());
        }
        if (raw && covered(request.raw(), path) == length) {
            return Optional.of(forward(forward, forward.path() + request.raw().substring(length), true));
        }
        String rest = servlet ? request.restWithParameters(length) : compared.substring(length);
        return Optional.of(forward(forward, forward.path() + rest, false));
    }

    private Optional<Route> byPattern(Pattern regex, RequestPath request) {
        String compared = servlet ? request.withoutParameters() : request.decoded();
        Matcher matcher = regex.matcher(new BoundedText(compared));
        try {
            if (!matcher.find()) {
                return Optional.empty();
            }
            if (!(destination instanceof Destination.Forward forward)) {
                return Optional.of(otherwise());
            }
            Matcher rawMatcher = regex.matcher(new BoundedText(request.raw()));
            boolean asWritten = raw && rawMatcher.find();
            String found = substitute(forward.path(), asWritten ? rawMatcher : matcher);
            if (found.equals(forward.path())) {
                found += asWritten ? request.raw() : compared;
            }
            return Optional.of(forward(forward, found, asWritten));
        } catch (StackOverflowError | BoundedText.ExceededException tooMuch) {
            // java.util.regex recurses where a client's path makes an alternation repeat.
            return Optional.of(new Route.Answer(400));
        }
    }

    private Route otherwise() {
        return destination instanceof Destination.Refusal refusal
                ? new Route.Answer(refusal.status())
                : new Route.None();
    }

    private Route forward(Destination.Forward forward, String found, boolean asWritten) {
        // In httpd it follows the host, or the balancer's name, at once, and is taken for the end of that.
        if (!found.startsWith("/") && !found.isEmpty()) {
            return new Route.Answer(500);
        }
        String whole = forward.before() + (found.isEmpty() ? "/" : found);
        return new Route.Forward(forward.pool(), asWritten ? whole : RequestPath.encode(whole), true);
    }

    /** Replaces {@code $0} to {@code $9}; a backslash before {@code $} or a backslash takes its meaning away. */
    private static String substitute(String text, Matcher matcher) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (c == '\\' && (next == '$' || next == '\\')) {
                out.append(next);
                i++;
            } else if (c == '$' && next >= '0' && next <= '9') {
                int group = next - '0';
                String value = group <= matcher.groupCount() ? matcher.group(group) : null;
                out.append(value == null ? "" : value);
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Returns how much of {@code uri} the path covers, 0 if it does not match; any number of slashes is one. */
    static int covered(String uri, String path) {
        int u = 0;
        int p = 0;
        while (p < path.length() && u < uri.length()) {
            if (path.charAt(p) == '/') {
                if (uri.charAt(u) != '/') {
                    return 0;
                }
                p = afterSlashes(path, p);
                u = afterSlashes(uri, u);
            } else if (path.charAt(p++) != uri.charAt(u++)) {
                return 0;
            }
        }
        boolean wholeSegment = p == path.length() && (path.endsWith("/") || u == uri.length() || uri.charAt(u) == '/');
        return wholeSegment ? u : 0;
    }

    private static int afterSlashes(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '/') {
            at++;
        }
        return at;
    }
}
