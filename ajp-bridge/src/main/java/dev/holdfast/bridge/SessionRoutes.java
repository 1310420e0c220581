package dev.holdfast.bridge;

import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the routes of a request's session: what follows the first dot of its id. The URL comes before cookies, and a cookie counts only where
 * the URL has no id. A request without either costs no memory.
 *
 * <p><b>mod_jk</b>, and native: a parameter of the path, whose value ends at a semicolon or slash; else all cookies of the name in the order
 * they were sent, for browsers send one for each path, the longest path first. An id without a dot has an empty route: it is a session, if nobody's.
 *
 * <p><b>mod_proxy</b>: the name anywhere in path or query, whose value ends at a question mark or an ampersand, and
 * where {@link StickySession#scolonPathDelim} at a semicolon; else the first cookie of the name. An id without a dot is no session.
 */
final class SessionRoutes {
    private enum Way {
        NONE,
        MOD_JK,
        MOD_PROXY
    }

    private final Way way;
    private final String cookie;
    private final String parameter;
    private final String delimiters;

    private SessionRoutes(Way way, String cookie, String parameter, String delimiters) {
        this.way = way;
        this.cookie = cookie;
        this.parameter = parameter;
        this.delimiters = delimiters;
    }

    /** Returns how the product that {@code balancer} behaves like reads them; never any where sessions do not stay with their member. */
    static SessionRoutes of(StickySession session, BalancerSettings balancer) {
        boolean modProxy = balancer instanceof ModProxyBalancerSettings;
        Way way = modProxy ? Way.MOD_PROXY : Way.MOD_JK;
        String name = session.pathParameter() + "=";
        return new SessionRoutes(
                balancer.stickySession() ? way : Way.NONE,
                session.cookie(),
                modProxy ? name : ";" + name,
                !modProxy ? ";/?" : session.scolonPathDelim() ? ";?&" : "?&");
    }

    /** Returns the routes in the order in which they are to be looked for; of mod_proxy one at most. */
    List<String> of(HttpServerExchange exchange) {
        return switch (way) {
            case NONE -> List.of();
            case MOD_JK -> {
                String id = inUrl(exchange.getRequestURI());
                yield id == null
                        ? ofCookies(exchange.getRequestHeaders())
                        : id.isEmpty() ? List.of() : List.of(route(id));
            }
            case MOD_PROXY -> {
                String id = inUrl(exchange.getRequestURI());
                id = id == null ? inUrl(exchange.getQueryString()) : id;
                id = id == null ? firstCookie(exchange.getRequestHeaders()) : id;
                yield id == null || id.indexOf('.') < 0 ? List.of() : List.of(route(id));
            }
        };
    }

    private static String route(String id) {
        int dot = id.indexOf('.');
        return dot < 0 ? "" : id.substring(dot + 1);
    }

    /** Returns the first id of which anything is there, which may be a delimiter. */
    private @Nullable String inUrl(String part) {
        for (int at = part.indexOf(parameter); at >= 0; at = part.indexOf(parameter, at + 1)) {
            int from = at + parameter.length();
            if (from < part.length()) {
                int to = from;
                while (to < part.length() && delimiters.indexOf(part.charAt(to)) < 0) {
                    to++;
                }
                return part.substring(from, to);
            }
        }
        return null;
    }

    private List<String> ofCookies(HeaderMap headers) {
        HeaderValues fields = headers.get(Headers.COOKIE);
        if (fields == null) {
            return List.of();
        }
        List<String> routes = List.of();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            for (int at = value(field, 0); at >= 0; at = value(field, end(field, at))) {
                String id = unquoted(field.substring(at, end(field, at)));
                if (!id.isEmpty()) {
                    routes = routes.isEmpty() ? new ArrayList<>(2) : routes;
                    routes.add(route(id));
                }
            }
        }
        return routes;
    }

    private @Nullable String firstCookie(HeaderMap headers) {
        HeaderValues fields = headers.get(Headers.COOKIE);
        for (int i = 0; fields != null && i < fields.size(); i++) {
            String field = fields.get(i);
            int at = value(field, 0);
            if (at >= 0) {
                return field.substring(at, end(field, at));
            }
        }
        return null;
    }

    /** Returns where the value of the next cookie of the name begins, or a negative number. */
    private int value(String field, int from) {
        for (int at = field.indexOf(cookie, from); at >= 0; at = field.indexOf(cookie, at + 1)) {
            if (at == 0 || isBetweenCookies(field.charAt(at - 1))) {
                int equals = at + cookie.length();
                while (equals < field.length() && isSpace(field.charAt(equals))) {
                    equals++;
                }
                if (equals + 1 < field.length() && field.charAt(equals) == '=') {
                    return equals + 1;
                }
            }
        }
        return -1;
    }

    private static int end(String field, int from) {
        int to = from;
        while (to < field.length() && field.charAt(to) != ';' && field.charAt(to) != ',') {
            to++;
        }
        return to;
    }

    private static boolean isBetweenCookies(char c) {
        return c == ';' || c == ',' || isSpace(c);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
