package dev.holdfast.bridge;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a request names the session it belongs to.
 *
 * @param cookie the session's cookie; default {@code JSESSIONID}
 * @param pathParameter the parameter of the path for clients without cookies; default {@code jsessionid}
 */
public record StickySession(String cookie, String pathParameter) {
    /** {@code JSESSIONID} and {@code jsessionid}. */
    public static final StickySession DEFAULT = new StickySession("JSESSIONID", "jsessionid");

    /** @throws IllegalArgumentException where either is empty */
    public StickySession {
        if (cookie.isEmpty() || pathParameter.isEmpty()) {
            throw new IllegalArgumentException("cookie and pathParameter must not be empty");
        }
    }

    /** Returns the route of the request's session: what follows the first dot of its id. Null where it names no session, or one without. */
    @Nullable
    String route(HttpServerExchange exchange) {
        String id = null;
        if (exchange.getRequestHeaders().contains(Headers.COOKIE)) {
            Cookie found = exchange.getRequestCookie(cookie);
            id = found == null ? null : found.getValue();
        }
        if (id == null) {
            id = parameter(exchange.getRequestURI());
        }
        if (id == null) {
            return null;
        }
        int dot = id.indexOf('.');
        return dot < 0 ? null : id.substring(dot + 1);
    }

    private @Nullable String parameter(String path) {
        String start = ";" + pathParameter + "=";
        int at = path.toLowerCase(Locale.ROOT).indexOf(start.toLowerCase(Locale.ROOT));
        if (at < 0) {
            return null;
        }
        int from = at + start.length();
        int to = from;
        while (to < path.length() && path.charAt(to) != ';' && path.charAt(to) != '/' && path.charAt(to) != '?') {
            to++;
        }
        return path.substring(from, to);
    }
}
