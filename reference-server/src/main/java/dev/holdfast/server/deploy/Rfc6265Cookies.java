package dev.holdfast.server.deploy;

import io.undertow.UndertowOptions;
import io.undertow.server.Connectors;
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
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes cookies as RFC 6265 has it, and browsers do.
 *
 * <p>Undertow's own reader ends a value at the first {@code =}, and fails the request for an octet beyond ASCII; its writer puts quotes around a value with one of
 * {@code =/?@:}, which browsers send back as part of the value, and forgets the SameSite of servlets' cookies. A cookie that is none by section 4.1.1 is left
 * out, and the others of the request are there, in their order where they have one name: the first, which browsers send for the longest path, is the one that is
 * found by its name. Octets beyond ASCII are UTF-8.
 */
final class Rfc6265Cookies {
    private static final Logger LOG = Logger.getLogger(Rfc6265Cookies.class);
    private static final String SAME_SITE = "SameSite";

    /** What is written from the properties of a cookie, which its attributes repeat. */
    private static final Set<String> OF_PROPERTIES =
            Set.of("path", "domain", "secure", "httponly", "max-age", "expires", "comment", "discard", "samesite");

    private static final DateTimeFormatter EXPIRES = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Rfc6265Cookies() {}

    /** Undertow reads the header once, when it is first asked for a cookie: then there is none for it to read. */
    static void read(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        HeaderValues header = headers.get(Headers.COOKIE);
        if (header == null) {
            return;
        }
        headers.remove(Headers.COOKIE);
        exchange.requestCookies();
        headers.addAll(Headers.COOKIE, header);
        for (Cookie cookie : parse(header)) {
            exchange.setRequestCookie(cookie);
        }
    }

    /** Returns the cookies of {@code header}, as many as Undertow takes. */
    static List<Cookie> parse(Collection<String> header) {
        List<Cookie> cookies = new ArrayList<>();
        for (String line : header) {
            int start = 0;
            while (start < line.length()) {
                int end = indexOf(';', line, start, line.length());
                Cookie cookie = cookie(line, start, end);
                if (cookie != null && cookies.size() == UndertowOptions.DEFAULT_MAX_COOKIES) {
                    LOG.debugf("a request has more than %d cookies: the others are left out", cookies.size());
                    return cookies;
                }
                if (cookie != null) {
                    cookies.add(cookie);
                }
                start = end + 1;
            }
        }
        return cookies;
    }

    private static @Nullable Cookie cookie(String line, int start, int end) {
        int equals = indexOf('=', line, start, end);
        int nameStart = skipBlanks(line, start, equals);
        int nameEnd = skipBlanksBefore(line, nameStart, equals);
        if (equals == end || !isToken(line, nameStart, nameEnd)) {
            return null;
        }
        int valueStart = skipBlanks(line, equals + 1, end);
        int valueEnd = skipBlanksBefore(line, valueStart, end);
        return isValue(line, valueStart, valueEnd)
                ? new RequestCookie(
                        line.substring(nameStart, nameEnd), fromOctets(line.substring(valueStart, valueEnd)))
                : null;
    }

    /** Returns {@code end} where there is none; does not look beyond it, for a line may be long and have many pairs. */
    private static int indexOf(char wanted, String line, int start, int end) {
        int i = start;
        while (i < end && line.charAt(i) != wanted) {
            i++;
        }
        return i;
    }

    private static int skipBlanks(String line, int start, int end) {
        int i = start;
        while (i < end && Character.isWhitespace(line.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int skipBlanksBefore(String line, int start, int end) {
        int i = end;
        while (i > start && Character.isWhitespace(line.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private static boolean isToken(String line, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = line.charAt(i);
            if (c >= 0x80 || !Connectors.isValidTokenCharacter((byte) c)) {
                return false;
            }
        }
        return start < end;
    }

    /** The cookie-value of RFC 6265 section 4.1.1, and octets beyond ASCII. */
    private static boolean isValue(String line, int start, int end) {
        boolean quoted = end - start > 1 && line.charAt(start) == '"' && line.charAt(end - 1) == '"';
        int last = quoted ? end - 1 : end;
        for (int i = quoted ? start + 1 : start; i < last; i++) {
            char c = line.charAt(i);
            if (c <= ' ' || c == '"' || c == ',' || c == ';' || c == '\\' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String fromOctets(String value) {
        return isAscii(value) ? value : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String toOctets(String value) {
        return isAscii(value) ? value : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** What is written here must not be written by Undertow too, and only its map can be emptied. */
    @SuppressWarnings("removal")
    static void write(HttpServerExchange exchange) {
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
        append(header, cookie, "Path", cookie.getPath());
        append(header, cookie, "Domain", cookie.getDomain());
        Integer maxAge = cookie.getMaxAge();
        if (maxAge != null && maxAge > 0) {
            append(header, cookie, "Max-Age", maxAge.toString());
        }
        append(header, cookie, "Expires", expires(cookie, maxAge));
        if (cookie.isSecure()) {
            header.append("; Secure");
        }
        if (cookie.isHttpOnly()) {
            header.append("; HttpOnly");
        }
        append(header, cookie, SAME_SITE, cookie.getSameSiteMode());
        for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
            if (isOfAProperty(attribute.getKey())) {
                continue;
            }
            if (attribute.getValue().isBlank()) {
                header.append("; ").append(attribute.getKey());
            } else {
                append(header, cookie, attribute.getKey(), attribute.getValue());
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

    /** A value that would end its attribute and begin another is left out with the attribute. */
    private static void append(StringBuilder header, Cookie cookie, String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return;
        }
        if (isAttributeValue(value)) {
            header.append("; ").append(name).append('=').append(value);
        } else {
            LOG.debugf(
                    "the attribute %s of the cookie %s is left out: a ; or a control character is in it",
                    name, cookie.getName());
        }
    }

    /** The av-octets of RFC 6265 section 4.1.1, and what is beyond ASCII. */
    private static boolean isAttributeValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == ';' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
