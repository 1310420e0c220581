package dev.holdfast.server.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a request comes from somebody on this machine, or from a page of somebody else's in a browser on it. Such a page's requests say where
 * they come from; and where it has its own name point to this machine, Host is that name.
 */
final class LocalRequests {
    private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[^:\\[\\]]+)(?::\\d+)?");
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private LocalRequests() {}

    /** Returns whether Host is a loopback address or localhost. */
    static boolean isToThisMachine(HttpServerExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        Matcher named = HOST.matcher(host == null ? "" : host);
        if (!named.matches()) {
            return false;
        }
        String name = named.group(1).toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
        if (!LITERAL.matcher(name).matches()) {
            return name.equals("localhost");
        }
        try {
            // A literal is not looked up.
            return InetAddress.getByName(name).isLoopbackAddress();
        } catch (UnknownHostException noLiteral) {
            return false;
        }
    }

    /** Returns whether a browser says that a page of another site makes it ask. */
    static boolean isOfAnotherSite(HttpServerExchange exchange) {
        String site = exchange.getRequestHeaders().getFirst(SEC_FETCH_SITE);
        return exchange.getRequestHeaders().contains(Headers.ORIGIN)
                || (site != null && !site.equals("same-origin") && !site.equals("none"));
    }
}
