package dev.holdfast.bridge;

import java.util.Set;
import java.util.TreeSet;

/** The header fields that belong to one connection and not to the message (RFC 9110 section 7.6.1). */
final class HopByHop {
    private static final Set<String> ALWAYS = names(
            "Connection",
            "HTTP2-Settings",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade");

    /** Nominating these in Connection would change what the message is, and nobody means it. */
    private static final Set<String> NEVER = names("Host", "Content-Length", "Content-Type");

    private final Set<String> nominated = names();

    /** @param connection the values of the message's Connection fields, each a list of names */
    HopByHop(Iterable<String> connection) {
        for (String value : connection) {
            for (String name : value.split(",", -1)) {
                nominated.add(name.trim());
            }
        }
        nominated.removeAll(NEVER);
    }

    boolean contains(String name) {
        return ALWAYS.contains(name) || nominated.contains(name);
    }

    /** Returns whether the sender itself said that the field is for the next in line alone. */
    boolean isNominated(String name) {
        return nominated.contains(name);
    }

    private static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }
}
