package dev.holdfast.lint;

import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.httpd.ReadTimeout;
import dev.holdfast.loadbalancer.Upstream;
import dev.holdfast.modjk.JkWorker.Ajp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** httpd and its clients, of which a load balancer may be one. */
final class FrontRules {
    /** Longer than browsers and load testers wait for a response. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(5);
    private static final int FEW_CONNECTIONS_A_SECOND = 10;
    private static final int MANY_REQUESTS = 1000;
    private static final Duration SHORTEST_HEADER = Duration.ofSeconds(5);

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
            if (upstream.idle().isEmpty()) {
                continue;
            }
            Setting<Duration> idle = upstream.idle().get();
            boolean found = false;
            for (Front front : site.fronts()) {
                if (front.listensOn(upstream.port())) {
                    found = true;
                    for (HttpdServer server : front.serversOn(upstream.port())) {
                        if (server.value(HttpdServer.KEEP_ALIVE)) {
                            Setting<Duration> timeout = server.settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT);
                            compare(
                                    out,
                                    upstream,
                                    idle,
                                    timeout.value(),
                                    "httpd",
                                    "KeepAliveTimeout",
                                    front.at(timeout));
                        }
                    }
                }
            }
            for (Listener listener : site.listeners()) {
                if (!listener.ajp() && listener.port() == upstream.port()) {
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
        if (idle.value().compareTo(timeout) < 0) {
            return;
        }
        boolean nginx = upstream.product().equals("nginx");
        Duration shorter =
                timeout.compareTo(Duration.ofSeconds(2)) > 0 ? timeout.minusSeconds(1) : timeout.dividedBy(2);
        out.warning(
                idle.origin(),
                upstream.product() + " keeps idle connections to " + upstream.host() + ":" + upstream.port() + " for "
                        + Text.of(idle.value()) + ", and " + server + " closes them after " + Text.of(timeout) + " ("
                        + name + ", "
                        + Text.place(origin) + ")",
                nginx
                        ? "keepalive_timeout "
                                + (shorter.toMillisPart() == 0 ? shorter.toSeconds() + "s" : shorter.toMillis() + "ms")
                                + ";"
                        : "pool-purge-delay "
                                + (shorter.toMillisPart() == 0
                                        ? shorter.toSeconds() + "s"
                                        : shorter.toMillis() + "ms"));
    }

    static void queue(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            Duration hold = front.longestKeepAlive();
            if (!front.isBlocking() || hold.isZero()) {
                continue;
            }
            Setting<Integer> backlog = front.mpm().settings().get(Mpm.LISTEN_BACKLOG);
            long length = Math.min(
                    backlog.value(),
                    site.kernel("net.core.somaxconn").map(Setting::value).orElse(Long.MAX_VALUE));
            Duration patience = site.before(front).stream()
                    .flatMap(upstream -> upstream.responseTimeout().stream())
                    .map(Setting::value)
                    .min(Duration::compareTo)
                    .orElse(PATIENCE);
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
                            front.workers() < 2 * FEW_CONNECTIONS_A_SECOND && !isLong
                                    ? "KeepAlive Off, or MaxRequestWorkers "
                                            + FEW_CONNECTIONS_A_SECOND
                                                    * Math.max(
                                                            1, timeout.value().toSeconds())
                                    : "KeepAliveTimeout 2, or LoadModule mpm_event_module");
                }
            });
        }
    }

    static void eventConnections(Site site, Findings out) {
        needHttpd(site, out);
        for (Front front : site.fronts()) {
            if (front.mpm().model().value() != Mpm.Model.EVENT) {
                continue;
            }
            needLoadBalancer(site, out);
            Setting<Double> factor = front.mpm().settings().get(Mpm.ASYNC_REQUEST_WORKER_FACTOR);
            if (factor.value() != Math.rint(factor.value())) {
                out.warning(
                        front.at(factor),
                        "AsyncRequestWorkerFactor " + factor.value() + " works as " + front.factor(),
                        "AsyncRequestWorkerFactor " + (int) Math.ceil(factor.value()));
            }
            for (Upstream upstream : site.before(front)) {
                upstream.maxConnections()
                        .filter(max -> max.value() > front.connections())
                        .ifPresent(max -> {
                            int needed = (int) Math.ceil((double) max.value() / front.workers()) - 1;
                            out.warning(
                                    front.at(factor),
                                    upstream.product() + " opens up to " + max.value() + " connections ("
                                            + Text.place(max.origin())
                                            + "), and " + front.workers() + " workers with AsyncRequestWorkerFactor "
                                            + front.factor() + " take "
                                            + front.connections() + " when all are idle",
                                    "AsyncRequestWorkerFactor " + needed);
                        });
            }
        }
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
            for (Upstream upstream : site.before(front)) {
                for (HttpdServer server : front.serversOn(upstream.port())) {
                    Setting<Integer> max = server.settings().get(HttpdServer.MAX_KEEP_ALIVE_REQUESTS);
                    if (upstream.idle().isPresent() && max.value() > 1 && max.value() < MANY_REQUESTS) {
                        out.note(
                                front.at(max),
                                "each connection of " + upstream.product() + " ends after " + (max.value() + 1)
                                        + " requests" + Text.byDefault(max),
                                "MaxKeepAliveRequests 0");
                    }
                }
            }
        }
        for (Upstream upstream : site.upstreams()) {
            site.tomcatListeners()
                    .filter(listener -> !listener.ajp() && listener.port() == upstream.port())
                    .forEach(listener -> {
                        Setting<Integer> max =
                                listener.connector().settings().get(TomcatConnector.MAX_KEEP_ALIVE_REQUESTS);
                        if (upstream.idle().isPresent() && max.value() > 1 && max.value() < MANY_REQUESTS) {
                            out.note(
                                    listener.origin(),
                                    "each connection of " + upstream.product() + " ends after " + max.value()
                                            + " requests" + Text.byDefault(max),
                                    "maxKeepAliveRequests=\"-1\"");
                        }
                    });
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
            for (HttpdServer server : front.httpd().servers()) {
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
            List<Link> links = new ArrayList<>(site.links());
            links.removeIf(link -> !link.front().equals(Optional.of(front)));
            for (Link link : links) {
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
                                : "ProxyTimeout " + Math.max(1, shorter.toSeconds()));
            }
        }
    }
}
