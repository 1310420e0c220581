package dev.holdfast.bridge;

import io.undertow.util.HttpString;

/** Names of header fields as Undertow wants them. */
final class HeaderNames {
    private HeaderNames() {}

    /** Returns the cached name where there is one. */
    static HttpString of(String name) {
        HttpString known = HttpString.tryFromString(name);
        return known == null ? new HttpString(name) : known;
    }
}
