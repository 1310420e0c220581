package dev.holdfast.bridge.httpd;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a host: by address first, the more exact one before the others, and among the hosts of one address by name. Where no name fits,
 * the first host of the address answers; where no address does, the main server.
 */
final class VirtualHosts {
    private final List<VirtualHost> hosts;

    /** @param hosts the main server first */
    VirtualHosts(List<VirtualHost> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    /**
     * Returns the host of a request.
     *
     * @param local where the connection was accepted
     * @param name the Host field, or null
     */
    VirtualHost find(@Nullable InetAddress local, int port, @Nullable String name) {
        Optional<HostAddress> address = best(local, port);
        if (address.isEmpty()) {
            return hosts.get(0);
        }
        List<VirtualHost> candidates = hosts.stream()
                .filter(host -> host.addresses().contains(address.get()))
                .toList();
        String wanted = name == null ? "" : VirtualHost.comparable(name);
        return candidates.stream()
                .filter(host -> host.isCalled(wanted))
                .findFirst()
                .orElse(candidates.get(0));
    }

    private Optional<HostAddress> best(@Nullable InetAddress local, int port) {
        return first(address -> !address.isWildcard() && is(address, local) && address.port() == port)
                .or(() -> first(address -> !address.isWildcard() && is(address, local) && address.port() == 0))
                .or(() -> first(address -> address.isWildcard() && address.port() == port))
                .or(() -> first(address -> address.isWildcard() && address.port() == 0));
    }

    private static boolean is(HostAddress address, @Nullable InetAddress local) {
        InetAddress own = address.address();
        return own != null && own.equals(local);
    }

    private Optional<HostAddress> first(Predicate<HostAddress> wanted) {
        return hosts.stream()
                .flatMap(host -> host.addresses().stream())
                .filter(wanted)
                .findFirst();
    }
}
