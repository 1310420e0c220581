package dev.holdfast.proxyprotocol;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses as text, without the leniency, and the name look-ups, of the JDK's. */
final class AddressLiteral {
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;

    private AddressLiteral() {}

    /** Returns the 4 bytes of a dotted quad, or null. */
    static byte @Nullable [] ipv4(String literal) {
        String[] octets = literal.split("\\.", -1);
        if (octets.length != IPV4_LENGTH) {
            return null;
        }
        byte[] address = new byte[IPV4_LENGTH];
        for (int i = 0; i < IPV4_LENGTH; i++) {
            if (!OCTET.matcher(octets[i]).matches() || Integer.parseInt(octets[i]) > 255) {
                return null;
            }
            address[i] = (byte) Integer.parseInt(octets[i]);
        }
        return address;
    }

    /** Returns the 16 bytes of an IPv6 address in any form of RFC 4291 section 2.2, or null. */
    static byte @Nullable [] ipv6(String literal) {
        int gap = literal.indexOf("::");
        List<Byte> head = bytes(gap < 0 ? literal : literal.substring(0, gap), gap < 0);
        List<Byte> tail = gap < 0 ? List.of() : bytes(literal.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int zeros = IPV6_LENGTH - head.size() - tail.size();
        // A gap stands for one group of zeros or more.
        if (gap < 0 ? zeros != 0 : zeros < 2) {
            return null;
        }
        byte[] address = new byte[IPV6_LENGTH];
        for (int i = 0; i < head.size(); i++) {
            address[i] = head.get(i);
        }
        for (int i = 0; i < tail.size(); i++) {
            address[IPV6_LENGTH - tail.size() + i] = tail.get(i);
        }
        return address;
    }

    private static @Nullable List<Byte> bytes(String groups, boolean mayEndInIpv4) {
        List<Byte> bytes = new ArrayList<>();
        if (groups.isEmpty()) {
            return bytes;
        }
        String[] parts = groups.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            byte[] ipv4 = mayEndInIpv4 && i == parts.length - 1 ? ipv4(parts[i]) : null;
            if (ipv4 != null) {
                for (byte octet : ipv4) {
                    bytes.add(octet);
                }
            } else if (GROUP.matcher(parts[i]).matches()) {
                int value = Integer.parseInt(parts[i], 16);
                bytes.add((byte) (value >> 8));
                bytes.add((byte) value);
            } else {
                return null;
            }
        }
        return bytes;
    }
}
