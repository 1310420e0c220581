package dev.holdfast.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** The rules that every listener's address and port keep, and how an address is shown. */
final class ListenAddress {
    private static final int HIGHEST_PORT = 65535;

    private ListenAddress() {}

    static void requirePort(int port) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port is " + port + ", but must be 0 to " + HIGHEST_PORT);
        }
    }

    /**
     * Returns whether {@code address} is one that only this machine can reach.
     *
     * @throws IllegalArgumentException if it is no address of any machine
     */
    static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "address is " + address + ", but must be an address or a host name that resolves", e);
        }
    }

    /**
     * Returns the address as a URI, an IPv6 literal in its brackets; {@code http} URIs end in a slash.
     *
     * @param given what the listener was told to bind: one on all addresses of IPv4 is bound to those of IPv6 too, and the system then calls
     *     it by those, which a machine without IPv6 does not reach
     */
    static URI uri(String scheme, String given, InetSocketAddress bound) {
        return URI.create(scheme + "://" + literal(given, bound) + ":" + bound.getPort()
                + (scheme.startsWith("http") ? "/" : ""));
    }

    private static String literal(String given, InetSocketAddress bound) {
        InetAddress host = bound.getAddress();
        if (host.isAnyLocalAddress()) {
            return given.indexOf(':') >= 0 ? "[::]" : "0.0.0.0";
        }
        return host instanceof Inet6Address ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
    }
}
