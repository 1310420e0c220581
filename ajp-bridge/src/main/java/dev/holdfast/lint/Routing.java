package dev.holdfast.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which links lead to which listeners, worked out once: a site may have thousands of both. */
final class Routing {
    private final List<Link> links;
    private final List<Listener> listeners;
    private final Map<Socket, List<Listener>> bySocket = new HashMap<>();
    private final IdentityHashMap<Link, List<Listener>> behind = new IdentityHashMap<>();
    private final IdentityHashMap<Listener, Map<String, List<Link>>> to = new IdentityHashMap<>();
    private final Set<Socket> linked = new HashSet<>();
    private final Map<Front, List<Link>> from = new HashMap<>();

    /** @param route absent for all listeners with port and protocol */
    private record Socket(int port, boolean ajp, Optional<String> route) {}

    Routing(List<Link> links, List<Listener> listeners) {
        this.links = List.copyOf(links);
        this.listeners = List.copyOf(listeners);
        for (Listener listener : listeners) {
            add(bySocket, new Socket(listener.port(), listener.ajp(), Optional.empty()), listener);
            if (listener.route().isPresent()) {
                add(bySocket, new Socket(listener.port(), listener.ajp(), listener.route()), listener);
            }
        }
        for (Link link : links) {
            link.front().ifPresent(front -> add(from, front, link));
            List<Listener> found = find(link);
            behind.put(link, found);
            if (link.route().isPresent()) {
                linked.add(new Socket(link.port(), link.ajp(), link.route()));
            }
            found.forEach(
                    listener -> add(to.computeIfAbsent(listener, one -> new LinkedHashMap<>()), link.host(), link));
        }
    }

    private static <K, V> void add(Map<K, List<V>> map, K key, V value) {
        map.computeIfAbsent(key, one -> new ArrayList<>()).add(value);
    }

    /**
     * Hosts are not compared: one file may be that of many equal machines, and names are not resolved. Of several with the port, those that
     * have the link's route, if there are any. A link whose port is not known leads to none.
     */
    private List<Listener> find(Link link) {
        if (link.port() == 0) {
            return List.of();
        }
        List<Listener> samePort = on(link.port(), link.ajp());
        return link.route().isEmpty()
                ? samePort
                : bySocket.getOrDefault(new Socket(link.port(), link.ajp(), link.route()), samePort);
    }

    List<Link> links() {
        return links;
    }

    List<Listener> listeners() {
        return listeners;
    }

    /** Returns the listeners on a port. */
    List<Listener> on(int port, boolean ajp) {
        return bySocket.getOrDefault(new Socket(port, ajp, Optional.empty()), List.of());
    }

    /** Returns the listeners that a link leads to. */
    List<Listener> behind(Link link) {
        return behind.getOrDefault(link, List.of());
    }

    /** Whether a link has the port, protocol and route of a listener. */
    boolean isOfSomeLink(Listener listener) {
        return linked.contains(new Socket(listener.port(), listener.ajp(), listener.route()));
    }

    /** Returns the links that lead to a listener, by their hosts. */
    Map<String, List<Link>> to(Listener listener) {
        return to.getOrDefault(listener, Map.of());
    }

    /** Returns the links of a front. */
    List<Link> from(Front front) {
        return from.getOrDefault(front, List.of());
    }
}
