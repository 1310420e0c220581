package dev.holdfast.ajp13;

import java.util.stream.IntStream;
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
    private static final int LONGEST = 16;

    private final String[] names;
    /** Indices of names by their length: no more than three have the same. */
    private final int[][] byLength;

    private HeaderCodes(String... names) {
        this.names = names;
        byLength = IntStream.rangeClosed(0, LONGEST)
                .mapToObj(length -> IntStream.range(0, names.length)
                        .filter(i -> names[i].length() == length)
                        .toArray())
                .toArray(int[][]::new);
    }

    /** Returns the two bytes that stand for {@code name}, or a negative number. */
    int codeOf(String name) {
        if (name.length() > LONGEST) {
            return NONE;
        }
        for (int i : byLength[name.length()]) {
            if (names[i].equalsIgnoreCase(name)) {
                return AjpPacket.CODED_NAME << 8 | (i + 1);
            }
        }
        return NONE;
    }

    /** Returns the name that the low byte of a code stands for, or null. */
    @Nullable
    String nameOf(int lowByte) {
        return lowByte >= 1 && lowByte <= names.length ? names[lowByte - 1] : null;
    }
}
