package dev.holdfast.lint;

import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.httpd.ReadTimeout;
import dev.holdfast.loadbalancer.Upstream;
import dev.holdfast.modjk.JkWorker.Ajp;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** httpd and its clients, of which a load balancer may be one. */
final class FrontRules {
    /** Longer than browsers and load testers wait for a response. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(5);
    private static final int FEW_CONNECTIONS_A_SECOND = 10;
    private static final int MANY_REQUESTS = 1000;
    /** HAProxy closes half of its idle connections at each pool-purge-delay: of eight the last is gone after as many. */
    private static final int PURGES = 5;

    private static final Duration SHORTEST_HEADER = Duration.ofSeconds(5);

    private static final String TIMEOUT_SERVER = "timeout server";

    private FrontRules() {}

    private static boolean needHttpd(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
        return !site.fronts().isEmpty();
    }

    private static void needLoadBalancer(Site site, Findings out) {
        if (site.upstreams().isEmpty()) {
            out.needs(Site.LOAD_BALANCER);
        }
    }

    static void loadBalancerIdle(Site site, Findings out) {
        needLoadBalancer(site, out);
        for (Upstream upstream : site.upstreams()) {
            upstream.undecided().ifPresent(out::needs);
            if (upstream.idle().isEmpty()) {
                continue;
            }
            Setting<Duration> idle = upstream.idle().get();
            boolean found = false;
            for (Front front : site.fronts()) {
                if (front.listensOn(upstream.port())) {
                    found = true;
                    front.shortestKeepAlive(upstream.host(), upstream.port())
                            .ifPresent(timeout -> compare(
                                    out,
                                    upstream,
                                    idle,
                                    timeout.value(),
                                    "httpd",
                                    "KeepAliveTimeout",
                                    front.at(timeout)));
                }
            }
            for (Listener listener : site.routing().on(upstream.port(), false)) {
                found = true;
                listener.idle()
                        .ifPresent(timeout -> compare(
                                out,
                                upstream,
                                idle,
                                timeout,
                                listener instanceof Listener.Tomcat ? "Tomcat" : "WildFly",
                                listener.idleName(),
                                listener.origin()));
            }
            if (!found) {
                out.needs("the configuration of the server at " + upstream.host() + ":" + upstream.port());
            }
        }
    }

    private static void compare(
            Findings out,
            Upstream upstream,
            Setting<Duration> idle,
            Duration timeout,
            String server,
            String name,
            Origin origin) {
        boolean halves = upstream.product().equals("HAProxy");
        Duration longest = halves ? idle.value().multipliedBy(PURGES) : idle.value();
        if (longest.compareTo(timeout) < 0) {
            return;
        }
        Duration shorter =
                timeout.compareTo(Duration.ofSeconds(2)) > 0 ? timeout.minusSeconds(1) : timeout.dividedBy(2);
        out.warning(
                idle.origin().isFile() ? idle.origin() : upstream.origin(),
                upstream.product()
                        + (halves
                                ? " closes half of its idle connections to " + upstream.host() + ":" + upstream.port()
                                        + " every " + Text.of(idle.value()) + Text.byDefault(idle)
                                        + ", so that some may be idle for " + Text.of(longest) + " and longer"
                                : " keeps idle connections to " + upstream.host() + ":" + upstream.port() + " for "
                                        + Text.of(idle.value()))
                        + ", and " + server + " closes them after " + Text.of(timeout) + " (" + name + ", "
                        + Text.place(origin) + ")",
                halves
                        ? "pool-purge-delay " + withUnit(shorter.dividedBy(PURGES)) + ", or option http-server-close"
                        : "keepalive_timeout " + withUnit(shorter) + ";");
    }

    private static String withUnit(Duration duration) {
        return duration.toNanosPart() == 0 ? duration.toSeconds() + "s" : Math.max(1, duration.toMillis()) + "ms";
    }

    static void queue(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            Duration hold = front.longestKeepAlive();
            if (!front.isBlocking() || hold.isZero()) {
                continue;
            }
            Setting<Integer> backlog = front.mpm().settings().get(Mpm.LISTEN_BACKLOG);
            long length = site.listenQueue(backlog.value());
            Optional<Duration> known = site.before(front).stream()
                    .flatMap(upstream -> upstream.responseTimeout().stream())
                    .map(Setting::value)
                    .min(Duration::compareTo);
            List<Origin> unknown = site.before(front).stream()
                    .flatMap(upstream -> upstream.unknownTimeout().stream())
                    .toList();
            unknown.forEach(origin -> out.needsValue(TIMEOUT_SERVER, origin));
            if (known.isEmpty() && !unknown.isEmpty()) {
                continue;
            }
            Duration patience = known.orElse(PATIENCE);
            Duration last = hold.multipliedBy(length).dividedBy(front.workers());
            if (last.compareTo(patience) > 0) {
                long shorter = Math.max(1, patience.toMillis() * front.workers() / hold.toMillis());
                out.warning(
                        front.at(backlog),
                        "the accept queue takes " + length + " connections" + Text.byDefault(backlog) + ", and "
                                + front.workers()
                                + " workers that each hold an idle connection for " + Text.of(hold) + " let "
                                + String.format(Locale.ROOT, "%.1f", front.workers() * 1000.0 / hold.toMillis())
                                + " of them in a second: the last waits " + last.toSeconds() + " s, longer than "
                                + Text.of(patience),
                        "ListenBackLog " + shorter);
            }
        }
    }

    static void keepAliveHolds(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            if (!front.isBlocking()) {
                continue;
            }
            front.keepAliveServers().forEach(server -> {
                Setting<Duration> timeout = server.settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT);
                double perSecond = front.workers() * 1000.0 / timeout.value().toMillis();
                boolean isLong = timeout.value().compareTo(LONGEST_KEEP_ALIVE) > 0;
                if (isLong || perSecond < FEW_CONNECTIONS_A_SECOND) {
                    out.warning(
                            front.at(timeout),
                            "an idle connection holds one of " + front.workers() + " " + front.model() + " workers for "
                                    + Text.of(timeout.value()) + Text.byDefault(timeout) + ": "
                                    + String.format(Locale.ROOT, "%.1f", perSecond)
                                    + " new connections a second hold them all",
                            shorterHold(front, timeout.value(), isLong));
                }
            });
        }
    }

    private static String shorterHold(Front front, Duration timeout, boolean isLong) {
        if (!isLong && front.workers() < 2 * FEW_CONNECTIONS_A_SECOND) {
            return "KeepAlive Off, or " + front.moreWorkers(FEW_CONNECTIONS_A_SECOND * timeout.toMillis(), 1000);
        }
        long seconds = Math.min(2, front.workers() / FEW_CONNECTIONS_A_SECOND);
        return (seconds == 0 ? "KeepAlive Off" : "KeepAliveTimeout " + seconds)
                + ", or LoadModule mpm_event_module modules/mod_mpm_event.so in place of mpm_" + front.model()
                + "_module";
    }

    static void eventConnections(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            if (front.mpm().model().value() != Mpm.Model.EVENT) {
                continue;
            }
            needLoadBalancer(site, out);
            Setting<Double> factor = front.mpm().settings().get(Mpm.ASYNC_REQUEST_WORKER_FACTOR);
            front.httpd().remarks().stream()
                    .filter(remark -> remark.kind() == Remark.Kind.ADJUSTED
                            && remark.origin().equals(factor.origin())
                            && remark.directive().equalsIgnoreCase(Mpm.ASYNC_REQUEST_WORKER_FACTOR.name()))
                    .forEach(remark ->
                            out.warning(remark.origin(), remark.why(), "AsyncRequestWorkerFactor " + front.factor()));
            if (factor.value() != Math.rint(factor.value())) {
                out.warning(
                        front.at(factor),
                        "AsyncRequestWorkerFactor " + factor.value() + " works as " + front.factor(),
                        "AsyncRequestWorkerFactor " + (int) Math.ceil(factor.value()));
            }
            site.before(front).forEach(upstream -> upstream.unknownMax().ifPresent(out::needs));
            Map<String, List<Upstream>> byHost = site.before(front).stream()
                    .filter(upstream -> upstream.maxConnections().isPresent())
                    .collect(Collectors.groupingBy(Upstream::host, LinkedHashMap::new, Collectors.toList()));
            byHost.values().forEach(upstreams -> connections(out, front, factor, upstreams));
        }
    }

    /** Of several upstreams with one host each has connections of its own; those of different hosts are several httpd's like this. */
    private static void connections(Findings out, Front front, Setting<Double> factor, List<Upstream> upstreams) {
        upstreams.stream()
                .filter(Upstream::maxOfEachProcess)
                .forEach(upstream ->
                        out.needs("the number of processes of " + upstream.product() + " (worker_processes)"));
        long max = upstreams.stream()
                .mapToLong(upstream -> upstream.maxConnections().orElseThrow().value())
                .sum();
        if (max <= front.connections()) {
            return;
        }
        String places = Text.list(upstreams.stream()
                .map(upstream ->
                        Text.place(upstream.maxConnections().orElseThrow().origin()))
                .toList());
        out.warning(
                front.at(factor),
                upstreams.stream().map(Upstream::product).distinct().collect(Collectors.joining(" and "))
                        + " opens up to " + max + " connections (" + places + "), and " + front.workers()
                        + " workers with AsyncRequestWorkerFactor " + front.factor() + " take " + front.connections()
                        + " when all are idle",
                "AsyncRequestWorkerFactor " + ((max + front.workers() - 1) / front.workers() - 1));
    }

    static void inheritedTimeout(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            Setting<Duration> main = front.httpd().mainServer().settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT);
            Map<Origin, HttpdServer> owners = new HashMap<>();
            for (HttpdServer server : front.httpd().servers()) {
                Setting<Duration> own = server.settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT);
                if (!own.origin().isFile()) {
                    continue;
                }
                HttpdServer owner = owners.putIfAbsent(own.origin(), server);
                if (owner != null && !owner.main() && !own.value().equals(main.value())) {
                    out.note(
                            server.origin(),
                            "KeepAliveTimeout here is " + Text.of(own.value()) + " of the virtual host at "
                                    + own.origin().line()
                                    + ", the first with its address, not " + Text.of(main.value())
                                    + Text.byDefault(main)
                                    + " of the main server",
                            "KeepAliveTimeout " + Text.directive(main.value()) + " in this virtual host, or "
                                    + Text.directive(own.value()) + " to keep it");
                }
            }
        }
    }

    static void advertisedZero(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            front.keepAliveServers().forEach(server -> {
                Setting<Duration> timeout = server.settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT);
                if (timeout.value().toSeconds() == 0) {
                    out.warning(
                            front.at(timeout),
                            "connections stay for " + Text.of(timeout.value()) + ", and Keep-Alive says timeout=0",
                            "KeepAliveTimeout 1");
                }
            });
        }
    }

    static void maxRequests(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            front.keepAliveServers().forEach(server -> {
                Setting<Integer> max = server.settings().get(HttpdServer.MAX_KEEP_ALIVE_REQUESTS);
                if (max.value() == 1) {
                    out.warning(
                            front.at(max),
                            "MaxKeepAliveRequests 1 serves 2 requests on a connection",
                            "KeepAlive Off, or MaxKeepAliveRequests 100");
                }
            });
        }
        Map<Integer, Set<String>> keeping = new LinkedHashMap<>();
        for (Upstream upstream : site.upstreams()) {
            boolean known = site.fronts().stream().anyMatch(front -> front.listensOn(upstream.port()))
                    || site.routing().on(upstream.port(), false).stream().anyMatch(Listener.Tomcat.class::isInstance);
            if (known) {
                upstream.undecided().ifPresent(out::needs);
            }
            if (upstream.idle().isPresent()) {
                keeping.computeIfAbsent(upstream.port(), port -> new LinkedHashSet<>())
                        .add(upstream.product());
            }
        }
        keeping.forEach((port, products) -> products.forEach(product -> fewRequests(site, port, product, out)));
    }

    /** @param product of the load balancer that keeps connections to {@code port} */
    private static void fewRequests(Site site, int port, String product, Findings out) {
        for (Front front : site.fronts()) {
            for (HttpdServer server : front.listensOn(port) ? front.serversOn(port) : List.<HttpdServer>of()) {
                Setting<Integer> max = server.settings().get(HttpdServer.MAX_KEEP_ALIVE_REQUESTS);
                if (max.value() > 1 && max.value() < MANY_REQUESTS) {
                    out.note(
                            front.at(max),
                            "each connection of " + product + " ends after " + (max.value() + 1) + " requests"
                                    + Text.byDefault(max),
                            "MaxKeepAliveRequests 0");
                }
            }
        }
        for (Listener listener : site.routing().on(port, false)) {
            if (listener instanceof Listener.Tomcat tomcat) {
                Setting<Integer> max = tomcat.connector().settings().get(TomcatConnector.MAX_KEEP_ALIVE_REQUESTS);
                if (max.value() > 1 && max.value() < MANY_REQUESTS) {
                    out.note(
                            listener.origin(),
                            "each connection of " + product + " ends after " + max.value() + " requests"
                                    + Text.byDefault(max),
                            "maxKeepAliveRequests=\"-1\"");
                }
            }
        }
    }

    static void readTimeout(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            // Every distribution's configuration loads mod_authz_core; one without it is a part.
            boolean whole = front.httpd().modules().contains("authz_core_module");
            if (!front.httpd().modules().contains("reqtimeout_module")) {
                if (whole) {
                    out.note(
                            front.start(),
                            "mod_reqtimeout is not loaded: a request may take Timeout between any two bytes",
                            "LoadModule reqtimeout_module modules/mod_reqtimeout.so");
                } else {
                    out.needs("a whole httpd.conf, with its LoadModule lines");
                }
                continue;
            }
            for (HttpdServer server : front.reachedServers()) {
                Setting<ReadTimeout> header = server.settings().get(HttpdServer.HEADER_TIMEOUT);
                if (!header.origin().isFile()) {
                    continue;
                }
                ReadTimeout limit = header.value();
                if (limit.timeout().isZero()) {
                    out.warning(
                            header.origin(),
                            "header=0 takes the limit of a request's head away",
                            "RequestReadTimeout header=20-40,MinRate=500");
                } else if (limit.timeout().compareTo(SHORTEST_HEADER) < 0) {
                    out.warning(
                            header.origin(),
                            "a request's head must come within " + Text.of(limit.timeout())
                                    + ", which one lost packet and its repetition can take",
                            "RequestReadTimeout header=20-40,MinRate=500");
                }
            }
        }
    }

    static void givesUpFirst(Site site, Findings out) {
        if (!needHttpd(site, out)) {
            return;
        }
        needLoadBalancer(site, out);
        for (Front front : site.fronts()) {
            site.before(front)
                    .forEach(upstream ->
                            upstream.unknownTimeout().ifPresent(origin -> out.needsValue(TIMEOUT_SERVER, origin)));
            Optional<Upstream> hastiest = site.before(front).stream()
                    .filter(upstream -> upstream.responseTimeout().isPresent())
                    .min((a, b) -> a.responseTimeout()
                            .orElseThrow()
                            .value()
                            .compareTo(b.responseTimeout().orElseThrow().value()));
            if (hastiest.isEmpty()) {
                continue;
            }
            Setting<Duration> patience = hastiest.get().responseTimeout().orElseThrow();
            Set<Origin> ofServers = front.httpd().servers().stream()
                    .map(server ->
                            server.settings().get(HttpdServer.PROXY_TIMEOUT).origin())
                    .collect(Collectors.toSet());
            for (Link link : site.from(front)) {
                if (link.replyTimeout()
                        .map(reply -> reply.compareTo(patience.value()) <= 0)
                        .orElse(false)) {
                    continue;
                }
                Duration shorter = patience.value().minus(patience.value().dividedBy(10));
                out.warning(
                        link.at(link instanceof Link.Jk ? Ajp.REPLY_TIMEOUT : ProxyWorker.TIMEOUT),
                        hastiest.get().product() + " waits " + Text.of(patience.value()) + Text.byDefault(patience)
                                + ", and "
                                + link.name() + " waits "
                                + link.replyTimeout().map(Text::of).orElse("for ever") + " for the back end",
                        link instanceof Link.Jk jk
                                ? jk.line(Ajp.REPLY_TIMEOUT, shorter.toMillis())
                                : (isOwnTimeout(link, ofServers) ? "timeout=" : "ProxyTimeout ")
                                        + Math.max(1, shorter.toSeconds()));
            }
        }
    }

    /** Whether it is a parameter of the worker, which counts more than what the server says. */
    private static boolean isOwnTimeout(Link link, Set<Origin> ofServers) {
        return link instanceof Link.Proxy proxy
                && proxy.worker().settings().get(ProxyWorker.TIMEOUT).origin().isFile()
                && !ofServers.contains(link.at(ProxyWorker.TIMEOUT));
    }
}
