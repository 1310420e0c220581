package dev.holdfast.ajp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses as fronts write them. None is looked up. */
final class AddressText {
    private static final int OCTETS = 4;

    private AddressText() {}

    /** Returns the address; one that is no literal stays unresolved. */
    static InetSocketAddress of(String text, int port) {
        try {
            InetAddress address = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
            if (address != null) {
                return new InetSocketAddress(address, port);
            }
        } catch (UnknownHostException noLiteral) {
            // As a name, then.
        }
        return InetSocketAddress.createUnresolved(text, port);
    }

    private static @Nullable InetAddress ipv4(String text) throws UnknownHostException {
        byte[] octets = new byte[OCTETS];
        int octet = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0 || octet == OCTETS || value > 0xFF) {
                    return null;
                }
                octets[octet++] = (byte) value;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                value = value * 10 + (c - '0');
                digits++;
            } else {
                return null;
            }
        }
        return octet == OCTETS ? InetAddress.getByAddress(octets) : null;
    }

    /** The JDK takes nothing with a colon for a name. The zone is the front's own and means nothing here. */
    private static InetAddress ipv6(String text) throws UnknownHostException {
        int zone = text.indexOf('%');
        return InetAddress.getByName(zone < 0 ? text : text.substring(0, zone));
    }
}
