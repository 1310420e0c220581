package dev.holdfast.connector.undertow;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client address has open, and how many it may have. There is an entry only for an address with open connections.
 *
 * <p>IPv6 addresses are counted by their /64: that is what one subscriber is given, and may choose all lower bits of (RFC 4291 section 2.5.1).
 * An IPv4-mapped IPv6 address is the IPv4 address.
 *
 * <p>Thread-safe.
 */
final class AddressLimit {
    private final int max;
    private final Map<Long, Integer> open = new ConcurrentHashMap<>();

    /**
     * @param max the connections one address may have open, 1 or more, or -1 for no limit
     */
    AddressLimit(int max) {
        this.max = max;
    }

    /** Returns whether there is a limit; where there is none, nothing needs to be counted. */
    boolean isSet() {
        return max > 0;
    }

    /** Counts one more connection from {@code client}, unless it has as many as it may have. Returns whether it was counted. */
    boolean admit(InetAddress client) {
        Long address = key(client);
        while (true) {
            Integer count = open.putIfAbsent(address, 1);
            if (count == null) {
                return true;
            }
            if (count >= max) {
                return false;
            }
            if (open.replace(address, count, count + 1)) {
                return true;
            }
        }
    }

    /** Takes note that a connection that was admitted has ended. */
    void left(InetAddress client) {
        open.computeIfPresent(key(client), (address, count) -> count == 1 ? null : count - 1);
    }

    /** Returns how many addresses have connections open, 0 or more. */
    int addresses() {
        return open.size();
    }

    /** No IPv4 address is mistaken for an IPv6 network: those below 2{@literal ^}32 lie in 0000::/8, which is reserved. */
    private static long key(InetAddress client) {
        ByteBuffer bytes = ByteBuffer.wrap(client.getAddress());
        return client instanceof Inet6Address ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
    }
}
