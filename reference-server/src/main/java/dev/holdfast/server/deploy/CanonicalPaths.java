package dev.holdfast.server.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes the path of a request canonical before anything is chosen by it (Servlet specification 3.5.2). Otherwise a constraint on {@code /admin/*} would not
 * apply to {@code //admin/x}, and the files there would be served all the same.
 *
 * <p>Empty segments, {@code .} and {@code ..} are resolved, in the request URI as well: asynchronous dispatches, relative redirects and frameworks start from
 * that, and must not come to another resource than the constraints were asked about. 400 for what can only be meant to be understood in two ways: those segments
 * encoded or with a parameter, an encoded {@code /}, a {@code \\} in either form, a control character, and a path that leaves the root.
 */
final class CanonicalPaths implements HttpHandler {
    private final HttpHandler next;

    CanonicalPaths(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String uri = exchange.getRequestURI();
        int start = exchange.isHostIncludedInRequestURI() ? pathOf(uri) : 0;
        if (needsLook(uri, start)) {
            String sent = uri.substring(start);
            Optional<String> path = hasControl(exchange.getRelativePath()) ? Optional.empty() : canonical(sent);
            if (path.isEmpty()) {
                exchange.setStatusCode(StatusCodes.BAD_REQUEST);
                exchange.endExchange();
                return;
            }
            if (!path.get().equals(sent)) {
                exchange.setRequestURI(uri.substring(0, start) + path.get(), exchange.isHostIncludedInRequestURI());
                String relative = resolved(exchange.getRelativePath()).orElseThrow();
                exchange.setRelativePath(relative);
                exchange.setRequestPath(exchange.getResolvedPath() + relative);
            }
        }
        next.handleRequest(exchange);
    }

    /**
     * Returns the canonical form of a path as it was sent, nothing if it is to be refused. It has the same segments as what is made of it by decoding, for nothing
     * that is left would be resolved only then.
     */
    static Optional<String> canonical(String sent) {
        String lower = sent.toLowerCase(Locale.ROOT);
        if (lower.contains("%2f") || lower.contains("%5c") || sent.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        String[] segments = sent.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            String segment = segments[i];
            int parameter = segment.indexOf(';');
            String name = (parameter < 0 ? segment : segment.substring(0, parameter));
            String plain = name.toLowerCase(Locale.ROOT).replace("%2e", ".");
            boolean last = i == segments.length - 1;
            boolean resolved = plain.equals(".") || plain.equals("..") || (plain.isEmpty() && !last);
            if (resolved && !segment.equals(plain)) {
                return Optional.empty();
            }
        }
        return resolved(sent);
    }

    /** Returns {@code path} without segments that are none; nothing if it leaves the root. */
    private static Optional<String> resolved(String path) {
        if (!path.startsWith("/") || !(path.contains("//") || path.contains("/."))) {
            return Optional.of(path);
        }
        Deque<String> segments = new ArrayDeque<>();
        String last = "";
        for (String segment : path.split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        String joined = "/" + String.join("/", segments);
        boolean directory = last.isEmpty() || last.equals(".") || last.equals("..");
        return Optional.of(directory && !segments.isEmpty() ? joined + "/" : joined);
    }

    /** Most paths have nothing of what this class is about. */
    private static boolean needsLook(String uri, int start) {
        boolean afterSlash = false;
        for (int i = start; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%' || c == ';' || c == '\\' || isControl(c) || (afterSlash && (c == '/' || c == '.'))) {
                return true;
            }
            afterSlash = c == '/';
        }
        return false;
    }

    /** Returns where the path begins in {@code http://HOST/PATH}. */
    private static int pathOf(String uri) {
        int slash = uri.indexOf('/', uri.indexOf("//") + 2);
        return slash < 0 ? uri.length() : slash;
    }

    private static boolean hasControl(String path) {
        return path.chars().anyMatch(c -> isControl((char) c));
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == 0x7f;
    }
}
