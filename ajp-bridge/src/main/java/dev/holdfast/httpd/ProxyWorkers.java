package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Workers of one server or balancer in their order, found as mod_proxy finds them. */
final class ProxyWorkers {
    private final List<Worker> list = new ArrayList<>();
    private final Map<Key, Worker> byName = new HashMap<>();

    /** A worker while its parameters are collected. */
    record Worker(String name, ProxyUrl url, boolean regex, boolean member, Settings.Builder settings, Origin origin) {}

    /** What tells workers apart; one of an expression is found by an expression alone. */
    private record Key(String name, boolean regex, Optional<String> unixSocket) {}

    void add(Worker worker) {
        list.add(worker);
        byName.putIfAbsent(key(worker.name(), worker.url(), worker.regex()), worker);
    }

    /** The worker with the longest name that {@code url} begins with, and that has its host and port; of an expression the same name. */
    @Nullable
    Worker find(ProxyUrl url, boolean regex) {
        String name = url.workerName();
        Worker found = byName.get(key(name, url, regex));
        int shortest = regex ? name.length() : url.origin().length();
        for (int end = name.length() - 1; found == null && end >= shortest; end--) {
            found = byName.get(key(name.substring(0, end), url, false));
        }
        return found;
    }

    private static Key key(String name, ProxyUrl url, boolean regex) {
        return new Key(name, regex, regex ? Optional.empty() : url.unixSocket());
    }

    List<Worker> list() {
        return list;
    }
}
