package dev.holdfast.bridge.httpd;

import dev.holdfast.bridge.BridgeStatistics;
import dev.holdfast.bridge.Forwarder;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.bridge.HttpdForwarding;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/** Answers for all hosts of a site. Thread-safe. */
public final class SiteHandler implements Forwarder {
    private static final int NOT_FOUND = 404;

    private final VirtualHosts hosts;
    private final List<String> names;
    private final List<Gateway> gateways;

    private SiteHandler(VirtualHosts hosts, List<String> names, List<Gateway> gateways) {
        this.hosts = hosts;
        this.names = names;
        this.gateways = gateways;
    }

    /** @throws UnknownHostException if a back end's host has no address; the message names back end and pool */
    public SiteHandler(Site site) throws UnknownHostException {
        this(new VirtualHosts(site.hosts()), new ArrayList<>(), new ArrayList<>());
        for (MemberPool pool : site.pools()) {
            names.add(pool.name());
            gateways.add(gateway(pool, site.firewallIdle()));
        }
    }

    private static Gateway gateway(MemberPool pool, Duration firewallIdle) throws UnknownHostException {
        try {
            return pool.gateway(firewallIdle);
        } catch (UnknownHostException unknown) {
            UnknownHostException named =
                    new UnknownHostException(pool.name() + ": no such host: " + unknown.getMessage());
            named.initCause(unknown);
            throw named;
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        InetSocketAddress local = exchange.getDestinationAddress();
        InetAddress address = local == null ? null : local.getAddress();
        String uri = exchange.getRequestURI();
        String name = exchange.getRequestHeaders().getFirst(Headers.HOST);
        if (exchange.isHostIncludedInRequestURI()) {
            // The URL that a client wrote whole counts, and not its Host: RFC 9112 section 3.2.2.
            int start = uri.indexOf("//") + 2;
            int end = uri.indexOf('/', start);
            name = uri.substring(start, end < 0 ? uri.length() : end);
            uri = end < 0 ? "/" : uri.substring(end);
        }
        VirtualHost host = hosts.find(address, local == null ? 0 : local.getPort(), name);
        RequestPath path = RequestPath.of(uri);
        Route route = host.route(path);
        if (route instanceof Route.Forward forward) {
            forward(exchange, host, name, path, forward);
        } else {
            exchange.setStatusCode(route instanceof Route.Answer answer ? answer.status() : NOT_FOUND);
            exchange.endExchange();
        }
    }

    private void forward(
            HttpServerExchange exchange, VirtualHost host, @Nullable String name, RequestPath path, Route.Forward route)
            throws Exception {
        exchange.setRequestURI(route.path(), false);
        if (route.ofModProxy()) {
            exchange.putAttachment(HttpdForwarding.KEY, host.forwarding().withAsked(asked(name)));
            if (!(host.reverses().isEmpty() && host.cookieReverses().isEmpty())) {
                exchange.addResponseCommitListener(new ReverseHeaders(host, path));
            }
        }
        gateways.get(route.pool()).handleRequest(exchange);
    }

    /** Returns the host as httpd knows it, IPv6 without brackets. */
    private static @Nullable String asked(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return null;
        }
        String host = VirtualHost.comparable(name);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * Returns the pools by their names, which are the files' own: {@code balancer://name}, a URL, a worker of mod_jk. Where the files make
     * several of one, as two hosts that differ in what they send as Host, the second has {@code ~2} behind its name, and so on.
     */
    public Map<String, Gateway> pools() {
        Map<String, Gateway> all = new LinkedHashMap<>();
        for (int i = 0; i < gateways.size(); i++) {
            String name = names.get(i);
            for (int n = 2; all.containsKey(name); n++) {
                name = names.get(i) + "~" + n;
            }
            all.put(name, gateways.get(i));
        }
        return all;
    }

    /** Returns the counters of each of {@link #pools}. */
    public Map<String, BridgeStatistics> statistics() {
        Map<String, BridgeStatistics> all = new LinkedHashMap<>();
        pools().forEach((name, gateway) -> all.put(name, gateway.statistics()));
        return all;
    }

    @Override
    public SiteHandler child() {
        return new SiteHandler(
                hosts, names, gateways.stream().map(Gateway::child).toList());
    }

    @Override
    public void watch(XnioWorker worker) {
        gateways.forEach(gateway -> gateway.watch(worker));
    }

    @Override
    public void close() {
        gateways.forEach(Gateway::close);
    }
}
