package dev.holdfast.server.deploy;

import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes cookies as RFC 6265 has it, and browsers do.
 *
 * <p>Undertow's own reader ends a value at the first {@code =}, and fails the request for an octet beyond ASCII; its writer puts quotes around a value with one of
 * {@code =/?@:}, which browsers send back as part of the value, and forgets the SameSite of servlets' cookies. A cookie that is none by section 4.1.1 is left
 * out, and the others of the request are there, in their order where they have one name: the first, which browsers send for the longest path, is the one that is
 * found by its name. Octets beyond ASCII are UTF-8.
 */
final class Rfc6265Cookies implements HttpHandler {
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";
    private static final String SAME_SITE = "SameSite";

    /** What is written from the properties of a cookie, which its attributes repeat. */
    private static final Set<String> OF_PROPERTIES =
            Set.of("path", "domain", "secure", "httponly", "max-age", "expires", "comment", "discard", "samesite");

    private static final DateTimeFormatter EXPIRES = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final HttpHandler next;

    Rfc6265Cookies(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderValues cookies = exchange.getRequestHeaders().get(Headers.COOKIE);
        if (cookies != null) {
            read(exchange, List.copyOf(cookies));
        }
        exchange.addResponseCommitListener(Rfc6265Cookies::write);
        next.handleRequest(exchange);
    }

    /** Undertow reads the header once, when it is first asked for a cookie: then there is none for it to read. */
    private static void read(HttpServerExchange exchange, List<String> header) {
        HeaderMap headers = exchange.getRequestHeaders();
        headers.remove(Headers.COOKIE);
        exchange.requestCookies();
        headers.addAll(Headers.COOKIE, header);
        for (Cookie cookie : parse(header)) {
            exchange.setRequestCookie(cookie);
        }
    }

    /** Returns the cookies of {@code header}, as many as Undertow takes. */
    static List<Cookie> parse(List<String> header) {
        List<Cookie> cookies = new ArrayList<>();
        for (String line : header) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && cookies.size() < UndertowOptions.DEFAULT_MAX_COOKIES) {
                    String name = pair.substring(0, equals).strip();
                    String value = pair.substring(equals + 1).strip();
                    if (isToken(name) && isValue(value)) {
                        cookies.add(new RequestCookie(name, fromOctets(value)));
                    }
                }
            }
        }
        return cookies;
    }

    private static boolean isToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && SEPARATORS.indexOf(c) < 0);
    }

    /** The cookie-value of RFC 6265 section 4.1.1, and octets beyond ASCII. */
    private static boolean isValue(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        String octets = quoted ? value.substring(1, value.length() - 1) : value;
        return octets.chars().allMatch(c -> c > ' ' && c != '"' && c != ',' && c != ';' && c != '\\' && c != 0x7f);
    }

    private static String fromOctets(String value) {
        return isAscii(value) ? value : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String toOctets(String value) {
        return isAscii(value) ? value : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(String value) {
        return value.chars().allMatch(c -> c < 0x80);
    }

    /** What is written here must not be written by Undertow too, and only its map can be emptied. */
    @SuppressWarnings("removal")
    private static void write(HttpServerExchange exchange) {
        boolean any = false;
        for (Cookie cookie : exchange.responseCookies()) {
            any = true;
            exchange.getResponseHeaders().add(Headers.SET_COOKIE, render(cookie));
        }
        if (any) {
            exchange.getResponseCookies().clear();
        }
    }

    static String render(Cookie cookie) {
        StringBuilder header = new StringBuilder(cookie.getName()).append('=');
        if (cookie.getValue() != null) {
            header.append(toOctets(cookie.getValue()));
        }
        append(header, "Path", cookie.getPath());
        append(header, "Domain", cookie.getDomain());
        Integer maxAge = cookie.getMaxAge();
        if (maxAge != null && maxAge > 0) {
            append(header, "Max-Age", maxAge.toString());
        }
        append(header, "Expires", expires(cookie, maxAge));
        if (cookie.isSecure()) {
            header.append("; Secure");
        }
        if (cookie.isHttpOnly()) {
            header.append("; HttpOnly");
        }
        append(header, SAME_SITE, cookie.getSameSiteMode());
        for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
            if (!isOfAProperty(attribute.getKey())) {
                header.append("; ").append(attribute.getKey());
                if (!attribute.getValue().isBlank()) {
                    header.append('=').append(attribute.getValue());
                }
            }
        }
        return header.toString();
    }

    /** What Max-Age comes to, for clients that do not know that. */
    private static @Nullable String expires(Cookie cookie, @Nullable Integer maxAge) {
        if (cookie.getExpires() != null) {
            return EXPIRES.format(cookie.getExpires().toInstant());
        }
        if (maxAge == null || maxAge < 0) {
            return null;
        }
        return EXPIRES.format(maxAge == 0 ? Instant.EPOCH : Instant.now().plusSeconds(maxAge));
    }

    private static boolean isOfAProperty(String attribute) {
        return OF_PROPERTIES.stream().anyMatch(attribute::equalsIgnoreCase);
    }

    private static void append(StringBuilder header, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            header.append("; ").append(name).append('=').append(value);
        }
    }
}
