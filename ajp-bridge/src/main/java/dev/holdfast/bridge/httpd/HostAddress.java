package dev.holdfast.bridge.httpd;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address of a virtual host.
 *
 * @param address null for any ({@code *}, {@code _default_})
 * @param port 0 for any
 */
record HostAddress(@Nullable InetAddress address, int port) {
    private static final int MAX_PORT = 65535;

    /**
     * Reads an address of {@code <VirtualHost>}; a name may stand for several.
     *
     * @throws UnknownHostException if a name has no address
     * @throws IllegalArgumentException saying what is legal
     */
    static List<HostAddress> parse(String text) throws UnknownHostException {
        int bracket = text.startsWith("[") ? text.indexOf(']') : 0;
        int colon = text.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? text : text.substring(0, colon);
        String digits = colon < 0 ? "*" : text.substring(colon + 1);
        int port = digits.equals("*") ? 0 : port(digits);
        if (host.equals("*") || host.equals("_default_")) {
            return List.of(new HostAddress(null, port));
        }
        List<HostAddress> all = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(host)) {
            all.add(new HostAddress(address, port));
        }
        return all;
    }

    private static int port(String digits) {
        if (digits.matches("\\d{1,5}")) {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        }
        throw new IllegalArgumentException("an address, a name or *, and after a colon a port from 1 to 65535 or *");
    }

    boolean isWildcard() {
        return address == null;
    }
}
