package dev.holdfast.ajp13;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The header names that have a code; each direction has its own, and the codes of both start at 0xA001. */
final class HeaderCodes {
    static final HeaderCodes REQUEST = new HeaderCodes(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "authorization",
            "connection",
            "content-type",
            "content-length",
            "cookie",
            "cookie2",
            "host",
            "pragma",
            "referer",
            "user-agent");

    static final HeaderCodes RESPONSE = new HeaderCodes(
            "Content-Type",
            "Content-Language",
            "Content-Length",
            "Date",
            "Last-Modified",
            "Location",
            "Set-Cookie",
            "Set-Cookie2",
            "Servlet-Engine",
            "Status",
            "WWW-Authenticate");

    private static final int NONE = -1;

    private final String[] names;
    private final Map<String, Integer> codes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private HeaderCodes(String... names) {
        this.names = names;
        for (int i = 0; i < names.length; i++) {
            codes.put(names[i].toLowerCase(Locale.ROOT), AjpPacket.CODED_NAME << 8 | (i + 1));
        }
    }

    /** Returns the two bytes that stand for {@code name}, or a negative number. */
    int codeOf(String name) {
        return codes.getOrDefault(name, NONE);
    }

    /** Returns the name that the low byte of a code stands for, or null. */
    @Nullable
    String nameOf(int lowByte) {
        return lowByte >= 1 && lowByte <= names.length ? names[lowByte - 1] : null;
    }
}
