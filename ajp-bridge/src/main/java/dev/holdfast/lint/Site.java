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
 * @param links the workers that requests can reach, and without httpd.conf all of workers.properties
 * @param backends Tomcats and WildFlys
 * @param listeners theirs
 * @param upstreams what load balancers send requests to
 * @param sysctl kernel settings, taken to hold on every machine
 * @param versions of what runs
 */
record Site(
        List<Front> fronts,
        List<Link> links,
        List<BackendConfiguration> backends,
        List<Listener> listeners,
        List<Upstream> upstreams,
        Optional<Sysctl> sysctl,
        Versions versions) {
    static final String BACKEND = "the server.xml or standalone.xml of the back end";
    static final String FRONT = "an httpd.conf with workers of mod_jk or mod_proxy";
    static final String HTTPD = "an httpd.conf";
    static final String LOAD_BALANCER = "the haproxy.cfg or nginx.conf in front";
    static final String SYSCTL = "sysctl values";

    Stream<Link.Jk> jkLinks() {
        return links.stream().filter(Link.Jk.class::isInstance).map(Link.Jk.class::cast);
    }

    Stream<Link.Proxy> proxyLinks() {
        return links.stream().filter(Link.Proxy.class::isInstance).map(Link.Proxy.class::cast);
    }

    Stream<Listener.Tomcat> tomcatListeners() {
        return listeners.stream().filter(Listener.Tomcat.class::isInstance).map(Listener.Tomcat.class::cast);
    }

    Stream<Listener.WildFly> wildFlyListeners() {
        return listeners.stream().filter(Listener.WildFly.class::isInstance).map(Listener.WildFly.class::cast);
    }

    /**
     * Returns the listeners that a link leads to. Hosts are not compared: one file may be that of many equal machines, and names are not
     * resolved. Of several with the port, those that have the link's route, if there are any.
     */
    List<Listener> behind(Link link) {
        List<Listener> samePort = listeners.stream()
                .filter(listener -> listener.port() == link.port() && listener.ajp() == link.ajp())
                .toList();
        List<Listener> sameRoute = samePort.stream()
                .filter(listener ->
                        listener.route().isPresent() && listener.route().equals(link.route()))
                .toList();
        return sameRoute.isEmpty() ? samePort : sameRoute;
    }

    /** Returns the links that lead to {@code listener} on one host. */
    List<Link> to(Listener listener, String host) {
        return links.stream()
                .filter(link -> link.host().equals(host) && behind(link).contains(listener))
                .toList();
    }

    /** Returns the hosts on which {@code listener} is reached. */
    List<String> hosts(Listener listener) {
        return links.stream()
                .filter(link -> behind(link).contains(listener))
                .map(Link::host)
                .distinct()
                .toList();
    }

    /** Returns the upstreams that are {@code front}. */
    List<Upstream> before(Front front) {
        return upstreams.stream()
                .filter(upstream -> front.listensOn(upstream.port()))
                .toList();
    }

    /** Returns the value of a kernel setting. */
    Optional<Setting<Long>> kernel(String name) {
        return sysctl.flatMap(values -> values.number(name));
    }
}
