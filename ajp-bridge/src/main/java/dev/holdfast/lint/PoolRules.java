package dev.holdfast.lint;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.httpd.ProxyMount;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.modjk.JkWorker.Ajp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many connections there are between front and back end, and how long. */
final class PoolRules {
    private static final Duration FIREWALL = Duration.ofHours(1);
    private static final Set<String> EVERYTHING = Set.of("/", "/*");

    private PoolRules() {}

    /** Connections of all fronts to one back end. */
    private record Load(Listener listener, String host, List<Link> links) {
        long total() {
            return links.stream()
                    .mapToLong(link -> (long) link.processes() * link.inUse())
                    .sum();
        }

        /** With what mod_http2 makes of the pools. */
        long grown() {
            return links.stream()
                    .mapToLong(link ->
                            (long) link.processes() * (grows(link) ? link.size().value() : link.inUse()))
                    .sum();
        }

        /** Says why a number is more than the total, if it is. */
        String ofHttp2() {
            return grown() > total() ? ", for what mod_http2 makes of the pools," : "";
        }

        static boolean grows(Link link) {
            return link instanceof Link.Proxy proxy && proxy.growsWithHttp2();
        }

        /** {@code 16 processes x 25}, and so on with a plus; of equal ones {@code 3 x (16 processes x 25)}. */
        String sum() {
            Map<String, Long> terms = links.stream()
                    .map(link ->
                            link.processes() + (link.processes() == 1 ? " process x " : " processes x ") + link.inUse())
                    .collect(Collectors.groupingBy(term -> term, LinkedHashMap::new, Collectors.counting()));
            List<String> all = new ArrayList<>();
            terms.forEach((term, count) -> all.add(count == 1 ? term : count + " x (" + term + ")"));
            return Text.list(all, " + ");
        }

        Origin origin() {
            Link first = links.get(0);
            Origin written = first.size().origin();
            return written.isFile() ? written : first.origin();
        }

        String target() {
            return host + ":" + listener.port();
        }
    }

    private static List<Load> loads(Site site, Findings out) {
        List<Link> known =
                site.links().stream().filter(link -> link.front().isPresent()).toList();
        if (known.isEmpty()) {
            out.needs(Site.FRONT);
        }
        List<Load> loads = new ArrayList<>();
        for (Link link : known) {
            if (site.behind(link).isEmpty()) {
                out.needs(Site.BACKEND + " at " + link.target());
            }
        }
        for (Listener listener : site.listeners()) {
            site.routing().to(listener).forEach((host, all) -> {
                List<Link> links =
                        all.stream().filter(link -> link.front().isPresent()).toList();
                if (!links.isEmpty()) {
                    loads.add(new Load(listener, host, links));
                }
            });
        }
        return loads;
    }

    static void blockingThreads(Site site, Findings out) {
        for (Load load : loads(site, out)) {
            Optional<Setting<Integer>> threads = load.listener().threads();
            if (!load.listener().isBlocking() || threads.isEmpty()) {
                continue;
            }
            int limit = threads.get().value();
            if (load.total() > limit) {
                boolean forEver = load.listener().idle().isEmpty()
                        && load.links().stream().noneMatch(link -> link.idle().isPresent());
                out.add(
                        forEver ? Severity.ERROR : Severity.WARNING,
                        load.origin(),
                        load.sum() + " = " + load.total() + " connections to " + load.target()
                                + ", each with a thread of its own, and "
                                + limit + " threads" + Text.byDefault(threads.get()) + ": " + (load.total() - limit)
                                + " of them "
                                + (forEver ? "are never served" : "wait until others are idle for long enough"),
                        "maxThreads=\"" + load.grown() + "\"" + load.ofHttp2() + " for the connector at "
                                + Text.place(load.listener().origin())
                                + ", or protocol=\"org.apache.coyote.ajp.AjpNioProtocol\"");
            }
        }
    }

    static void maxConnections(Site site, Findings out) {
        for (Load load : loads(site, out)) {
            Optional<Setting<Integer>> max = load.listener().maxConnections();
            if (load.listener().isBlocking()
                    || max.isEmpty()
                    || load.total() <= max.get().value()) {
                continue;
            }
            String name = load.listener() instanceof Listener.Tomcat ? "maxConnections" : "max-connections";
            out.warning(
                    load.origin(),
                    load.sum() + " = " + load.total() + " connections to " + load.target() + ", which takes "
                            + max.get().value() + Text.byDefault(max.get()),
                    name + "=\"" + load.grown() + "\"" + load.ofHttp2() + " at "
                            + Text.place(load.listener().origin()));
        }
    }

    static void http2(Site site, Findings out) {
        for (Load load : loads(site, out)) {
            Optional<Setting<Integer>> limit = load.listener().isBlocking()
                    ? load.listener().threads()
                    : load.listener().maxConnections();
            if (limit.isEmpty()
                    || load.grown() <= limit.get().value()
                    || load.total() > limit.get().value()) {
                continue;
            }
            Link first = load.links().stream().filter(Load::grows).findFirst().orElseThrow();
            out.warning(
                    first.origin(),
                    "with mod_http2 a process has up to " + first.size().value() + " connections to " + load.target()
                            + " (ThreadsPerChild - 1 + H2MaxWorkers) and all processes " + load.grown() + ", not "
                            + load.total() + "; the back end takes "
                            + limit.get().value(),
                    "max=" + first.inUse() + " acquire=1000 for " + first.name());
        }
    }

    static void workersAgainstThreads(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
        for (Front front : site.fronts()) {
            Map<String, Link> hosts = new LinkedHashMap<>();
            takesEverything(site, front).forEach(link -> hosts.putIfAbsent(link.target(), link));
            int threads = 0;
            boolean written =
                    front.mpm().settings().get(Mpm.MAX_REQUEST_WORKERS).origin().isFile();
            for (Link link : hosts.values()) {
                Optional<Setting<Integer>> found = site.behind(link).stream()
                        .flatMap(listener -> listener.threads().stream())
                        .findFirst();
                if (found.isEmpty()) {
                    out.needs("the number of threads at " + link.target());
                    return;
                }
                threads += found.get().value();
                written |= found.get().origin().isFile();
            }
            if (!hosts.isEmpty() && front.workers() > threads) {
                boolean all = front.reachedServers().stream().allMatch(PoolRules::proxiesEverything);
                int waiting = front.workers() - threads;
                out.add(
                        written && all ? Severity.WARNING : Severity.NOTE,
                        front.at(Mpm.MAX_REQUEST_WORKERS),
                        (all
                                        ? "all requests go to "
                                        : "not all requests, but those without a mount of their own go to ")
                                + hosts.size() + (hosts.size() == 1 ? " back end" : " back ends") + " with " + threads
                                + " threads together, and " + front.workers()
                                + (all ? " workers send them: " : " workers can send them: ")
                                + waiting
                                + (all ? (waiting == 1 ? " worker" : " workers") + " can only wait" : " would wait"),
                        fewerWorkers(front, threads) + ", or maxThreads of " + ceil(front.workers(), hosts.size())
                                + " for each back end");
            }
        }
    }

    /** Where one process has more threads than all back ends, it must have fewer. */
    private static String fewerWorkers(Front front, int threads) {
        int most = Math.max(1, threads);
        return most < front.threads()
                ? "ThreadsPerChild " + most + " with MaxRequestWorkers " + most
                : "MaxRequestWorkers " + most / front.threads() * front.threads();
    }

    /** Whether a server has a mount of everything, and takes nothing out of it but httpd's own pages. */
    private static boolean proxiesEverything(HttpdServer server) {
        boolean jk = server.jkMounts().stream()
                .anyMatch(mount -> !mount.exclusion() && !mount.disabled() && EVERYTHING.contains(mount.uri()));
        boolean proxy = server.proxyMounts().stream()
                .anyMatch(mount ->
                        EVERYTHING.contains(mount.path()) && !targetName(mount).isEmpty());
        return (jk || proxy)
                && server.jkMounts().stream()
                        .noneMatch(mount -> mount.exclusion() && !DialogRules.OWN_PAGES.contains(mount.uri()))
                && server.proxyMounts().stream()
                        .noneMatch(
                                mount -> targetName(mount).isEmpty() && !DialogRules.OWN_PAGES.contains(mount.path()));
    }

    private static int ceil(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /** The links to which a mount of everything leads. */
    private static Stream<Link> takesEverything(Site site, Front front) {
        Set<String> jk = new HashSet<>();
        Set<String> proxy = new HashSet<>();
        for (HttpdServer server : front.httpd().servers()) {
            server.jkMounts().stream()
                    .filter(mount -> !mount.exclusion() && EVERYTHING.contains(mount.uri()))
                    .forEach(mount -> jk.add(mount.worker()));
            server.proxyMounts().stream()
                    .filter(mount -> EVERYTHING.contains(mount.path()))
                    .forEach(mount -> proxy.add(targetName(mount)));
        }
        return site.from(front).stream()
                .filter(link -> (link instanceof Link.Jk ? jk : proxy).contains(link.mounted()));
    }

    /** The name of the worker or balancer; empty for an exclusion. */
    static String targetName(ProxyMount mount) {
        if (mount.target() instanceof ProxyMount.Target.Worker worker) {
            return worker.name();
        }
        return mount.target() instanceof ProxyMount.Target.Balancer balancer ? balancer.name() : "";
    }

    static void prefork(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
        site.jkLinks()
                .filter(link -> link.front()
                        .map(front -> !front.mpm().model().value().isThreaded())
                        .orElse(false))
                .filter(link -> link.size().origin().isFile() && link.size().value() > 1)
                .forEach(link -> out.warning(
                        link.at(Ajp.CONNECTION_POOL_SIZE),
                        "a process of prefork uses 1 connection, not "
                                + link.size().value(),
                        "remove connection_pool_size, or " + link.line(Ajp.CONNECTION_POOL_SIZE, 1)));
        for (Front front : site.fronts()) {
            if (front.mpm().model().value().isThreaded()) {
                continue;
            }
            front.httpd().remarks().stream()
                    .filter(remark -> remark.kind() == Remark.Kind.IGNORED
                            && Set.of("min", "smax", "max").contains(remark.directive()))
                    .forEach(remark -> out.warning(
                            remark.origin(),
                            remark.directive() + " has no effect: a process of prefork uses 1 connection",
                            "remove " + remark.directive() + "="));
        }
    }

    static void smallPool(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
        for (Link link : site.links()) {
            if (link.front().isEmpty()
                    || !link.front().get().mpm().model().value().isThreaded()
                    || !link.size().origin().isFile()
                    || link.size().value() >= link.front().get().threads()) {
                continue;
            }
            int threads = link.front().get().threads();
            String sizes = link.size().value() + " connections for the " + threads + " threads of a process";
            if (link instanceof Link.Jk jk
                    && !jk.worker()
                            .settings()
                            .get(Ajp.CONNECTION_ACQUIRE_TIMEOUT)
                            .origin()
                            .isFile()) {
                out.warning(
                        link.size().origin(),
                        sizes + ": the " + (threads - link.size().value())
                                + " others look every 100 ms and are answered 503 after "
                                + Text.of(jk.value(Ajp.CONNECTION_ACQUIRE_TIMEOUT)),
                        jk.line(Ajp.CONNECTION_POOL_SIZE, threads) + ", or "
                                + jk.line(Ajp.CONNECTION_ACQUIRE_TIMEOUT, 5000));
            } else if (link instanceof Link.Proxy proxy
                    && proxy.value(ProxyWorker.ACQUIRE).isEmpty()) {
                out.warning(
                        link.size().origin(),
                        sizes + ", and no acquire: the "
                                + (threads - link.size().value()) + " others wait without limit",
                        "max=" + threads + ", or acquire=1000 to answer 503 after a second");
            }
        }
    }

    static void jkIdle(Site site, Findings out) {
        if (site.jkLinks().findAny().isEmpty()) {
            out.needs("workers of mod_jk");
        }
        site.jkLinks().filter(link -> !link.pingsBeforeRequests()).forEach(link -> {
            for (Listener listener : behindOrSay(site, link, out)) {
                if (!(listener instanceof Listener.Tomcat) || listener.idle().isEmpty()) {
                    continue;
                }
                Duration back = listener.idle().get();
                if (link.idle().isPresent() && link.idle().get().compareTo(back) <= 0) {
                    continue;
                }
                String front = link.idle().map(idle -> "for " + Text.of(idle)).orElse("for ever");
                out.warning(
                        link.at(Ajp.CONNECTION_POOL_TIMEOUT),
                        "mod_jk keeps idle connections " + front + ", and Tomcat closes them after " + Text.of(back)
                                + " (" + Text.place(listener.origin()) + ", in milliseconds)",
                        link.idle().isPresent()
                                ? "keepAliveTimeout=\"" + link.idle().get().toMillis() + "\""
                                : link.line(Ajp.CONNECTION_POOL_TIMEOUT, Math.max(1, back.toSeconds())));
            }
        });
    }

    private static List<Listener> behindOrSay(Site site, Link link, Findings out) {
        List<Listener> behind = site.behind(link);
        if (behind.isEmpty()) {
            out.needs(Site.BACKEND + " at " + link.target());
        }
        return behind;
    }

    static void proxyIdle(Site site, Findings out) {
        if (site.links().isEmpty()) {
            out.needs(Site.FRONT);
        }
        for (Link link : site.links()) {
            if (!link.reuses() || link.pingsBeforeRequests()) {
                continue;
            }
            for (Listener listener : behindOrSay(site, link, out)) {
                if (listener.idle().isEmpty() || (link instanceof Link.Jk && listener instanceof Listener.Tomcat)) {
                    continue;
                }
                Duration back = listener.idle().get();
                if (link.idle().isPresent()
                        && link.idle().get().plus(lateness(link)).compareTo(back) <= 0) {
                    continue;
                }
                String front = link.idle()
                        .map(idle -> "for up to " + Text.of(idle.plus(lateness(link))))
                        .orElse("for ever");
                Key<?> key = link instanceof Link.Jk ? Ajp.CONNECTION_POOL_TIMEOUT : ProxyWorker.TTL;
                out.warning(
                        link.at(key),
                        link.name() + " keeps idle connections " + front + ", and " + link.target()
                                + " closes them after " + Text.of(back) + " (" + listener.idleName() + ", "
                                + Text.place(listener.origin()) + ")",
                        link instanceof Link.Jk jk
                                ? jk.line(Ajp.PING_MODE, "A") + " and " + jk.line(Ajp.PING_TIMEOUT, 5000)
                                : "ttl=" + Math.max(1, back.toSeconds() * 3 / 4));
            }
        }
    }

    /** How much later than its timeout a pool closes a connection. */
    private static Duration lateness(Link link) {
        return link instanceof Link.Jk jk ? jk.maintain() : Duration.ofSeconds(1);
    }

    static void neverClosed(Site site, Findings out) {
        if (site.jkLinks().findAny().isEmpty()) {
            out.needs("workers of mod_jk");
        }
        site.jkLinks().filter(link -> link.idle().isPresent()).forEach(link -> {
            if (link.front().isPresent() && link.watchdog().isZero()) {
                out.note(
                        link.at(Ajp.CONNECTION_POOL_TIMEOUT),
                        "connection_pool_timeout of " + Text.of(link.idle().orElseThrow())
                                + " is looked at only when a request comes to a process: JkWatchdogInterval is 0",
                        "JkWatchdogInterval 60");
            }
            for (Listener listener : behindOrSay(site, link, out)) {
                if (listener.idle().isEmpty()) {
                    out.add(
                            listener.isBlocking() ? Severity.WARNING : Severity.NOTE,
                            listener.origin(),
                            "mod_jk closes idle connections after "
                                    + Text.of(link.idle().orElseThrow())
                                    + ", and this connector never does: those whose front has vanished stay",
                            listener.idleName() + "=\""
                                    + link.idle().orElseThrow().toMillis() + "\"");
                }
            }
        });
    }

    static void firewall(Site site, Findings out) {
        if (site.links().isEmpty()) {
            out.needs(Site.FRONT);
        }
        Optional<Setting<Long>> probe = site.kernel("net.ipv4.tcp_keepalive_time");
        for (Link link : site.links()) {
            Function<Optional<Duration>, Boolean> isShort =
                    idle -> idle.map(value -> value.compareTo(FIREWALL) < 0).orElse(false);
            boolean closed = isShort.apply(link.idle())
                    || site.behind(link).stream().anyMatch(listener -> isShort.apply(listener.idle()));
            boolean pinged = link instanceof Link.Jk jk
                    && !jk.value(Ajp.CONNECTION_PING_INTERVAL).isZero();
            if (!link.isRemote() || !link.reuses() || closed || pinged) {
                continue;
            }
            boolean keepAlive = link instanceof Link.Jk jk
                    ? jk.value(Ajp.SOCKET_KEEPALIVE)
                    : link instanceof Link.Proxy proxy && proxy.value(ProxyWorker.KEEPALIVE);
            boolean late =
                    probe.map(time -> time.value() >= FIREWALL.toSeconds()).orElse(true);
            if ((keepAlive && !late) || out.needsHost(link)) {
                continue;
            }
            String idle = link.idle().map(Text::of).orElse("any length of time");
            if (!keepAlive) {
                out.note(
                        link.at(link instanceof Link.Jk ? Ajp.CONNECTION_POOL_TIMEOUT : ProxyWorker.TTL),
                        "connections to " + link.host() + " may be idle for " + idle + ", without TCP keep-alive",
                        link instanceof Link.Jk jk
                                ? jk.line(Ajp.SOCKET_KEEPALIVE, "true") + ", or "
                                        + jk.line(Ajp.CONNECTION_POOL_TIMEOUT, 600)
                                : "keepalive=On, or ttl=600");
            } else if (probe.isPresent()) {
                out.warning(
                        probe.get().origin(),
                        "TCP keep-alive is on for " + link.name() + ", and begins after "
                                + probe.get().value() + " s: firewalls forget connections after " + FIREWALL.toSeconds()
                                + " s and earlier",
                        "net.ipv4.tcp_keepalive_time = 600");
            } else {
                out.needs(Site.SYSCTL + " (net.ipv4.tcp_keepalive_time)");
            }
        }
    }
}
