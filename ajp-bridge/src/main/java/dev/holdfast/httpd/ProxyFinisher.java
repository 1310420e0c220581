package dev.holdfast.httpd;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What mod_proxy makes of a server's directives when it starts: inheritance, and defaults that follow from other settings. */
final class ProxyFinisher {
    private final Mpm mpm;
    private final @Nullable Setting<Integer> http2Workers;
    private final Remarks remarks;

    /** @param http2Workers the most threads of mod_http2, or null if it is not there */
    ProxyFinisher(Mpm mpm, @Nullable Setting<Integer> http2Workers, Remarks remarks) {
        this.mpm = mpm;
        this.http2Workers = http2Workers;
        this.remarks = remarks;
    }

    /** Returns mounts in the order of evaluation; {@code main} is null for the main server itself. */
    static List<ProxyMount> mounts(@Nullable ProxyReader main, ProxyReader own) {
        List<ProxyMount> locations = new ArrayList<>();
        List<ProxyMount> servers = new ArrayList<>();
        if (main != null) {
            locations.addAll(main.locationMounts());
            servers.addAll(main.mounts());
        }
        locations.addAll(own.locationMounts());
        servers.addAll(own.mounts());
        Collections.reverse(locations);
        locations.addAll(servers);
        return locations;
    }

    List<ProxyWorker> workers(@Nullable ProxyReader main, ProxyReader own, Settings server) {
        Map<String, ProxyWorker> found = new LinkedHashMap<>();
        if (main != null) {
            main.workers().forEach(worker -> found.put(worker.name(), finish(worker, server, false)));
        }
        for (ProxyWorkers.Worker worker : own.workers()) {
            ProxyWorker shared = found.get(worker.name());
            if (shared == null) {
                found.put(worker.name(), finish(worker, server, true));
            } else {
                remarkOnShared(worker, finish(worker, server, false).settings(), shared);
            }
        }
        return List.copyOf(found.values());
    }

    /** Of two workers of one name mod_proxy finds the first, and what a virtual host inherits comes before its own. */
    private void remarkOnShared(ProxyWorkers.Worker own, Settings wanted, ProxyWorker shared) {
        List<String> lost = ProxyWorker.KEYS.stream()
                .filter(key -> own.settings().has(key)
                        && wanted.get(key).origin().isFile()
                        && !wanted.value(key).equals(shared.settings().value(key)))
                .map(Key::name)
                .toList();
        if (!lost.isEmpty()) {
            remarks.add(
                    own.origin(),
                    Remark.Kind.IGNORED,
                    own.name(),
                    String.join(", ", lost) + " does not count, because the main server has a worker of this name at "
                            + shared.origin());
        }
    }

    List<ProxyBalancer> balancers(@Nullable ProxyReader main, ProxyReader own, Settings server) {
        List<ProxyBalancer> found = new ArrayList<>();
        if (main != null) {
            main.balancers().forEach((name, balancer) -> {
                if (!own.balancers().containsKey(name)) {
                    found.add(finish(
                            balancer, balancer.members(), balancer.settings().build(), server, false));
                }
            });
        }
        own.balancers().forEach((name, balancer) -> {
            ProxyReader.Balancer base = main == null ? null : main.balancers().get(name);
            found.add(
                    base == null
                            ? finish(
                                    balancer,
                                    balancer.members(),
                                    balancer.settings().build(),
                                    server,
                                    true)
                            : finish(balancer, base.members(), merged(base, balancer), server, false));
        });
        return found;
    }

    /** mod_proxy keeps the main server's members of a balancer that a virtual host defines too, and the virtual host's parameters. */
    private Settings merged(ProxyReader.Balancer base, ProxyReader.Balancer own) {
        for (ProxyWorkers.Worker member : own.members()) {
            remarks.add(
                    member.origin(),
                    Remark.Kind.IGNORED,
                    "BalancerMember",
                    "the main server has a balancer of this name at " + base.origin() + ", whose members count");
        }
        Settings.Builder inherited = base.settings().build().toBuilder().remove(ProxyBalancer.LB_METHOD);
        return own.settings().build().toBuilder().putDefaults(inherited.build()).build();
    }

    private ProxyBalancer finish(
            ProxyReader.Balancer balancer,
            List<ProxyWorkers.Worker> members,
            Settings settings,
            Settings server,
            boolean first) {
        return new ProxyBalancer(
                balancer.name(),
                settings,
                members.stream().map(member -> finish(member, server, first)).toList(),
                balancer.origin());
    }

    /** @param first whether remarks on this worker have not been made for another server yet */
    private ProxyWorker finish(ProxyWorkers.Worker worker, Settings server, boolean first) {
        Settings.Builder settings = worker.settings().build().toBuilder();
        Settings set = settings.build();
        Setting<Integer> most = mostConnections();
        if (mpm.model().value().isThreaded()) {
            if (set.value(ProxyWorker.MAX) == 0) {
                settings.put(ProxyWorker.MAX, most);
            }
            int max = settings.build().value(ProxyWorker.MAX);
            settings.putDefault(ProxyWorker.SMAX, max, Origin.defaultFrom(ProxyWorker.MAX.name()));
            settings.adjust(ProxyWorker.SMAX, (smax, origin) -> corrected("smax", smax, max, "max", origin, first));
            int smax = settings.build().value(ProxyWorker.SMAX);
            settings.adjust(ProxyWorker.MIN, (min, origin) -> corrected("min", min, smax, "smax", origin, first));
        } else {
            for (Key<Integer> key : List.of(ProxyWorker.MIN, ProxyWorker.SMAX, ProxyWorker.MAX)) {
                if (set.has(key) && first) {
                    remarks.add(
                            set.get(key).origin(),
                            Remark.Kind.IGNORED,
                            key.name(),
                            "a process of prefork has one connection");
                }
                settings.put(key, key == ProxyWorker.MAX ? 1 : 0, Origin.defaultFrom("prefork"));
            }
        }
        settings.putDefault(
                ProxyWorker.TIMEOUT,
                server.value(HttpdServer.PROXY_TIMEOUT),
                server.get(HttpdServer.PROXY_TIMEOUT).origin());
        Settings timed = settings.build();
        settings.putDefault(
                ProxyWorker.CONNECTION_TIMEOUT,
                timed.value(ProxyWorker.TIMEOUT),
                Origin.defaultFrom(ProxyWorker.TIMEOUT.name()));
        settings.putDefault(
                ProxyWorker.IO_BUFFER_SIZE,
                server.value(HttpdServer.PROXY_IO_BUFFER_SIZE),
                server.get(HttpdServer.PROXY_IO_BUFFER_SIZE).origin());
        settings.putDefault(
                ProxyWorker.RECEIVE_BUFFER_SIZE,
                server.value(HttpdServer.PROXY_RECEIVE_BUFFER_SIZE),
                server.get(HttpdServer.PROXY_RECEIVE_BUFFER_SIZE).origin());
        return new ProxyWorker(worker.name(), worker.url(), settings.build(), worker.origin());
    }

    private Setting<Integer> mostConnections() {
        int threads = mpm.value(Mpm.THREADS_PER_CHILD);
        if (http2Workers == null) {
            return new Setting<>(threads, Origin.defaultFrom(Mpm.THREADS_PER_CHILD.name()));
        }
        return new Setting<>(
                threads - 1 + http2Workers.value(), Origin.defaultFrom("ThreadsPerChild - 1 + H2MaxWorkers"));
    }

    private int corrected(String name, int value, int max, String of, Origin origin, boolean first) {
        if (value > max && first) {
            remarks.adjusted(origin, name, value + " becomes " + max + " because of " + of);
        }
        return Math.min(value, max);
    }
}
