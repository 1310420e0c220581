package dev.holdfast.http1;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request target in absolute-form (RFC 9112 section 3.2.2), as clients send to proxies and every server must accept.
 *
 * @param authority host and optional port; it replaces whatever the Host field says
 * @param pathAndQuery the rest, beginning with {@code /}
 */
public record AbsoluteTarget(String authority, String pathAndQuery) {
    /** Returns the parts of {@code target}, or null where it is not an {@code http} or {@code https} URI with a host. */
    public static @Nullable AbsoluteTarget parse(String target) {
        int schemeEnd = target.indexOf("://");
        if (schemeEnd < 0) {
            return null;
        }
        String scheme = target.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return null;
        }
        int authorityStart = schemeEnd + 3;
        int authorityEnd = authorityStart;
        while (authorityEnd < target.length()
                && target.charAt(authorityEnd) != '/'
                && target.charAt(authorityEnd) != '?') {
            authorityEnd++;
        }
        String authority = target.substring(authorityStart, authorityEnd);
        if (authority.isEmpty() || authority.startsWith(":") || !Authority.isHost(authority)) {
            return null;
        }
        String rest = target.substring(authorityEnd);
        return new AbsoluteTarget(authority, rest.startsWith("/") ? rest : "/" + rest);
    }
}
