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
        if (close < 3) {
            return -1;
        }
        boolean future = value.charAt(1) == 'v' || value.charAt(1) == 'V';
        boolean legal = future ? isIpvFuture(value, close) : Ipv6Address.is(value, 1, close);
        return legal ? close + 1 : -1;
    }

    /** {@code "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )}, an address of a version nobody knows yet. */
    private static boolean isIpvFuture(String value, int close) {
        int dot = 2;
        while (dot < close && isHex(value, dot)) {
            dot++;
        }
        if (dot == 2 || value.charAt(dot) != '.' || dot + 1 == close) {
            return false;
        }
        for (int i = dot + 1; i < close; i++) {
            char c = value.charAt(i);
            if (c != ':' && (c >= 0x80 || !Grammar.isRegNameCharacter((byte) c))) {
                return false;
            }
        }
        return true;
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
