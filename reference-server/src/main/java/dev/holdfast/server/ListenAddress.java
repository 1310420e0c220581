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

    /** Returns the address as a URI, an IPv6 literal in its brackets; {@code http} URIs end in a slash. */
    static URI uri(String scheme, InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String literal = host instanceof Inet6Address ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
        return URI.create(scheme + "://" + literal + ":" + address.getPort() + (scheme.equals("http") ? "/" : ""));
    }
}
