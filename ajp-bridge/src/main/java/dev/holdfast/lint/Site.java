package dev.holdfast.lint;

import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.config.Setting;
import dev.holdfast.host.Sysctl;
import dev.holdfast.host.Versions;
import dev.holdfast.loadbalancer.Upstream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that was given, as one site.
 *
 * @param fronts httpd's
 * @param routing the workers that requests can reach, and without httpd.conf all of workers.properties; and where back ends listen
 * @param backends Tomcats and WildFlys
 * @param upstreams what load balancers send requests to
 * @param sysctl kernel settings, taken to hold on every machine
 * @param versions of what runs
 */
record Site(
        List<Front> fronts,
        Routing routing,
        List<BackendConfiguration> backends,
        List<Upstream> upstreams,
        Optional<Sysctl> sysctl,
        Versions versions) {
    static final String BACKEND = "the server.xml or standalone.xml of the back end";
    static final String FRONT = "an httpd.conf with workers of mod_jk or mod_proxy";
    static final String HTTPD = "an httpd.conf";
    static final String LOAD_BALANCER = "the haproxy.cfg or nginx.conf in front";
    static final String SYSCTL = "sysctl values";
    static final String SOMAXCONN = "net.core.somaxconn";

    List<Link> links() {
        return routing.links();
    }

    List<Listener> listeners() {
        return routing.listeners();
    }

    Stream<Link.Jk> jkLinks() {
        return links().stream().filter(Link.Jk.class::isInstance).map(Link.Jk.class::cast);
    }

    Stream<Link.Proxy> proxyLinks() {
        return links().stream().filter(Link.Proxy.class::isInstance).map(Link.Proxy.class::cast);
    }

    Stream<Listener.Tomcat> tomcatListeners() {
        return listeners().stream().filter(Listener.Tomcat.class::isInstance).map(Listener.Tomcat.class::cast);
    }

    Stream<Listener.WildFly> wildFlyListeners() {
        return listeners().stream().filter(Listener.WildFly.class::isInstance).map(Listener.WildFly.class::cast);
    }

    /** Returns the listeners that a link leads to. */
    List<Listener> behind(Link link) {
        return routing.behind(link);
    }

    /** Returns the links of {@code front}. */
    List<Link> from(Front front) {
        return routing.from(front);
    }

    /** Returns the upstreams that are {@code front}. */
    List<Upstream> before(Front front) {
        return upstreams.stream()
                .filter(upstream -> front.listensOn(upstream.port()))
                .toList();
    }

    /** Returns how long the kernel lets a listen queue be that a program wants to be so long, as far as that is known. */
    long listenQueue(int backlog) {
        return Math.min(backlog, kernel(SOMAXCONN).map(Setting::value).orElse(Long.MAX_VALUE));
    }

    /** Returns the value of a kernel setting. */
    Optional<Setting<Long>> kernel(String name) {
        return sysctl.flatMap(values -> values.number(name));
    }
}
