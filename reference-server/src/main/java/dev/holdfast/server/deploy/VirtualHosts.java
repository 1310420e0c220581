package dev.holdfast.server.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.util.Headers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends a request to the applications of its host. A host is known from the beginning if it has aliases, else once an application was for it, and stays so, or
 * else a request that comes while that one is deployed again would be answered by another; a host that is not known is the default. Thread-safe.
 */
final class VirtualHosts implements HttpHandler {
    private final Map<String, PathHandler> byName = new ConcurrentHashMap<>();
    private final Map<String, String> byAlias = new HashMap<>();
    private final PathHandler ofDefault = new PathHandler(ResponseCodeHandler.HANDLE_404);

    /**
     * Starts with hosts that have no applications yet.
     *
     * @param aliases of each of them, one of which may be that of one host only, and not the name of another
     * @throws IllegalArgumentException naming the alias that is
     */
    VirtualHosts(Map<String, Set<String>> aliases) {
        byName.put(HostName.DEFAULT, ofDefault);
        aliases.keySet().forEach(this::known);
        aliases.forEach((name, all) -> all.forEach(alias -> {
            String other = byName.containsKey(alias) ? alias : byAlias.getOrDefault(alias, name);
            if (!other.equals(name)) {
                throw new IllegalArgumentException(
                        alias + " cannot be an alias of " + name + ": it is the name, or an alias, of " + other);
            }
            byAlias.put(alias, name);
        }));
    }

    private PathHandler known(String name) {
        return byName.computeIfAbsent(name, unknown -> new PathHandler(ResponseCodeHandler.HANDLE_404));
    }

    /** Returns the name of the host that {@code host} is an alias of; itself if it is none. */
    String named(String host) {
        return byAlias.getOrDefault(host, host);
    }

    void add(DeployedApplication application, HttpHandler handler) {
        known(application.spec().host()).addPrefixPath(application.contextPath(), handler);
    }

    void remove(DeployedApplication application) {
        known(application.spec().host()).removePrefixPath(application.contextPath());
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String host = HostName.ofRequest(exchange.getRequestHeaders().getFirst(Headers.HOST));
        byName.getOrDefault(named(host), ofDefault).handleRequest(exchange);
    }
}
