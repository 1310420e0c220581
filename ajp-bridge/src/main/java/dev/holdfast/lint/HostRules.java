package dev.holdfast.lint;

import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.backend.UndertowListener;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.host.Versions;
import dev.holdfast.httpd.Mpm;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine below, and the versions on it. */
final class HostRules {
    /** The soft limit of descriptors of a service under systemd, which httpd does not raise. */
    private static final int USUAL_DESCRIPTORS = 1024;

    /** Logs, the scoreboard, pipes, epoll. */
    private static final int OTHER_DESCRIPTORS = 20;

    private static final String SAFE_HTTPD = "2.4.67";
    private static final String SAFE_TOMCAT_11 = "11.0.22";

    private HostRules() {}

    static void backlog(Site site, Findings out) {
        Optional<Setting<Long>> most = site.kernel("net.core.somaxconn");
        if (most.isEmpty()) {
            out.needs(Site.SYSCTL + " (net.core.somaxconn)");
            return;
        }
        for (Front front : site.fronts()) {
            Setting<Integer> backlog = front.mpm().settings().get(Mpm.LISTEN_BACKLOG);
            clipped(out, "ListenBackLog", backlog, front.at(backlog), most.get());
        }
        for (Listener listener : site.listeners()) {
            if (listener instanceof Listener.Tomcat tomcat) {
                Setting<Integer> backlog = tomcat.connector().settings().get(TomcatConnector.ACCEPT_COUNT);
                clipped(out, "acceptCount", backlog, listener.origin(), most.get());
            } else if (listener instanceof Listener.WildFly wildFly) {
                Setting<Integer> backlog = wildFly.listener().settings().get(UndertowListener.TCP_BACKLOG);
                clipped(out, "tcp-backlog", backlog, listener.origin(), most.get());
            }
        }
    }

    private static void clipped(
            Findings out, String name, Setting<Integer> backlog, Origin origin, Setting<Long> most) {
        if (backlog.value() > most.value()) {
            out.add(
                    backlog.origin().isFile() ? Severity.WARNING : Severity.NOTE,
                    origin,
                    name + " " + backlog.value() + Text.byDefault(backlog) + " is cut to net.core.somaxconn "
                            + most.value() + " (" + Text.place(most.origin()) + ")",
                    "net.core.somaxconn = " + backlog.value());
        }
    }

    static void descriptors(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
        for (Front front : site.fronts()) {
            int clients = front.connections() / front.processes();
            int backends = site.links().stream()
                    .filter(link -> link.front().equals(Optional.of(front)))
                    .mapToInt(Link::inUse)
                    .sum();
            int listeners = front.httpd().listens().size();
            int all = clients + backends + listeners + OTHER_DESCRIPTORS;
            Optional<Setting<Long>> most = site.kernel("fs.nr_open");
            String sum = "a process can have " + clients + " client and " + backends + " back-end connections, with "
                    + (listeners + OTHER_DESCRIPTORS) + " other files " + all + " descriptors";
            if (most.isPresent() && all > most.get().value()) {
                out.error(
                        front.at(Mpm.THREADS_PER_CHILD),
                        sum + ", and fs.nr_open is " + most.get().value(),
                        "fs.nr_open = " + 2 * all + ", and LimitNOFILE=" + 2 * all + " in the service");
            } else if (all > USUAL_DESCRIPTORS) {
                out.note(
                        front.at(Mpm.THREADS_PER_CHILD),
                        sum + ", and a service usually may have " + USUAL_DESCRIPTORS,
                        "LimitNOFILE=" + 2 * all + " in the service, or ulimit -n " + 2 * all);
            }
        }
    }

    static void ports(Site site, Findings out) {
        Optional<Setting<Long>> ports = site.sysctl().flatMap(values -> values.localPorts());
        if (ports.isEmpty()) {
            out.needs(Site.SYSCTL + " (net.ipv4.ip_local_port_range)");
            return;
        }
        for (Front front : site.fronts()) {
            List<Link> links = site.links().stream()
                    .filter(link -> link.front().equals(Optional.of(front)))
                    .toList();
            links.stream()
                    .map(link -> link.host() + ":" + link.port())
                    .distinct()
                    .forEach(target -> {
                        long connections = links.stream()
                                .filter(link -> target.equals(link.host() + ":" + link.port()))
                                .mapToLong(link -> (long) link.processes() * link.inUse())
                                .sum();
                        if (connections > ports.get().value()) {
                            out.warning(
                                    front.at(Mpm.MAX_REQUEST_WORKERS),
                                    connections + " connections to " + target
                                            + " need as many local ports, and there are "
                                            + ports.get().value() + " ("
                                            + Text.place(ports.get().origin()) + ")",
                                    "net.ipv4.ip_local_port_range = 1024 65535, or smaller pools");
                        }
                    });
        }
    }

    static void deprecated(Site site, Findings out) {
        if (site.links().isEmpty() || site.listeners().isEmpty()) {
            out.needs(Site.FRONT + " and " + Site.BACKEND);
        }
        for (Link link : site.links()) {
            site.behind(link).stream()
                    .flatMap(listener -> listener instanceof Listener.WildFly wildFly && link.ajp()
                            ? Stream.of(wildFly)
                            : Stream.empty())
                    .findFirst()
                    .ifPresent(wildFly -> out.note(
                            link.origin(),
                            link.name() + " speaks AJP to WildFly, which has deprecated it with version 41",
                            "ProxyPass to " + overHttp(site, link, wildFly)
                                    + " with RequestHeader and proxy-address-forwarding=\"true\""));
        }
    }

    /** Where the server of an AJP listener is found by HTTP. */
    private static String overHttp(Site site, Link link, Listener.WildFly ajp) {
        return site.wildFlyListeners()
                .filter(other -> other.backend().equals(ajp.backend())
                        && other.listener().kind() == UndertowListener.Kind.HTTP
                        && other.listener().server().equals(ajp.listener().server())
                        && other.port() > 0)
                .findFirst()
                .map(other -> "http://" + link.host() + ":" + other.port())
                .orElse("an http-listener at " + link.host());
    }

    static void versions(Site site, Findings out) {
        Optional<Setting<String>> httpd = site.versions().httpd();
        Optional<Setting<String>> tomcat = site.versions().tomcat();
        boolean proxyAjp = site.proxyLinks().anyMatch(Link::ajp);
        boolean tomcatAjp = site.tomcatListeners().anyMatch(Listener::ajp);
        if (proxyAjp && httpd.isEmpty()) {
            out.needs("what httpd -v prints");
        }
        if (tomcatAjp && tomcat.isEmpty()) {
            out.needs("what Tomcat's version.sh prints");
        }
        if (!proxyAjp && !tomcatAjp) {
            out.needs("a configuration with mod_proxy_ajp or an AJP connector of Tomcat");
        }
        if (proxyAjp && httpd.isPresent() && Versions.isBefore(httpd.get().value(), SAFE_HTTPD)) {
            out.warning(
                    httpd.get().origin(),
                    "httpd " + httpd.get().value() + " with mod_proxy_ajp, which is safe from " + SAFE_HTTPD + " on",
                    "httpd " + SAFE_HTTPD + ", or a package of your distribution with the fix for CVE-2026-28780");
        }
        if (tomcatAjp && tomcat.isPresent()) {
            String version = tomcat.get().value();
            if (!version.startsWith("11.")) {
                out.needs(
                        "which release of Tomcat " + version.replaceFirst("\\.\\d+$", "") + " has the fix of 11.0.22");
            } else if (Versions.isBefore(version, SAFE_TOMCAT_11)) {
                out.warning(
                        tomcat.get().origin(),
                        "Tomcat " + version + " with an AJP connector, which compares secrets safely from "
                                + SAFE_TOMCAT_11 + " on",
                        "Tomcat " + SAFE_TOMCAT_11);
            }
        }
    }
}
