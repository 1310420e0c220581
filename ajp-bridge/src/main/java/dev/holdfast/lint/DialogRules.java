package dev.holdfast.lint;

import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import dev.holdfast.host.Versions;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.ProxyBalancer;
import dev.holdfast.httpd.ProxyMount;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.modjk.JkWorker;
import dev.holdfast.modjk.JkWorker.Ajp;
import dev.holdfast.modjk.JkWorker.LoadBalancer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What front and back end say to each other, and what happens when one does not answer. */
final class DialogRules {
    private static final Duration SHORTEST_PING = Duration.ofSeconds(1);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    /** recovery_options: no repetition once the request was sent, nor once the response has begun. */
    private static final int NO_REPLAY = 3;
    /** httpd's own, by the names that its manual has for them: no back end has anything behind them. */
    static final Set<String> OWN_PAGES = Set.of("/server-status", "/server-info", "/balancer-manager");

    private DialogRules() {}

    private static void needLinks(Site site, Findings out) {
        if (site.links().isEmpty()) {
            out.needs(Site.FRONT);
        }
    }

    private static void needJk(Site site, Findings out) {
        if (site.jkLinks().findAny().isEmpty()) {
            out.needs("workers of mod_jk");
        }
    }

    static void ping(Site site, Findings out) {
        needLinks(site, out);
        site.jkLinks().forEach(link -> {
            if (!link.pings()) {
                out.note(
                        link.origin(),
                        link.name() + " sends no CPING",
                        link.line(Ajp.PING_MODE, "A") + " and " + link.line(Ajp.PING_TIMEOUT, 10_000));
            } else {
                limits(link).forEach((key, limit) -> pingLimit(out, link, key, limit, Duration.ofSeconds(10)));
            }
        });
        site.proxyLinks().filter(Link::ajp).forEach(link -> {
            Optional<Duration> ping = link.value(ProxyWorker.PING);
            if (ping.isEmpty() && link.reuses()) {
                out.note(link.origin(), link.name() + " sends no CPING", "ping=5");
            }
            ping.ifPresent(limit -> pingLimit(out, link, ProxyWorker.PING, limit, Duration.ofSeconds(5)));
        });
    }

    /** The limits in force: those of the single pings where somebody wrote them down, and ping_timeout for the rest. */
    private static Map<Key<Duration>, Duration> limits(Link.Jk link) {
        Map<Key<Duration>, Duration> limits = new LinkedHashMap<>();
        for (Key<Duration> key : List.of(Ajp.CONNECT_TIMEOUT, Ajp.PREPOST_TIMEOUT)) {
            Setting<Duration> limit = link.worker().settings().get(key);
            if (!limit.value().isZero()) {
                limits.put(limit.origin().isFile() ? key : Ajp.PING_TIMEOUT, limit.value());
            }
        }
        if (!link.value(Ajp.CONNECTION_PING_INTERVAL).isZero()) {
            limits.put(Ajp.PING_TIMEOUT, link.value(Ajp.PING_TIMEOUT));
        }
        return limits;
    }

    /** @param usual the limit that is proposed if a response may take longer than that */
    private static void pingLimit(Findings out, Link link, Key<?> key, Duration limit, Duration usual) {
        Optional<Duration> reply = link.replyTimeout();
        boolean isShort = limit.compareTo(SHORTEST_PING) < 0;
        boolean isLong = reply.map(longest -> limit.compareTo(longest) >= 0).orElse(false);
        if (!isShort && !isLong) {
            return;
        }
        Duration longest = reply.orElse(usual.multipliedBy(2));
        Duration half = longest.dividedBy(2);
        Duration better = half.compareTo(SHORTEST_PING) < 0 ? SHORTEST_PING : half.compareTo(usual) > 0 ? usual : half;
        boolean possible = better.compareTo(longest) < 0;
        Duration proposed = possible ? better : usual;
        String ping =
                link instanceof Link.Jk jk ? jk.line(key, proposed.toMillis()) : "ping=" + Text.directive(proposed);
        String longerReply = link instanceof Link.Jk jk ? jk.line(Ajp.REPLY_TIMEOUT, 60_000) : "timeout=60";
        out.warning(
                link.at(key),
                isShort
                        ? "CPONG must come within " + Text.of(limit) + ", less than a garbage collection may take"
                        : "CPONG may take " + Text.of(limit) + ", a response only " + Text.of(reply.orElseThrow()),
                possible ? ping : longerReply + " and " + ping);
    }

    static void undertowPing(Site site, Findings out) {
        needJk(site, out);
        site.jkLinks()
                .filter(link -> link.pings() && link.replyTimeout().isEmpty())
                .filter(link -> site.behind(link).stream().anyMatch(Listener.WildFly.class::isInstance))
                .forEach(link -> out.note(
                        link.at(Ajp.PING_MODE),
                        link.name()
                                + " has CPING and no reply_timeout: WildFly answers CPING while all its workers are stuck",
                        link.line(Ajp.REPLY_TIMEOUT, 60_000)));
        if (site.listeners().isEmpty()) {
            out.needs(Site.BACKEND);
        }
    }

    static void packetSize(Site site, Findings out) {
        needLinks(site, out);
        site.links().stream().filter(Link::ajp).forEach(link -> {
            List<Listener> behind = site.behind(link);
            if (behind.isEmpty()) {
                out.needs(Site.BACKEND + " at " + link.target());
            }
            int front = link.packetSize().value();
            for (Listener listener : behind) {
                if (listener.packetSize() != front) {
                    String name = listener instanceof Listener.Tomcat ? "packetSize" : "max-ajp-packet-size";
                    out.error(
                            link.packetSize().origin().isFile()
                                    ? link.packetSize().origin()
                                    : link.origin(),
                            link.name() + " sends and takes packets of " + front + " bytes"
                                    + Text.byDefault(link.packetSize()) + ", the back end of " + listener.packetSize()
                                    + " (" + Text.place(listener.origin()) + ")",
                            front > listener.packetSize()
                                    ? name + "=\"" + front + "\""
                                    : link instanceof Link.Jk jk
                                            ? jk.line(Ajp.MAX_PACKET_SIZE, listener.packetSize())
                                            : "ProxyIOBufferSize " + listener.packetSize());
                }
            }
        });
    }

    static void secret(Site site, Findings out) {
        site.tomcatListeners().filter(Listener::ajp).forEach(listener -> {
            TomcatConnector connector = listener.connector();
            boolean secret = secret(site, connector).isPresent();
            if (connector.value(TomcatConnector.SECRET).isEmpty()
                    && connector.value(TomcatConnector.REQUIRED_SECRET).isPresent()
                    && site.versions().tomcat().isEmpty()) {
                out.needs("what Tomcat's version.sh prints (requiredSecret is the secret up to Tomcat 9)");
            }
            String address = connector.value(TomcatConnector.ADDRESS).orElse("0.0.0.0");
            if (!secret && connector.value(TomcatConnector.SECRET_REQUIRED)) {
                out.error(
                        listener.origin(),
                        "secretRequired is true"
                                + Text.byDefault(connector.settings().get(TomcatConnector.SECRET_REQUIRED))
                                + " and there is no secret: Tomcat does not start the connector",
                        "secret=\"a long random text\", and the same at the front");
            } else if (!secret && Values.hasVariable(address)) {
                out.needsValue(address, listener.origin());
            } else if (!secret && !Link.isLoopback(address)) {
                out.error(
                        listener.origin(),
                        "AJP without a secret on " + address,
                        "secret=\"a long random text\" and secretRequired=\"true\", or address=\"127.0.0.1\"");
            }
        });
        site.wildFlyListeners().filter(Listener::ajp).forEach(listener -> {
            Optional<String> address = listener.listener().address();
            boolean filtered = listener.server()
                    .map(server -> server.expressionFilters().stream()
                            .anyMatch(expression -> expression.contains("%{r,secret}")))
                    .orElse(false);
            if (address.isEmpty()) {
                out.needs("the address of the interface of ajp-listener "
                        + listener.listener().name());
            } else if (!filtered && !Link.isLoopback(address.get())) {
                out.warning(
                        listener.origin(),
                        "AJP on " + address.get() + ", and WildFly does not look at the secret",
                        "<expression-filter name=\"ajp-secret\" expression=\"not equals(%{r,secret}, '...') ->"
                                + " response-code(403)\"/> with a filter-ref in each host, or an interface of 127.0.0.1");
            }
        });
        if (site.listeners().isEmpty()) {
            out.needs(Site.BACKEND);
        }
        site.links().stream().filter(Link::ajp).forEach(link -> secrets(site, link, out));
    }

    /** What the connector asks for; under its older name unless Tomcat is known to be too new for that. */
    private static Optional<String> secret(Site site, TomcatConnector connector) {
        boolean old = site.versions()
                .tomcat()
                .map(version -> Versions.isBefore(version.value(), "10.0.0"))
                .orElse(true);
        return connector
                .value(TomcatConnector.SECRET)
                .or(() -> old ? connector.value(TomcatConnector.REQUIRED_SECRET) : Optional.empty())
                .filter(text -> !text.isEmpty());
    }

    /** A secret that Tomcat does not ask for does no harm. */
    private static void secrets(Site site, Link link, Findings out) {
        for (Listener listener : site.behind(link)) {
            if (!(listener instanceof Listener.Tomcat tomcat)) {
                continue;
            }
            Optional<String> asked = secret(site, tomcat.connector());
            Setting<Optional<String>> said = link.secret();
            if (asked.filter(Values::hasVariable).isPresent()) {
                out.needsValue(asked.get(), listener.origin());
            } else if (asked.isPresent()
                    && said.value().filter(link::hasVariable).isPresent()) {
                out.needsValue(said.value().orElseThrow(), said.origin());
            } else if (asked.isPresent() && !asked.equals(said.value())) {
                out.error(
                        said.origin().isFile() ? said.origin() : link.origin(),
                        link.name()
                                + (said.value().isPresent()
                                        ? " has another secret than"
                                        : " has no secret, and there is one at")
                                + " " + Text.place(listener.origin()) + ": every request is answered 403",
                        link instanceof Link.Jk jk
                                ? jk.line(JkWorker.SECRET, "that of the back end")
                                : "secret=that of the back end");
            }
        }
    }

    static void replyTimeouts(Site site, Findings out) {
        needJk(site, out);
        site.jkLinks()
                .filter(link -> link.balancer().isPresent()
                        && !link.value(Ajp.REPLY_TIMEOUT).isZero())
                .filter(link -> link.balancer().orElseThrow().settings().value(LoadBalancer.MAX_REPLY_TIMEOUTS) <= 0)
                .forEach(link -> out.warning(
                        link.at(Ajp.REPLY_TIMEOUT),
                        "one response later than " + Text.of(link.value(Ajp.REPLY_TIMEOUT))
                                + " puts the member into error for "
                                + Text.of(
                                        link.balancer().orElseThrow().settings().value(LoadBalancer.RECOVER_TIME)),
                        "worker." + link.balancer().orElseThrow().name() + ".max_reply_timeouts=10"));
    }

    static void recovery(Site site, Findings out) {
        needJk(site, out);
        site.jkLinks()
                .filter(link -> (link.value(Ajp.RECOVERY_OPTIONS) & NO_REPLAY) != NO_REPLAY)
                .forEach(link -> out.note(
                        link.at(Ajp.RECOVERY_OPTIONS),
                        "recovery_options " + link.value(Ajp.RECOVERY_OPTIONS)
                                + Text.byDefault(link.worker().settings().get(Ajp.RECOVERY_OPTIONS))
                                + " sends a request again that a back end may have acted on",
                        link.line(Ajp.RECOVERY_OPTIONS, link.value(Ajp.RECOVERY_OPTIONS) | NO_REPLAY)));
    }

    static void singleMember(Site site, Findings out) {
        needLinks(site, out);
        site.proxyLinks()
                .filter(link -> link.balancer().isPresent())
                .filter(link -> link.balancer().orElseThrow().members().size() == 1
                        && !link.balancer().orElseThrow().value(ProxyBalancer.FORCE_RECOVERY)
                        && !link.value(ProxyWorker.RETRY).isZero())
                .forEach(link -> out.warning(
                        link.balancer()
                                .orElseThrow()
                                .settings()
                                .get(ProxyBalancer.FORCE_RECOVERY)
                                .origin(),
                        link.balancer().orElseThrow().name() + " has one member, which is left alone for "
                                + Text.of(link.value(ProxyWorker.RETRY)) + " after an error",
                        "forcerecovery=On, or retry=0 for the member"));
    }

    static void connectTimeout(Site site, Findings out) {
        needLinks(site, out);
        for (Link link : site.links()) {
            if (!link.isRemote()) {
                continue;
            }
            if (link instanceof Link.Jk jk
                    && jk.value(Ajp.SOCKET_CONNECT_TIMEOUT).isZero()
                    && !out.needsHost(link)) {
                out.warning(
                        link.origin(),
                        link.name() + " connects to " + link.host() + " without a limit but the kernel's",
                        jk.line(Ajp.SOCKET_CONNECT_TIMEOUT, 5000));
            } else if (link instanceof Link.Proxy proxy
                    && proxy.value(ProxyWorker.CONNECTION_TIMEOUT).compareTo(LONGEST_CONNECT) > 0
                    && !out.needsHost(link)) {
                Setting<Duration> limit = proxy.worker().settings().get(ProxyWorker.CONNECTION_TIMEOUT);
                out.note(
                        limit.origin().isFile() ? limit.origin() : link.origin(),
                        link.name() + " may take " + Text.of(limit.value()) + Text.byDefault(limit) + " to connect",
                        "connectiontimeout=5");
            }
        }
    }

    /** What tells balancers apart: one line may use a macro that has several. */
    private record Balancer(Origin origin, String name) {}

    static void routes(Site site, Findings out) {
        needLinks(site, out);
        Map<Balancer, Set<String>> byBalancer = new HashMap<>();
        Map<Balancer, Set<Origin>> seen = new HashMap<>();
        for (Link link : site.links()) {
            if (link.memberOf().isEmpty()) {
                continue;
            }
            Balancer balancer = new Balancer(link.memberOf().get(), link.mounted());
            Set<String> routes = byBalancer.computeIfAbsent(balancer, one -> routes(link));
            if (routes.size() < 2) {
                continue;
            }
            Set<Origin> seenHere = seen.computeIfAbsent(balancer, one -> new HashSet<>());
            for (Listener listener : site.behind(link)) {
                Optional<String> route = listener.route();
                boolean tomcat = listener instanceof Listener.Tomcat;
                boolean known = route.isPresent() ? !Values.hasVariable(route.get()) : tomcat;
                boolean ofAnother = route.isPresent() && site.routing().isOfSomeLink(listener);
                boolean fits = routes.contains(route.orElse("")) || ofAnother;
                if (!known || fits || !seenHere.add(listener.origin())) {
                    continue;
                }
                String name = tomcat ? "jvmRoute" : "instance-id";
                String fix =
                        name + "=\"" + link.route().orElse(routes.iterator().next()) + "\"";
                if (route.isPresent()) {
                    out.warning(
                            route(listener),
                            name + " \"" + route.get() + "\" is none of the routes " + Text.list(routes),
                            fix);
                } else {
                    out.note(
                            route(listener),
                            "the Engine has no jvmRoute, unless Tomcat is started with -DjvmRoute, and the load balancer looks for"
                                    + " the routes " + Text.list(routes),
                            fix + " in the Engine");
                }
            }
        }
    }

    private static Origin route(Listener listener) {
        if (listener instanceof Listener.Tomcat tomcat) {
            return tomcat.connector().jvmRoute().map(Setting::origin).orElse(listener.origin());
        }
        return listener instanceof Listener.WildFly wildFly
                ? wildFly.backend().instanceId().map(Setting::origin).orElse(listener.origin())
                : listener.origin();
    }

    /** The routes of the members of a sticky load balancer. */
    private static Set<String> routes(Link link) {
        if (link instanceof Link.Jk jk) {
            return jk.balancer()
                    .filter(lb -> lb.settings().value(LoadBalancer.STICKY_SESSION))
                    .map(lb -> lb.members().stream()
                            .map(member -> member.settings().value(Ajp.ROUTE))
                            .collect(Collectors.toCollection(TreeSet::new)))
                    .map(found -> (Set<String>) found)
                    .orElse(Set.of());
        }
        return link instanceof Link.Proxy proxy
                ? proxy.balancer()
                        .filter(balancer ->
                                balancer.value(ProxyBalancer.STICKY_SESSION).isPresent())
                        .map(balancer -> balancer.members().stream()
                                .flatMap(member -> member.value(ProxyWorker.ROUTE).stream())
                                .collect(Collectors.toCollection(TreeSet::new)))
                        .map(found -> (Set<String>) found)
                        .orElse(Set.of())
                : Set.of();
    }

    static void guardedLocations(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
        for (Front front : site.fronts()) {
            Map<String, List<Link>> targets = site.from(front).stream()
                    .filter(Link.Proxy.class::isInstance)
                    .collect(Collectors.groupingBy(Link::mounted));
            for (HttpdServer server : front.httpd().servers()) {
                PathMounts mounts = new PathMounts(server.proxyMounts());
                for (Setting<String> guarded : server.guardedLocations()) {
                    bypass(site, targets, mounts, guarded, out);
                }
            }
        }
    }

    /** A path parameter in the first part below a mount leads a request to it, past the Location and past all longer mounts. */
    private static void bypass(
            Site site, Map<String, List<Link>> targets, PathMounts mounts, Setting<String> guarded, Findings out) {
        String path = PathMounts.withoutSlash(guarded.value());
        List<ProxyMount> covering = mounts.covering(path);
        if (covering.isEmpty()) {
            return;
        }
        boolean excluded = covering.get(0).target() instanceof ProxyMount.Target.Exclusion;
        if (excluded && OWN_PAGES.contains(path)) {
            return;
        }
        Set<String> hosts =
                links(targets, covering.get(0)).stream().map(Link::host).collect(Collectors.toSet());
        int shortest = path.length();
        for (ProxyMount mount : covering) {
            int length = PathMounts.withoutSlash(mount.path()).length();
            if (length >= shortest) {
                continue;
            }
            shortest = length;
            List<Link> links = links(targets, mount);
            boolean guardedBackend = excluded || links.stream().map(Link::host).anyMatch(hosts::contains);
            if (guardedBackend && !isMapped(covering, length) && !links.isEmpty()) {
                int end = path.indexOf('/', length + 1);
                String past = end < 0 ? path + ";x" : path.substring(0, end) + ";x" + path.substring(end);
                boolean container = links.stream()
                        .anyMatch(link -> link.ajp() || !site.behind(link).isEmpty());
                out.add(
                        container ? Severity.WARNING : Severity.NOTE,
                        mount.origin(),
                        "<Location " + guarded.value() + "> at " + Text.place(guarded.origin()) + " guards a part of "
                                + mount.path() + ", and " + past + " reaches the back end without it"
                                + (container ? "" : ", which is the same page if that is a servlet container"),
                        "mapping=servlet at the end of this ProxyPass");
                return;
            }
        }
    }

    private static List<Link> links(Map<String, List<Link>> targets, ProxyMount mount) {
        return targets.getOrDefault(PoolRules.targetName(mount), List.of());
    }

    /**
     * Whether a path with a parameter behind its first {@code length} characters finds a mount with mapping=servlet before all others. One in
     * a Location is found only where the path as sent is in the Location, which a parameter further to the front prevents.
     */
    private static boolean isMapped(List<ProxyMount> covering, int length) {
        boolean ofServer = covering.stream().anyMatch(mount -> mount.location().isEmpty() && mapsAsContainersDo(mount));
        return ofServer
                || covering.stream()
                        .filter(mount -> mount.location().isPresent()
                                && PathMounts.withoutSlash(mount.path()).length() <= length)
                        .findFirst()
                        .filter(DialogRules::mapsAsContainersDo)
                        .isPresent();
    }

    /** An exclusion leaves the path as it is to the mounts without mapping. */
    private static boolean mapsAsContainersDo(ProxyMount mount) {
        return mount.options().contains("mapping=servlet") && !(mount.target() instanceof ProxyMount.Target.Exclusion);
    }
}
