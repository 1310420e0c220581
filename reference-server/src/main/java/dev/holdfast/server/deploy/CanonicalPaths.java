package dev.holdfast.server.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Makes the path of a request canonical before anything is chosen by it (Servlet specification 3.5.2): without empty segments, {@code .} and {@code ..},
 * encoded or with a path parameter too. Otherwise a constraint on {@code /admin/*} would not apply to {@code //admin/x}, and the files there would be served all
 * the same.
 *
 * <p>400 for a path that leaves the root, or has a backslash or a control character in it. The request URI stays what the client sent.
 */
final class CanonicalPaths implements HttpHandler {
    private final HttpHandler next;

    CanonicalPaths(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRelativePath();
        Optional<String> canonical = canonical(path);
        if (canonical.isEmpty()) {
            refuse(exchange);
            return;
        }
        if (!canonical.get().equals(path)) {
            exchange.setRelativePath(canonical.get());
            exchange.setRequestPath(exchange.getResolvedPath() + canonical.get());
        }
        next.handleRequest(exchange);
    }

    /** Returns nothing for a path that is to be refused. */
    static Optional<String> canonical(String path) {
        if (isSuspicious(path)) {
            return Optional.empty();
        }
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

    private static void refuse(HttpServerExchange exchange) {
        exchange.setStatusCode(StatusCodes.BAD_REQUEST);
        exchange.endExchange();
    }

    private static boolean isSuspicious(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' || c < ' ' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }
}
