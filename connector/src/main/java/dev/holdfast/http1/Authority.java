package dev.holdfast.http1;

/** {@code uri-host [":" port]} as Host and absolute-form carry it (RFC 3986 section 3.2.2, RFC 9110 section 7.2). */
final class Authority {
    private static final int MAX_PORT_DIGITS = 5;
    private static final int MAX_PORT = 65535;

    private Authority() {}

    /** Returns whether {@code value} is a host with an optional port; an empty host is legal (RFC 9112 section 3.2). */
    static boolean isHost(String value) {
        int hostEnd = value.startsWith("[") ? ipLiteralEnd(value) : regNameEnd(value);
        return hostEnd >= 0 && (hostEnd == value.length() || isPort(value, hostEnd));
    }

    private static int regNameEnd(String value) {
        int i = 0;
        while (i < value.length() && value.charAt(i) != ':') {
            if (value.charAt(i) == '%') {
                if (i + 2 >= value.length() || !isHex(value, i + 1) || !isHex(value, i + 2)) {
                    return -1;
                }
                i += 3;
            } else if (value.charAt(i) < 0x80 && Grammar.isRegNameCharacter((byte) value.charAt(i))) {
                i++;
            } else {
                return -1;
            }
        }
        return i;
    }

    private static int ipLiteralEnd(String value) {
        int close = value.indexOf(']');
        return close >= 0 && Ipv6Address.is(value, 1, close) ? close + 1 : -1;
    }

    private static boolean isPort(String value, int colon) {
        int digits = value.length() - colon - 1;
        if (value.charAt(colon) != ':' || digits > MAX_PORT_DIGITS) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port <= MAX_PORT;
    }

    private static boolean isHex(String value, int i) {
        char c = value.charAt(i);
        return c < 0x80 && Grammar.isHexDigit((byte) c);
    }
}
