package dev.holdfast.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;

/**
 * Adds to responses, when they begin, the headers that tell a browser to be careful, where the application has not said otherwise by a header of the same
 * name.
 *
 * <ul>
 *   <li>{@code X-Content-Type-Options: nosniff};
 *   <li>{@code X-Frame-Options: SAMEORIGIN}, unless there is a {@code Content-Security-Policy} with {@code frame-ancestors};
 *   <li>{@code Referrer-Policy: strict-origin-when-cross-origin};
 *   <li>{@code Strict-Transport-Security: max-age=31536000}, over TLS, here or at the proxy in front (RFC 6797 section 7.2 forbids it elsewhere).
 *       Sub-domains are not included: they may be somebody else's.
 * </ul>
 */
final class SecurityHeaders implements HttpHandler {
    private static final HttpString REFERRER_POLICY = HttpString.tryFromString("Referrer-Policy");
    private static final HttpString CONTENT_SECURITY_POLICY = HttpString.tryFromString("Content-Security-Policy");

    private final HttpHandler next;

    SecurityHeaders(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addResponseCommitListener(SecurityHeaders::add);
        next.handleRequest(exchange);
    }

    private static void add(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        addUnlessThere(headers, Headers.X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (!saysWhoMayFrame(headers)) {
            addUnlessThere(headers, Headers.X_FRAME_OPTIONS, "SAMEORIGIN");
        }
        addUnlessThere(headers, REFERRER_POLICY, "strict-origin-when-cross-origin");
        if (exchange.getRequestScheme().equals("https")) {
            addUnlessThere(headers, Headers.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
        }
    }

    private static boolean saysWhoMayFrame(HeaderMap headers) {
        HeaderValues policies = headers.get(CONTENT_SECURITY_POLICY);
        return policies != null
                && policies.stream()
                        .anyMatch(policy -> policy.toLowerCase(Locale.ROOT).contains("frame-ancestors"));
    }

    private static void addUnlessThere(HeaderMap headers, HttpString name, String value) {
        if (!headers.contains(name)) {
            headers.put(name, value);
        }
    }
}
