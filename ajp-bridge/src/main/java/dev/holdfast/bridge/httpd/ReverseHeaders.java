package dev.holdfast.bridge.httpd;

import dev.holdfast.httpd.CookieReverse;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;

/** Corrects a response's fields that name the back end's URLs, paths and domains (ProxyPassReverse and its like). */
final class ReverseHeaders implements ResponseCommitListener {
    private static final List<HttpString> URLS =
            List.of(Headers.LOCATION, Headers.CONTENT_LOCATION, new HttpString("URI"), new HttpString("Destination"));

    private final List<Reverse> reverses;
    private final List<CookieReverse> cookieReverses;

    /** @param path of the request */
    ReverseHeaders(VirtualHost host, RequestPath path) {
        reverses = host.reverses().stream()
                .filter(reverse -> reverse.place().covers(path))
                .toList();
        cookieReverses = host.cookieReverses().stream()
                .filter(cookie -> cookie.place().covers(path))
                .map(CookieCorrection::reverse)
                .toList();
    }

    @Override
    public void beforeCommit(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        String ownUrl = exchange.getRequestScheme() + "://" + exchange.getHostAndPort();
        for (HttpString name : URLS) {
            String value = headers.getFirst(name);
            if (value != null) {
                reverses.stream()
                        .flatMap(reverse -> reverse.apply(value, ownUrl).stream())
                        .findFirst()
                        .ifPresent(corrected -> headers.put(name, corrected));
            }
        }
        HeaderValues cookies = headers.get(Headers.SET_COOKIE);
        if (cookies != null && !cookieReverses.isEmpty()) {
            List<String> corrected = new ArrayList<>();
            cookies.forEach(cookie -> corrected.add(cookie(cookie)));
            headers.putAll(Headers.SET_COOKIE, corrected);
        }
    }

    private String cookie(String cookie) {
        StringBuilder out = new StringBuilder();
        String[] parts = cookie.split(";", -1);
        for (int i = 0; i < parts.length; i++) {
            out.append(i == 0 ? parts[0] : ";" + attribute(parts[i]));
        }
        return out.toString();
    }

    private String attribute(String part) {
        int equals = part.indexOf('=');
        if (equals < 0) {
            return part;
        }
        String name = part.substring(0, equals).strip();
        String value = part.substring(equals + 1).strip();
        for (CookieReverse reverse : cookieReverses) {
            String from = reverse.from();
            if (reverse.attribute().name().equalsIgnoreCase(name)
                    && value.regionMatches(true, 0, from, 0, from.length())) {
                return part.substring(0, equals + 1) + reverse.to() + value.substring(from.length());
            }
        }
        return part;
    }
}
