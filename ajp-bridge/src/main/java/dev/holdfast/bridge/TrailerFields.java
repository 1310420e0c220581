package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpHeader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which trailer fields are passed on. Whoever is behind the gateway may merge them with the head's, where they would be believed as what the
 * gateway or the sender had said before, so fields about framing, routing, authentication, content and the gateway itself are left out, and with
 * them what is no field at all: nobody may rely on a trailer's arrival (RFC 9110 section 6.5.1, 6.5.2).
 */
final class TrailerFields {
    private static final Set<String> HEAD_ONLY = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        HEAD_ONLY.addAll(List.of(
                "Accept-Encoding",
                "Age",
                "Authorization",
                "Cache-Control",
                "Cookie",
                "Date",
                "Expect",
                "Expires",
                "Forwarded",
                "Host",
                "Location",
                "Max-Forwards",
                "Origin",
                "Pragma",
                "Range",
                "Remote-User",
                "Retry-After",
                "Set-Cookie",
                "Vary",
                "Via",
                "WWW-Authenticate",
                "X-HTTP-Method-Override",
                "X-Real-IP"));
    }

    private static final List<String> PREFIXES = List.of("content-", "if-", "ssl-", "x-forwarded-");

    private static final HopByHop HOP_BY_HOP = new HopByHop(List.of());

    private TrailerFields() {}

    /** Returns whether a field may be passed on as a trailer. */
    static boolean mayPass(String name, String value) {
        // To a program in CGI's manner they are one.
        String dashed = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return new AjpHeader(name, value).isValid()
                && !HEAD_ONLY.contains(dashed)
                && !HOP_BY_HOP.contains(dashed)
                && PREFIXES.stream().noneMatch(dashed::startsWith);
    }
}
