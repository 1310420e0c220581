package dev.holdfast.loadbalancer;

import java.util.Optional;

/** A host and a port. */
record Address(String host, int port) {
    /** Returns {@code text} taken apart; absent for sockets of the file system and text that is neither. */
    static Optional<Address> parse(String text, int defaultPort) {
        if (text.isEmpty() || text.startsWith("unix") || text.startsWith("/") || text.startsWith("abns@")) {
            return Optional.empty();
        }
        String whole = text.replaceFirst("^(ipv4|ipv6)@", "");
        int bracket = whole.startsWith("[") ? whole.indexOf(']') : 0;
        int colon = bracket < 0 ? -1 : whole.indexOf(':', bracket);
        String port = colon < 0 ? "" : whole.substring(colon + 1);
        if (!port.matches("\\d{0,5}")) {
            return Optional.empty();
        }
        return Optional.of(new Address(
                colon < 0 ? whole : whole.substring(0, colon), port.isEmpty() ? defaultPort : Integer.parseInt(port)));
    }
}
