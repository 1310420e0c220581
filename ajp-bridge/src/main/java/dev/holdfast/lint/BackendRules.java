package dev.holdfast.lint;

import dev.holdfast.backend.AccessLog;
import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.backend.TomcatDataSource;
import dev.holdfast.backend.UndertowListener;
import dev.holdfast.config.Key;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.host.Versions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Back ends by themselves. */
final class BackendRules {
    private static final Pattern TIMES = Pattern.compile("%[DT]|%\\{(response-time|RESPONSE_TIME)[^}]*}|%\\{[^}]*}T");
    private static final int BOUNDED = 10;

    private BackendRules() {}

    private static void needTomcat(Site site, Findings out) {
        if (site.tomcatListeners().findAny().isEmpty()) {
            out.needs("a server.xml");
        }
    }

    private static void needWildFly(Site site, Findings out) {
        if (site.wildFlyListeners().findAny().isEmpty()) {
            out.needs("a standalone.xml");
        }
    }

    static void maxConnections(Site site, Findings out) {
        needTomcat(site, out);
        site.tomcatListeners()
                .filter(listener -> !listener.isBlocking())
                .filter(listener -> listener.threads().isPresent()
                        && listener.maxConnections().isPresent())
                .forEach(listener -> {
                    int threads = listener.threads().orElseThrow().value();
                    int max = listener.maxConnections().orElseThrow().value();
                    if (max <= threads) {
                        out.warning(
                                listener.origin(),
                                "maxConnections " + max + " for maxThreads " + threads + ": "
                                        + (max < threads
                                                ? (threads - max) + " threads can never work"
                                                : "one idle connection keeps one thread from work"),
                                "maxConnections=\"" + threads * BOUNDED + "\"");
                    }
                });
    }

    static void queue(Site site, Findings out) {
        needTomcat(site, out);
        site.tomcatListeners()
                .filter(listener -> !listener.isBlocking() && listener.threads().isPresent())
                .filter(listener -> !listener.backend().valves().contains("SemaphoreValve"))
                .forEach(listener -> {
                    int threads = listener.threads().orElseThrow().value();
                    int queue = listener.connector().value(TomcatConnector.MAX_QUEUE_SIZE);
                    Optional<Integer> connections = listener.maxConnections().map(Setting::value);
                    List<Link> links = site.routing().to(listener).values().stream()
                            .flatMap(List::stream)
                            .filter(link -> link.front().isPresent())
                            .toList();
                    if (isBounded(queue, threads)
                            || connections
                                    .map(max -> isBounded(max - threads, threads))
                                    .orElse(false)) {
                        return;
                    }
                    if (listener.ajp() && links.isEmpty()) {
                        out.needs(Site.FRONT);
                        return;
                    }
                    int workers = links.stream()
                            .map(link -> link.front().orElseThrow())
                            .distinct()
                            .mapToInt(Front::workers)
                            .sum();
                    if (links.isEmpty() || !isBounded(workers - threads, threads)) {
                        Optional<Integer> most = links.isEmpty() ? connections : Optional.of(workers);
                        String who = links.isEmpty()
                                ? most.map(max -> "up to " + max + " connections")
                                        .orElse("any number of connections")
                                : workers + " workers of httpd";
                        out.note(
                                listener.origin(),
                                who + " and " + threads + " threads: "
                                        + most.map(max -> (max - threads) + " requests can queue between them")
                                                .orElse("requests between them queue without a bound"),
                                "maxQueueSize=\"" + threads + "\" (Executor or Connector), or a SemaphoreValve");
                    }
                });
    }

    private static boolean isBounded(long queue, int threads) {
        return queue <= (long) threads * BOUNDED;
    }

    static void parseTimeout(Site site, Findings out) {
        needWildFly(site, out);
        site.wildFlyListeners().filter(listener -> !listener.ajp()).forEach(listener -> {
            UndertowListener undertow = listener.listener();
            if (undertow.address().isEmpty()) {
                out.needs("the address of the interface of listener " + undertow.name());
                return;
            }
            boolean limited = undertow.value(UndertowListener.REQUEST_PARSE_TIMEOUT)
                    .filter(millis -> millis > 0)
                    .isPresent();
            if (!limited && !Link.isLoopback(undertow.address().get())) {
                int read = undertow.value(UndertowListener.READ_TIMEOUT);
                out.add(
                        read > 0 ? Severity.NOTE : Severity.WARNING,
                        undertow.origin(),
                        "listener " + undertow.name() + " on "
                                + undertow.address().get() + " lets a request's head take "
                                + (read > 0 ? read / 1000 + " s from byte to byte" : "for ever"),
                        "request-parse-timeout=\"20000\"" + (read > 0 ? "" : " read-timeout=\"90000\""));
            }
        });
    }

    static void requestTimes(Site site, Findings out) {
        needWildFly(site, out);
        site.wildFlyListeners()
                .filter(listener -> !listener.listener().value(UndertowListener.RECORD_REQUEST_START_TIME))
                .forEach(listener -> listener.server().stream()
                        .flatMap(server -> server.accessLogs().stream())
                        .map(AccessLog::pattern)
                        .filter(pattern -> TIMES.matcher(pattern.value()).find())
                        .findFirst()
                        .ifPresent(pattern -> out.warning(
                                listener.origin(),
                                "listener " + listener.listener().name()
                                        + " does not take the times that the access log at "
                                        + Text.place(pattern.origin()) + " asks for",
                                "record-request-start-time=\"true\"")));
    }

    static void http2KeepAlive(Site site, Findings out) {
        needTomcat(site, out);
        site.tomcatListeners()
                .filter(listener -> listener.connector().http2().isPresent())
                .forEach(listener -> {
                    Settings http2 = listener.connector().http2().orElseThrow();
                    Setting<Integer> http1 = listener.connector().settings().get(TomcatConnector.KEEP_ALIVE_TIMEOUT);
                    boolean chosen = http1.origin().isFile();
                    int other = http2.value(TomcatConnector.HTTP2_KEEP_ALIVE_TIMEOUT);
                    if (chosen && !http2.has(TomcatConnector.HTTP2_KEEP_ALIVE_TIMEOUT) && http1.value() != other) {
                        out.warning(
                                listener.origin(),
                                "keepAliveTimeout " + http1.value() + " ms is HTTP/1.1's; an HTTP/2 connection stays "
                                        + other + " ms (by default)",
                                "keepAliveTimeout=\"" + http1.value() + "\" in the UpgradeProtocol");
                    }
                });
    }

    static void databasePool(Site site, Findings out) {
        needTomcat(site, out);
        for (BackendConfiguration backend : site.backends()) {
            if (!(backend instanceof BackendConfiguration.Tomcat tomcat)) {
                continue;
            }
            int threads = tomcat.connectors().stream()
                    .mapToInt(connector -> connector.value(TomcatConnector.USE_VIRTUAL_THREADS)
                            ? 0
                            : connector.value(TomcatConnector.MAX_THREADS))
                    .max()
                    .orElse(0);
            tomcat.dataSources().forEach(pool -> pool(site, pool, threads, out));
        }
    }

    private static void pool(Site site, TomcatDataSource pool, int threads, Findings out) {
        Settings settings = pool.settings();
        boolean oldNames = settings.has(TomcatDataSource.MAX_ACTIVE) || settings.has(TomcatDataSource.MAX_WAIT);
        boolean newNames = settings.has(TomcatDataSource.MAX_TOTAL) || settings.has(TomcatDataSource.MAX_WAIT_MILLIS);
        Optional<Boolean> old = site.versions().tomcat().map(version -> Versions.isBefore(version.value(), "8.0.0"));
        if (old.isEmpty() && oldNames && !newNames) {
            out.needs("what Tomcat's version.sh prints (maxActive and maxWait count up to Tomcat 7)");
            return;
        }
        boolean dbcp1 = old.orElse(false);
        Setting<Integer> max = settings.get(dbcp1 ? TomcatDataSource.MAX_ACTIVE : TomcatDataSource.MAX_TOTAL);
        Key<Integer> wait = dbcp1 ? TomcatDataSource.MAX_WAIT : TomcatDataSource.MAX_WAIT_MILLIS;
        if (max.value() > 0 && max.value() < threads && settings.value(wait) < 0) {
            out.warning(
                    pool.origin(),
                    pool.name() + " has " + max.value() + " connections" + Text.byDefault(max) + " for up to " + threads
                            + " threads, and the rest wait for ever"
                            + (oldNames && !dbcp1 ? "; maxActive and maxWait are ignored from Tomcat 8 on" : ""),
                    wait.name() + "=\"5000\" and a " + (dbcp1 ? "maxActive" : "maxTotal") + " that the database bears");
        }
    }
}
