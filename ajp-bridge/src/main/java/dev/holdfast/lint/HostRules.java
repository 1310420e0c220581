package dev.holdfast.lint;

import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.backend.UndertowListener;
import dev.holdfast.backend.UndertowServer;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.host.Versions;
import dev.holdfast.httpd.Mpm;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine below, and the versions on it. */
final class HostRules {
    /** The soft limit of descriptors of a service under systemd, which httpd does not raise. */
    private static final int USUAL_DESCRIPTORS = 1024;

    /** Logs, the scoreboard, pipes, epoll. */
    private static final int OTHER_DESCRIPTORS = 20;

    private static final String SAFE_HTTPD = "2.4.67";
    private static final String SAFE_TOMCAT_11 = "11.0.22";

    private static final String SYN_COOKIES = "net.ipv4.tcp_syncookies";
    private static final String MAX_SYN_BACKLOG = "net.ipv4.tcp_max_syn_backlog";

    private HostRules() {}

    /** @param origin a line for it, whether somebody wrote it down or not */
    private record Backlog(String name, Setting<Integer> length, Origin origin) {
        Severity severity() {
            return length.origin().isFile() ? Severity.WARNING : Severity.NOTE;
        }

        /** {@code ListenBackLog 511 (by default)}. */
        @Override
        public String toString() {
            return name + " " + length.value() + Text.byDefault(length);
        }
    }

    private static List<Backlog> backlogs(Site site) {
        List<Backlog> found = new ArrayList<>();
        for (Front front : site.fronts()) {
            Setting<Integer> length = front.mpm().settings().get(Mpm.LISTEN_BACKLOG);
            found.add(new Backlog("ListenBackLog", length, front.at(length)));
        }
        site.tomcatListeners()
                .forEach(tomcat -> found.add(new Backlog(
                        "acceptCount",
                        tomcat.connector().settings().get(TomcatConnector.ACCEPT_COUNT),
                        tomcat.origin())));
        site.wildFlyListeners()
                .forEach(wildFly -> found.add(new Backlog(
                        "tcp-backlog",
                        wildFly.listener().settings().get(UndertowListener.TCP_BACKLOG),
                        wildFly.origin())));
        return found;
    }

    static void backlog(Site site, Findings out) {
        Optional<Setting<Long>> most = site.kernel(Site.SOMAXCONN);
        if (most.isEmpty()) {
            out.needs(Site.SYSCTL + " (" + Site.SOMAXCONN + ")");
        }
        for (Backlog backlog : backlogs(site)) {
            if (most.isPresent() && backlog.length().value() > most.get().value()) {
                out.add(
                        backlog.severity(),
                        backlog.origin(),
                        backlog + " is cut to " + Site.SOMAXCONN + " "
                                + most.get().value() + " ("
                                + Text.place(most.get().origin()) + ")",
                        Site.SOMAXCONN + " = " + backlog.length().value());
            }
            handshakes(site, out, backlog, site.listenQueue(backlog.length().value()));
        }
    }

    /** @param inForce what the kernel makes of the backlog */
    private static void handshakes(Site site, Findings out, Backlog backlog, long inForce) {
        Optional<Setting<Long>> cookies = site.kernel(SYN_COOKIES);
        Optional<Setting<Long>> most = site.kernel(MAX_SYN_BACKLOG);
        if (most.isEmpty() || cookies.map(on -> on.value() > 0).orElse(false)) {
            return;
        }
        long room = most.get().value() - most.get().value() / 4;
        if (room >= inForce) {
            return;
        }
        if (cookies.isEmpty()) {
            out.needs(Site.SYSCTL + " (" + SYN_COOKIES + ")");
            return;
        }
        out.add(
                backlog.severity(),
                backlog.origin(),
                backlog + " takes " + inForce + " connections, and with " + SYN_COOKIES + " 0 ("
                        + Text.place(cookies.get().origin()) + ") the kernel begins no more than " + room
                        + " with hosts that it does not know: three quarters of " + MAX_SYN_BACKLOG + " "
                        + most.get().value() + " (" + Text.place(most.get().origin()) + ")",
                SYN_COOKIES + " = 1, or " + MAX_SYN_BACKLOG + " = " + (inForce * 4 + 2) / 3);
    }

    static void descriptors(Site site, Findings out) {
        if (site.fronts().isEmpty()) {
            out.needs(Site.HTTPD);
        }
        for (Front front : site.fronts()) {
            int clients = front.connections() / front.processes();
            int backends = site.from(front).stream().mapToInt(Link::inUse).sum();
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
            Map<String, Long> needed = site.from(front).stream()
                    .collect(Collectors.groupingBy(
                            Link::target,
                            LinkedHashMap::new,
                            Collectors.summingLong(link -> (long) link.processes() * link.inUse())));
            needed.forEach((target, connections) -> {
                if (connections > ports.get().value()) {
                    out.warning(
                            front.at(Mpm.MAX_REQUEST_WORKERS),
                            connections + " connections to " + target + " need as many local ports, and there are "
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
        IdentityHashMap<UndertowServer, Integer> http = new IdentityHashMap<>();
        site.wildFlyListeners()
                .filter(listener -> listener.listener().kind() == UndertowListener.Kind.HTTP && listener.port() > 0)
                .forEach(listener -> listener.server().ifPresent(server -> http.putIfAbsent(server, listener.port())));
        for (Link link : site.links()) {
            site.behind(link).stream()
                    .flatMap(listener -> listener instanceof Listener.WildFly wildFly && link.ajp()
                            ? Stream.of(wildFly)
                            : Stream.empty())
                    .findFirst()
                    .ifPresent(wildFly -> out.note(
                            link.origin(),
                            link.name() + " speaks AJP to WildFly, which has deprecated it with version 41",
                            "ProxyPass to "
                                    + wildFly.server()
                                            .map(http::get)
                                            .map(port -> "http://" + link.host() + ":" + port)
                                            .orElse("an http-listener at " + link.host())
                                    + " with RequestHeader and proxy-address-forwarding=\"true\""));
        }
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
