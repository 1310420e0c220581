package dev.holdfast.lifetime.policy;

import org.jspecify.annotations.Nullable;

/** What the last response was, as far as it tells when the next request comes. */
public enum ResponseKind {
    /** A document: its assets follow at once, the next click after a while. */
    PAGE,
    /** Part of a document: more of them follow, then the user reads. */
    ASSET,
    /** Anything else: data for a program. */
    API;

    /** Returns the kind that a {@code Content-Type} speaks of; none is {@link #API}. */
    public static ResponseKind ofContentType(@Nullable String contentType) {
        if (contentType == null) {
            return API;
        }
        if (begins(contentType, "text/html") || begins(contentType, "application/xhtml")) {
            return PAGE;
        }
        return begins(contentType, "image/")
                        || begins(contentType, "font/")
                        || begins(contentType, "text/css")
                        || begins(contentType, "text/javascript")
                        || begins(contentType, "application/javascript")
                ? ASSET
                : API;
    }

    private static boolean begins(String value, String prefix) {
        return value.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
