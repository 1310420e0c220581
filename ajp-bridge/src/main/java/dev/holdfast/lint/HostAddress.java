package dev.holdfast.lint;

import dev.holdfast.config.Values;
import java.util.Set;

/**
 * An address of a virtual host, taken apart.
 *
 * @param host in small letters, IPv6 without brackets; empty for all
 * @param port 0 for any, -1 for what is no port
 */
record HostAddress(String host, int port) {
    static final int ANY_PORT = 0;
    private static final int NO_PORT = -1;
    private static final Set<String> ALL = Set.of("*", "_default_", "0.0.0.0", "[::]");

    /** Returns {@code *:80}, {@code _default_:*}, {@code [::1]} and the like; colons in brackets belong to the address. */
    static HostAddress parse(String text) {
        int colon = text.indexOf(':', text.indexOf(']') + 1);
        String host = Values.lower(colon < 0 ? text : text.substring(0, colon));
        String port = colon < 0 ? "*" : text.substring(colon + 1);
        boolean all = ALL.contains(host);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : NO_PORT;
        return new HostAddress(all ? "" : bare, port.equals("*") ? ANY_PORT : number);
    }
}
