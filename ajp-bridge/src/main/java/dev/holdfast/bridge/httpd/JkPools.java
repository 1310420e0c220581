package dev.holdfast.bridge.httpd;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.PingMode;
import dev.holdfast.balance.Activation;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModJkMethod;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.StickySession;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Settings;
import dev.holdfast.modjk.JkWorker;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.RecoveryOptions;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pools of mod_jk's workers. */
final class JkPools {
    private static final int MAX_LBFACTOR = 100;
    private static final int MAX_DISTANCE = 99;
    private static final int UNAVAILABLE = 503;
    private static final int NOT_FOUND = 404;

    private static final List<Key<?>> UNUSED = List.of(
            JkWorker.Ajp.SOURCE, JkWorker.Ajp.PREFER_IPV6, JkWorker.Ajp.SOCKET_KEEPALIVE, JkWorker.Ajp.SOCKET_BUFFER);

    private final PoolScale scale;
    private final Duration maintain;
    private final Duration watchdog;
    private final PoolTable pools;
    private final SiteRemarks remarks;

    JkPools(PoolScale scale, Duration maintain, Duration watchdog, PoolTable pools, SiteRemarks remarks) {
        this.scale = scale;
        this.maintain = maintain;
        this.watchdog = watchdog;
        this.pools = pools;
        this.remarks = remarks;
    }

    /** Returns where requests to {@code worker} go. */
    Destination destination(JkWorker worker) {
        if (worker instanceof JkWorker.Status) {
            remarks.gap(worker.origin(), worker.name(), "mod_jk's status page is not reproduced; it is answered 404");
            return new Destination.Refusal(NOT_FOUND);
        }
        List<JkWorker.Ajp> members = worker instanceof JkWorker.LoadBalancer balancer
                ? balancer.members()
                : worker instanceof JkWorker.Ajp single ? List.of(single) : List.of();
        List<JkWorker.Ajp> usable = members.stream()
                .filter(member -> member.settings().value(JkWorker.Ajp.PORT) > 0)
                .toList();
        if (usable.isEmpty()) {
            remarks.gap(worker.origin(), worker.name(), "has no back end; requests to it are answered 503");
            return new Destination.Refusal(UNAVAILABLE);
        }
        return new Destination.Forward(pools.number(worker, () -> pool(worker, usable)), "", "");
    }

    private MemberPool pool(JkWorker worker, List<JkWorker.Ajp> members) {
        boolean balanced = worker instanceof JkWorker.LoadBalancer;
        if (balanced) {
            remarks.onRoutes(members.stream().map(JkPools::routes).toList());
        }
        double share = share(members);
        List<MemberPool.Member> all = members.stream()
                .map(member ->
                        new MemberPool.Member(backend(member), settings(member, balanced, share), Optional.empty()))
                .toList();
        return new MemberPool(worker.name(), all, balancer(worker, members), session(worker.settings()), balanced);
    }

    private static SiteRemarks.Routes routes(JkWorker.Ajp worker) {
        Settings settings = worker.settings();
        String route = settings.value(JkWorker.Ajp.ROUTE);
        return new SiteRemarks.Routes(
                worker.name(),
                route.isEmpty() ? worker.name() : route,
                route.isEmpty()
                        ? worker.origin()
                        : settings.get(JkWorker.Ajp.ROUTE).origin(),
                settings.value(JkWorker.Ajp.REDIRECT),
                settings.get(JkWorker.Ajp.REDIRECT).origin());
    }

    /** What lbfactors are multiplied by so that the largest is not above the limit here. */
    private double share(List<JkWorker.Ajp> members) {
        int largest = members.stream()
                .mapToInt(member -> member.settings().value(JkWorker.Ajp.LBFACTOR))
                .max()
                .orElse(1);
        if (largest <= MAX_LBFACTOR) {
            return 1;
        }
        remarks.adjusted(
                members.get(0).settings().get(JkWorker.Ajp.LBFACTOR).origin(),
                JkWorker.Ajp.LBFACTOR.name(),
                "all are divided by " + largest + "/" + MAX_LBFACTOR + ", and are at least 1");
        return (double) MAX_LBFACTOR / largest;
    }

    private Backend backend(JkWorker.Ajp worker) {
        Settings settings = worker.settings();
        remarks.unusedOf(settings, UNUSED, "is not reproduced for " + worker.name());
        String secret = settings.value(JkWorker.SECRET).orElse(null);
        return SiteRemarks.within(
                worker.origin(),
                () -> new Backend(
                        Backend.Protocol.AJP,
                        address(settings.value(JkWorker.Ajp.HOST)),
                        settings.value(JkWorker.Ajp.PORT),
                        secret == null || secret.isEmpty() ? null : secret,
                        settings.value(JkWorker.Ajp.MAX_PACKET_SIZE),
                        pool(worker),
                        timeouts(settings),
                        true,
                        Backend.DEFAULT_HEAD_WAIT));
    }

    private static String address(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private ModJkPoolSettings pool(JkWorker.Ajp worker) {
        ModJkPoolSettings pool = pool(worker.settings());
        if (scale.isLimited() && pool.reusesAfter(scale.firewallIdle(), true)) {
            throw new ConfigurationException(
                    worker.origin(),
                    "worker." + worker.name() + ": back.firewallIdle is " + TimeText.of(scale.firewallIdle())
                            + ", but idle connections stay for longer: JkWatchdogInterval must be above 0, and"
                            + " connection_ping_interval, or connection_pool_timeout with connection_pool_minsize 0,"
                            + " so far below it that worker.maintain, the watchdog's interval and a second more are too");
        }
        return pool;
    }

    private ModJkPoolSettings pool(Settings settings) {
        int size = Math.max(1, scale.times(settings.value(JkWorker.Ajp.CONNECTION_POOL_SIZE)));
        return new ModJkPoolSettings(
                size,
                Math.min(size, scale.times(settings.value(JkWorker.Ajp.CONNECTION_POOL_MINSIZE))),
                settings.value(JkWorker.Ajp.CONNECTION_POOL_TIMEOUT),
                settings.value(JkWorker.Ajp.CONNECTION_ACQUIRE_TIMEOUT),
                settings.value(JkWorker.RETRIES),
                settings.value(JkWorker.RETRY_INTERVAL),
                settings.value(JkWorker.Ajp.SOCKET_CONNECT_TIMEOUT),
                settings.value(JkWorker.Ajp.CONNECTION_PING_INTERVAL),
                settings.value(JkWorker.Ajp.BUSY_LIMIT),
                maintain,
                watchdog,
                RecoveryOptions.ofAny(settings.value(JkWorker.Ajp.RECOVERY_OPTIONS)));
    }

    private static AjpClientTimeouts timeouts(Settings settings) {
        Set<PingMode> modes = EnumSet.noneOf(PingMode.class);
        settings.value(JkWorker.Ajp.PING_MODE).forEach(mode -> modes.add(PingMode.valueOf(mode.name())));
        Duration reply = settings.value(JkWorker.Ajp.REPLY_TIMEOUT);
        // Without a reply_timeout a read that takes longer than socket_timeout ends the request.
        Duration read = reply.isZero() ? settings.value(JkWorker.Ajp.SOCKET_TIMEOUT) : reply;
        return AjpClientTimeouts.ofModJk(
                modes,
                settings.value(JkWorker.Ajp.PING_TIMEOUT),
                settings.value(JkWorker.Ajp.CONNECT_TIMEOUT),
                settings.value(JkWorker.Ajp.PREPOST_TIMEOUT),
                read.isZero() ? AjpClientTimeouts.NEVER : read);
    }

    private static MemberSettings settings(JkWorker.Ajp worker, boolean balanced, double share) {
        Settings settings = worker.settings();
        if (!balanced) {
            return MemberSettings.of(worker.name(), null);
        }
        String route = settings.value(JkWorker.Ajp.ROUTE);
        return SiteRemarks.within(
                worker.origin(),
                () -> new MemberSettings(
                        worker.name(),
                        route.isEmpty() ? worker.name() : route,
                        (int) Math.max(1, Math.round(settings.value(JkWorker.Ajp.LBFACTOR) * share)),
                        Math.max(0, Math.min(MAX_DISTANCE, settings.value(JkWorker.Ajp.DISTANCE))),
                        orNull(settings.value(JkWorker.Ajp.DOMAIN)),
                        orNull(settings.value(JkWorker.Ajp.REDIRECT)),
                        Activation.valueOf(
                                settings.value(JkWorker.Ajp.ACTIVATION).name()),
                        false));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private ModJkBalancerSettings balancer(JkWorker worker, List<JkWorker.Ajp> members) {
        Settings settings = worker.settings();
        Set<Integer> statuses = statuses(members);
        if (!(worker instanceof JkWorker.LoadBalancer)) {
            ModJkBalancerSettings d = ModJkBalancerSettings.DEFAULT;
            return SiteRemarks.within(
                    worker.origin(),
                    () -> new ModJkBalancerSettings(
                            d.method(),
                            false,
                            false,
                            d.recoverTime(),
                            d.errorEscalationTime(),
                            0,
                            1,
                            1,
                            d.retryInterval(),
                            statuses,
                            maintain));
        }
        remarks.unusedOf(
                settings,
                List.of(JkWorker.LoadBalancer.SET_SESSION_COOKIE, JkWorker.LoadBalancer.SESSION_COOKIE_PATH),
                "the load balancer makes no cookie of its own here");
        remarks.unusedOf(
                settings,
                List.of(JkWorker.LoadBalancer.LOCK),
                "no numbers of a load balancer are shared between processes here, and there is nothing to lock");
        return SiteRemarks.within(
                worker.origin(),
                () -> new ModJkBalancerSettings(
                        ModJkMethod.valueOf(
                                settings.value(JkWorker.LoadBalancer.METHOD).name()),
                        settings.value(JkWorker.LoadBalancer.STICKY_SESSION),
                        settings.value(JkWorker.LoadBalancer.STICKY_SESSION_FORCE),
                        settings.value(JkWorker.LoadBalancer.RECOVER_TIME),
                        settings.value(JkWorker.LoadBalancer.ERROR_ESCALATION_TIME),
                        settings.value(JkWorker.LoadBalancer.MAX_REPLY_TIMEOUTS),
                        settings.value(JkWorker.LB_RETRIES),
                        settings.value(JkWorker.RETRIES),
                        settings.value(JkWorker.RETRY_INTERVAL),
                        statuses,
                        maintain));
    }

    private Set<Integer> statuses(List<JkWorker.Ajp> members) {
        Set<Integer> all = new HashSet<>();
        for (JkWorker.Ajp member : members) {
            List<Integer> own = member.settings().value(JkWorker.Ajp.FAIL_ON_STATUS);
            if (!own.equals(members.get(0).settings().value(JkWorker.Ajp.FAIL_ON_STATUS))) {
                remarks.gap(
                        member.origin(),
                        JkWorker.Ajp.FAIL_ON_STATUS.name(),
                        "counts for all members of the load balancer");
            }
            all.addAll(own);
        }
        return all;
    }

    private static StickySession session(Settings settings) {
        String path = settings.value(JkWorker.LoadBalancer.SESSION_PATH);
        return new StickySession(
                settings.value(JkWorker.LoadBalancer.SESSION_COOKIE), path.startsWith(";") ? path.substring(1) : path);
    }
}
