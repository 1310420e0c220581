package dev.holdfast.plan;

import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.backend.IoWorker;
import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.backend.UndertowListener;
import dev.holdfast.config.Key;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.httpd.ProxyBalancer;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.modjk.JkMount;
import dev.holdfast.modjk.JkWorker;
import dev.holdfast.modjk.JkWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The keys of a scenario, as a site's own files have them: the front, its pool and its back end. */
public final class SiteFiles {
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<String> sources = new ArrayList<>();
    private final List<String> assumptions = new ArrayList<>();
    private final HttpdServer server;
    private final Mpm mpm;
    private int backendPort;
    private boolean backendSpeaksAjp = true;

    private SiteFiles(HttpdConfiguration httpd) {
        this.mpm = httpd.mpm();
        this.server = httpd.servers().stream()
                .filter(each ->
                        !each.jkMounts().isEmpty() || !each.proxyMounts().isEmpty())
                .findFirst()
                .orElse(httpd.mainServer());
    }

    /**
     * Reads them.
     *
     * @param httpd the front
     * @param backend the back end, null for Tomcat's defaults
     */
    public static SiteFiles of(HttpdConfiguration httpd, @Nullable BackendConfiguration backend) {
        SiteFiles files = new SiteFiles(httpd);
        files.front();
        files.pool(httpd.jkWorkers());
        files.backend(backend);
        return files;
    }

    /** Keys and values. */
    public Map<String, String> keys() {
        return Map.copyOf(keys);
    }

    /** Which value came from where. */
    public List<String> sources() {
        return List.copyOf(sources);
    }

    /** What the files do not say, and what was taken instead. */
    public List<String> assumptions() {
        return List.copyOf(assumptions);
    }

    /** The server's own keep-alive timeout in seconds, absent if it keeps no connections. */
    public OptionalDouble keepAliveTimeout() {
        return server.value(HttpdServer.KEEP_ALIVE)
                ? OptionalDouble.of(server.value(HttpdServer.KEEP_ALIVE_TIMEOUT).toMillis() / 1e3)
                : OptionalDouble.empty();
    }

    private void front() {
        String model = mpm.model().value().name().toLowerCase(Locale.ROOT);
        put("front.model", model, mpm.model());
        put("front.maxRequestWorkers", Mpm.MAX_REQUEST_WORKERS);
        put("front.serverLimit", Mpm.SERVER_LIMIT);
        put("front.startServers", Mpm.START_SERVERS);
        if (mpm.model().value().isThreaded()) {
            put("front.threadsPerChild", Mpm.THREADS_PER_CHILD);
            put("front.minSpareThreads", Mpm.MIN_SPARE_THREADS);
            put("front.maxSpareThreads", Mpm.MAX_SPARE_THREADS);
        } else {
            put("front.minSpareServers", Mpm.MIN_SPARE_SERVERS);
            put("front.maxSpareServers", Mpm.MAX_SPARE_SERVERS);
        }
        if (mpm.model().value() == Mpm.Model.EVENT) {
            put("front.asyncRequestWorkerFactor", Mpm.ASYNC_REQUEST_WORKER_FACTOR);
        }
        Setting<Integer> connections = mpm.settings().get(Mpm.MAX_CONNECTIONS_PER_CHILD);
        // httpd takes what is negative for no limit too.
        put("front.maxConnectionsPerChild", "" + Math.max(0, connections.value()), connections);
        put("front.listenBacklog", Mpm.LISTEN_BACKLOG);
        put("front.keepAlive", server.settings().get(HttpdServer.KEEP_ALIVE));
        duration("front.keepAliveTimeout", server.settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT));
        put("front.maxKeepAliveRequests", server.settings().get(HttpdServer.MAX_KEEP_ALIVE_REQUESTS));
    }

    private void pool(Optional<JkWorkers> workers) {
        Optional<JkWorker.Ajp> jk = workers.flatMap(this::mounted);
        if (jk.isPresent()) {
            modJk(jk.get());
            return;
        }
        Optional<ProxyWorker> proxy = server.workers().stream()
                .findFirst()
                .or(() -> server.balancers().stream()
                        .map(ProxyBalancer::members)
                        .flatMap(List::stream)
                        .findFirst());
        if (proxy.isPresent()) {
            modProxy(proxy.get());
            return;
        }
        keys.put("pool.kind", "mod_jk");
        assumptions.add("the files name no back end: mod_jk with its defaults is taken");
    }

    private Optional<JkWorker.Ajp> mounted(JkWorkers workers) {
        return server.jkMounts().stream()
                .filter(mount -> !mount.exclusion())
                .map(JkMount::worker)
                .map(workers::worker)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> workers.workers().stream().findFirst())
                .flatMap(SiteFiles::ajp);
    }

    private static Optional<JkWorker.Ajp> ajp(JkWorker worker) {
        if (worker instanceof JkWorker.LoadBalancer balancer) {
            return balancer.members().stream().findFirst();
        }
        return worker instanceof JkWorker.Ajp own ? Optional.of(own) : Optional.empty();
    }

    private void modJk(JkWorker.Ajp worker) {
        keys.put("pool.kind", "mod_jk");
        backendPort = worker.settings().value(JkWorker.Ajp.PORT);
        put("pool.connection_pool_size", worker.settings().get(JkWorker.Ajp.CONNECTION_POOL_SIZE));
        put("pool.connection_pool_minsize", worker.settings().get(JkWorker.Ajp.CONNECTION_POOL_MINSIZE));
        duration("pool.connection_pool_timeout", worker.settings().get(JkWorker.Ajp.CONNECTION_POOL_TIMEOUT));
        duration("pool.connection_acquire_timeout", worker.settings().get(JkWorker.Ajp.CONNECTION_ACQUIRE_TIMEOUT));
    }

    private void modProxy(ProxyWorker worker) {
        keys.put("pool.kind", "mod_proxy");
        backendPort = worker.url().port();
        backendSpeaksAjp = worker.url().scheme().equals("ajp");
        put("pool.max", worker.settings().get(ProxyWorker.MAX));
        put("pool.smax", worker.settings().get(ProxyWorker.SMAX));
        put("pool.min", worker.settings().get(ProxyWorker.MIN));
        worker.value(ProxyWorker.TTL)
                .ifPresent(ttl -> duration(
                        "pool.ttl",
                        new Setting<>(
                                ttl, worker.settings().get(ProxyWorker.TTL).origin())));
        worker.value(ProxyWorker.ACQUIRE)
                .ifPresent(acquire -> duration(
                        "pool.acquire",
                        new Setting<>(
                                acquire,
                                worker.settings().get(ProxyWorker.ACQUIRE).origin())));
    }

    private void backend(@Nullable BackendConfiguration backend) {
        if (backend instanceof BackendConfiguration.Tomcat tomcat) {
            tomcat(tomcat);
        } else if (backend instanceof BackendConfiguration.WildFly wildfly) {
            wildfly(wildfly);
        } else {
            keys.put("back.kind", "tomcat-nio");
            assumptions.add("no configuration of the back end was given: Tomcat with its defaults is taken");
        }
    }

    private void tomcat(BackendConfiguration.Tomcat tomcat) {
        tomcat.remarks().stream()
                .filter(remark -> remark.kind() == Remark.Kind.SKIPPED)
                .forEach(remark -> assumptions.add(remark.origin() + ": " + remark.directive() + ": " + remark.why()));
        Optional<TomcatConnector> found = tomcat.connectors().stream()
                .filter(each -> each.value(TomcatConnector.PORT) == backendPort)
                .findFirst()
                .or(() -> tomcat.connectors().stream()
                        .filter(each -> each.ajp() == backendSpeaksAjp)
                        .findFirst());
        if (found.isEmpty()) {
            keys.put("back.kind", "tomcat-nio");
            assumptions.add("server.xml has no connector on port " + backendPort
                    + " whose numbers are all known: Tomcat's defaults are taken");
            return;
        }
        TomcatConnector connector = found.get();
        String protocol = connector.value(TomcatConnector.PROTOCOL);
        boolean blocking = protocol.endsWith(".AjpProtocol") || protocol.endsWith(".Http11Protocol");
        put(
                "back.kind",
                blocking ? "tomcat-bio" : "tomcat-nio",
                connector.settings().get(TomcatConnector.PROTOCOL));
        put("back.maxThreads", connector.settings().get(TomcatConnector.MAX_THREADS));
        put("back.acceptCount", connector.settings().get(TomcatConnector.ACCEPT_COUNT));
        if (!blocking || connector.settings().has(TomcatConnector.MAX_CONNECTIONS)) {
            put("back.maxConnections", connector.settings().get(TomcatConnector.MAX_CONNECTIONS));
        }
    }

    private void wildfly(BackendConfiguration.WildFly wildfly) {
        keys.put("back.kind", "wildfly");
        UndertowListener.Kind kind = backendSpeaksAjp ? UndertowListener.Kind.AJP : UndertowListener.Kind.HTTP;
        Optional<UndertowListener> listener = wildfly.listeners().stream()
                .filter(each -> each.port().isPresent() && each.port().get().value() == backendPort)
                .findFirst()
                .or(() -> wildfly.listeners().stream()
                        .filter(each -> each.kind() == kind)
                        .findFirst());
        String name = listener.map(each -> each.settings().value(UndertowListener.WORKER))
                .orElse("default");
        Optional<IoWorker> worker = wildfly.workers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        Optional<Integer> threads = worker.flatMap(each -> each.settings().value(IoWorker.TASK_MAX_THREADS));
        if (threads.isPresent()) {
            put("back.maxThreads", "" + threads.get(), worker.get().settings().get(IoWorker.TASK_MAX_THREADS));
        } else {
            assumptions.add(
                    "task-max-threads is not in the file, so it is 16 times the processors: 2 processors are taken");
        }
        listener.ifPresent(each -> put("back.acceptCount", each.settings().get(UndertowListener.TCP_BACKLOG)));
    }

    private <T> void put(String key, Key<T> of) {
        put(key, mpm.settings().get(of));
    }

    private <T> void put(String key, Setting<T> setting) {
        put(key, "" + setting.value(), setting);
    }

    private void duration(String key, Setting<Duration> setting) {
        put(key, ScenarioValues.duration(setting.value()), setting);
    }

    private void put(String key, String value, Setting<?> setting) {
        keys.put(key, value);
        sources.add(key + " = " + value + "   (" + setting.origin() + ")");
    }
}
