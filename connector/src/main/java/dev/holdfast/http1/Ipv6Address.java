package dev.holdfast.http1;

/** The {@code IPv6address} of RFC 3986 section 3.2.2, as text. */
final class Ipv6Address {
    private static final int GROUPS = 8;
    private static final int MAX_GROUP_DIGITS = 4;
    private static final int MAX_OCTET = 255;

    private final String text;
    private final int end;
    private int at;
    private int groups;
    private boolean compressed;

    private Ipv6Address(String text, int start, int end) {
        this.text = text;
        this.end = end;
        at = start;
    }

    /** Returns whether the characters from {@code start} to {@code end} are an address, without a zone. */
    static boolean is(String text, int start, int end) {
        return new Ipv6Address(text, start, end).isWhole();
    }

    private boolean isWhole() {
        if (text.startsWith("::", at)) {
            compressed = true;
            at += 2;
        }
        while (at < end) {
            if (!group()) {
                return false;
            }
        }
        // "::" stands for one group or more.
        return compressed ? groups < GROUPS : groups == GROUPS;
    }

    /** Takes a group and the colons behind it, or the IPv4 address that ends it all. */
    private boolean group() {
        int digits = hexDigits();
        if (at + digits < end && text.charAt(at + digits) == '.') {
            groups += 2;
            return isIpv4();
        }
        groups++;
        at += digits;
        if (digits == 0 || digits > MAX_GROUP_DIGITS || at == end) {
            return digits > 0 && digits <= MAX_GROUP_DIGITS;
        }
        if (text.charAt(at++) != ':' || at == end) {
            return false;
        }
        if (text.charAt(at) == ':') {
            at++;
            boolean second = compressed;
            compressed = true;
            return !second;
        }
        return true;
    }

    private int hexDigits() {
        int digits = 0;
        while (at + digits < end && isHex(text.charAt(at + digits))) {
            digits++;
        }
        return digits;
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Grammar.isHexDigit((byte) c);
    }

    private boolean isIpv4() {
        String[] octets = text.substring(at, end).split("\\.", -1);
        at = end;
        for (String octet : octets) {
            if (!isOctet(octet)) {
                return false;
            }
        }
        return octets.length == 4;
    }

    private static boolean isOctet(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
            value = Math.min(value * 10 + (text.charAt(i) - '0'), MAX_OCTET + 1);
        }
        boolean leadingZero = text.length() > 1 && text.charAt(0) == '0';
        return !text.isEmpty() && !leadingZero && value <= MAX_OCTET;
    }
}
