package dev.holdfast.bridge.httpd;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.balance.Activation;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.ModProxyMethod;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.StickySession;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.ProxyBalancer;
import dev.holdfast.httpd.ProxyUrl;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.httpd.ProxyWorker.Status;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pools of mod_proxy's workers and balancers. */
final class ProxyPools {
    private static final int MAX_ATTEMPTS = 100;

    private static final List<Key<?>> UNUSED = List.of(
            ProxyWorker.KEEPALIVE,
            ProxyWorker.RECEIVE_BUFFER_SIZE,
            ProxyWorker.RESPONSE_FIELD_SIZE,
            ProxyWorker.ADDRESS_TTL);

    private final PoolScale scale;
    private final PoolTable pools;
    private final SiteRemarks remarks;

    ProxyPools(PoolScale scale, PoolTable pools, SiteRemarks remarks) {
        this.scale = scale;
        this.pools = pools;
        this.remarks = remarks;
    }

    private record Shared(Object description, boolean preserveHost, int packetSize) {}

    /** Returns the pool of a worker, or nothing if it is none that can be forwarded to. */
    Optional<Integer> worker(ProxyWorker worker, HttpdServer server) {
        String problem = problem(worker.url());
        if (problem != null) {
            remarks.gap(worker.origin(), worker.name(), problem + "; requests to it are answered 503");
            return Optional.empty();
        }
        return Optional.of(pools.number(
                shared(worker, server),
                () -> new MemberPool(
                        worker.name(),
                        List.of(member(worker, server, false)),
                        worker.value(ProxyWorker.STATUS).contains(Status.IGNORE_ERRORS)
                                ? ModProxyBalancerSettings.PLAIN
                                : ModProxyBalancerSettings.FAILING_PLAIN,
                        StickySession.DEFAULT,
                        false)));
    }

    /** Returns the pool of a balancer, or nothing if it has no member that can be forwarded to. */
    Optional<Integer> balancer(ProxyBalancer balancer, HttpdServer server) {
        List<ProxyWorker> usable =
                balancer.members().stream().filter(ProxyPools::isSpokenTo).toList();
        for (ProxyWorker member : balancer.members()) {
            String problem = problem(member.url());
            if (problem != null) {
                remarks.gap(
                        member.origin(),
                        member.name(),
                        problem + "; " + balancer.name() + " is without it: its requests go to "
                                + (usable.isEmpty()
                                        ? "nobody"
                                        : "the other members, its sessions too, which are lost"));
            }
        }
        if (usable.isEmpty()) {
            remarks.gap(
                    balancer.origin(), balancer.name(), "has no member to forward to; requests to it are answered 503");
            return Optional.empty();
        }
        // Where a host names it for the first time is of no matter.
        Object description = List.of(balancer.name(), balancer.settings(), balancer.members());
        return Optional.of(pools.number(shared(description, server), () -> {
            remarks.onRoutes(usable.stream().map(ProxyPools::routes).toList());
            return new MemberPool(
                    balancer.name(),
                    usable.stream().map(worker -> member(worker, server, true)).toList(),
                    settings(balancer),
                    session(balancer),
                    true);
        }));
    }

    private static Shared shared(Object description, HttpdServer server) {
        return new Shared(
                description,
                server.value(HttpdServer.PROXY_PRESERVE_HOST),
                server.value(HttpdServer.PROXY_IO_BUFFER_SIZE));
    }

    /** Whether a member of a balancer can be forwarded to. */
    static boolean isSpokenTo(ProxyWorker member) {
        return problem(member.url()) == null;
    }

    /** Returns why {@code url} cannot be forwarded to, or null. */
    private static @Nullable String problem(ProxyUrl url) {
        if (url.unixSocket().isPresent()) {
            return "Unix sockets are not spoken to";
        }
        if (!Set.of("ajp", "http", "ws").contains(url.scheme())) {
            return url.scheme() + " is not spoken, only ajp and http";
        }
        return url.host().indexOf('$') >= 0 || url.port() < 1
                ? "the back end's host and port must be known beforehand"
                : null;
    }

    private MemberPool.Member member(ProxyWorker worker, HttpdServer server, boolean balanced) {
        remarks.unusedOf(worker.settings(), UNUSED, "is not reproduced for " + worker.name());
        boolean ajp = worker.url().scheme().equals("ajp");
        Optional<Duration> ping = worker.value(ProxyWorker.PING);
        if (!ajp && ping.isPresent()) {
            remarks.gap(
                    worker.settings().get(ProxyWorker.PING).origin(),
                    ProxyWorker.PING.name(),
                    "is for AJP only; the client's own Expect goes to the back end");
        }
        String host = worker.url().host();
        Backend.Protocol protocol = ajp ? Backend.Protocol.AJP : Backend.Protocol.HTTP;
        int packetSize = AjpPacket.aligned(Math.max(
                AjpPacket.DEFAULT_SIZE, Math.min(AjpPacket.MAX_SIZE, server.value(HttpdServer.PROXY_IO_BUFFER_SIZE))));
        AjpClientTimeouts timeouts = new AjpClientTimeouts(
                AjpClientTimeouts.NEVER,
                AjpClientTimeouts.DEFAULT.pingTimeout(),
                worker.value(ProxyWorker.TIMEOUT),
                Duration.ZERO,
                ajp ? ping.orElse(Duration.ZERO) : Duration.ZERO);
        Backend backend = SiteRemarks.within(
                worker.origin(),
                () -> new Backend(
                        protocol,
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                        worker.url().port(),
                        worker.value(ProxyWorker.SECRET).orElse(null),
                        packetSize,
                        pool(worker),
                        timeouts,
                        server.value(HttpdServer.PROXY_PRESERVE_HOST),
                        headWait(worker)));
        return new MemberPool.Member(
                backend, settings(worker), ProxyHealth.of(worker, balanced, timeouts.replyTimeout(), remarks));
    }

    /** Bodies go on as they come; what remains of flushing is when a head does that comes alone. */
    private static Duration headWait(ProxyWorker worker) {
        return switch (worker.value(ProxyWorker.FLUSH_PACKETS)) {
            case "on" -> Duration.ZERO;
            case "auto" -> worker.value(ProxyWorker.FLUSH_WAIT);
            default -> AjpClientTimeouts.NEVER;
        };
    }

    private ModProxyPoolSettings pool(ProxyWorker worker) {
        Settings settings = worker.settings();
        int max = scale.times(settings.value(ProxyWorker.MAX));
        int smax = Math.min(max, scale.times(settings.value(ProxyWorker.SMAX)));
        ModProxyPoolSettings pool = new ModProxyPoolSettings(
                Math.min(smax, scale.times(settings.value(ProxyWorker.MIN))),
                max,
                smax,
                settings.value(ProxyWorker.TTL).orElse(Duration.ZERO),
                settings.value(ProxyWorker.ACQUIRE).orElse(Duration.ZERO),
                settings.value(ProxyWorker.CONNECTION_TIMEOUT),
                settings.value(ProxyWorker.DISABLE_REUSE),
                scale.prefork(),
                Duration.ZERO);
        if (scale.isLimited() && pool.reusesAfter(scale.firewallIdle())) {
            throw new ConfigurationException(
                    worker.origin(),
                    worker.name() + ": back.firewallIdle is " + TimeText.of(scale.firewallIdle())
                            + ", but idle connections are used for longer: "
                            + (scale.prefork() ? "" : "ttl must be below it, or ") + "disablereuse On");
        }
        return pool;
    }

    private static SiteRemarks.Routes routes(ProxyWorker worker) {
        return new SiteRemarks.Routes(
                worker.name(),
                worker.value(ProxyWorker.ROUTE).orElse(""),
                worker.settings().get(ProxyWorker.ROUTE).origin(),
                worker.value(ProxyWorker.REDIRECT).orElse(""),
                worker.settings().get(ProxyWorker.REDIRECT).origin());
    }

    private MemberSettings settings(ProxyWorker worker) {
        Set<Status> status = worker.value(ProxyWorker.STATUS);
        Activation activation = Activation.ACTIVE;
        if (status.contains(Status.STOPPED) || status.contains(Status.DISABLED)) {
            activation = Activation.STOPPED;
        } else if (status.contains(Status.DRAIN)) {
            activation = Activation.DISABLED;
        }
        Activation wanted = activation;
        return SiteRemarks.within(
                worker.origin(),
                () -> new MemberSettings(
                        worker.name(),
                        worker.value(ProxyWorker.ROUTE).orElse(null),
                        worker.value(ProxyWorker.LOAD_FACTOR),
                        worker.value(ProxyWorker.LB_SET),
                        null,
                        worker.value(ProxyWorker.REDIRECT).orElse(null),
                        wanted,
                        status.contains(Status.HOT_STANDBY),
                        status.contains(Status.HOT_SPARE),
                        status.contains(Status.IGNORE_ERRORS),
                        status.contains(Status.IN_ERROR),
                        status.contains(Status.HEALTH_CHECK_FAILED),
                        worker.value(ProxyWorker.RETRY)));
    }

    private ModProxyBalancerSettings settings(ProxyBalancer balancer) {
        Settings settings = balancer.settings();
        remarks.unusedOf(settings, List.of(ProxyBalancer.TIMEOUT), "a request does not wait for a member");
        return new ModProxyBalancerSettings(
                method(settings),
                settings.value(ProxyBalancer.STICKY_SESSION).isPresent(),
                settings.value(ProxyBalancer.NO_FAILOVER),
                Math.min(
                        MAX_ATTEMPTS, settings.value(ProxyBalancer.MAX_ATTEMPTS).orElse(-1)),
                settings.value(ProxyBalancer.FORCE_RECOVERY),
                Set.copyOf(settings.value(ProxyBalancer.FAIL_ON_STATUS)),
                settings.value(ProxyBalancer.FAIL_ON_TIMEOUT),
                false,
                false);
    }

    private ModProxyMethod method(Settings settings) {
        String name = settings.value(ProxyBalancer.LB_METHOD);
        if (name.equals("heartbeat")) {
            remarks.gap(
                    settings.get(ProxyBalancer.LB_METHOD).origin(),
                    ProxyBalancer.LB_METHOD.name(),
                    "heartbeat is not reproduced; requests are spread by their number");
            return ModProxyMethod.BYREQUESTS;
        }
        return ModProxyMethod.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private StickySession session(ProxyBalancer balancer) {
        Settings settings = balancer.settings();
        if (!settings.value(ProxyBalancer.STICKY_SESSION_SEP).equals(Optional.of('.'))) {
            Origin origin = settings.get(ProxyBalancer.STICKY_SESSION_SEP).origin();
            remarks.gap(origin, ProxyBalancer.STICKY_SESSION_SEP.name(), "a session's route follows a period here");
        }
        String names = settings.value(ProxyBalancer.STICKY_SESSION).orElse("JSESSIONID|jsessionid");
        int bar = names.indexOf('|');
        List<String> both = new ArrayList<>();
        both.add(bar < 0 ? names : names.substring(0, bar));
        both.add(bar < 0 ? names : names.substring(bar + 1));
        Origin origin = settings.get(ProxyBalancer.STICKY_SESSION).origin();
        return SiteRemarks.within(
                origin,
                () -> new StickySession(both.get(0), both.get(1), settings.value(ProxyBalancer.SCOLON_PATH_DELIM)));
    }
}
