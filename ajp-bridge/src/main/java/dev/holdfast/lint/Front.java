package dev.holdfast.lint;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Listen;
import dev.holdfast.httpd.Mpm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An httpd: one file that was given, with what it includes. */
final class Front {
    private final String file;
    private final HttpdConfiguration httpd;
    private final Map<Integer, List<HttpdServer>> hostsByPort = new HashMap<>();
    private final Map<Integer, Optional<Setting<Duration>>> shortestByPort = new HashMap<>();
    private final Map<HostAddress, List<HttpdServer>> hostsByAddress = new HashMap<>();
    private final Set<Integer> ports;

    Front(String file, HttpdConfiguration httpd) {
        this.file = file;
        this.httpd = httpd;
        ports = httpd.listens().stream().map(Listen::port).collect(Collectors.toSet());
        for (HttpdServer server : httpd.servers()) {
            List<HostAddress> own =
                    server.addresses().stream().map(HostAddress::parse).toList();
            own.forEach(address -> hostsByAddress
                    .computeIfAbsent(address, one -> new ArrayList<>())
                    .add(server));
            own.stream()
                    .map(HostAddress::port)
                    .distinct()
                    .forEach(port -> hostsByPort
                            .computeIfAbsent(port, one -> new ArrayList<>())
                            .add(server));
        }
    }

    HttpdConfiguration httpd() {
        return httpd;
    }

    Mpm mpm() {
        return httpd.mpm();
    }

    /** P. */
    int processes() {
        return mpm().processes();
    }

    /** T. */
    int threads() {
        return mpm().value(Mpm.THREADS_PER_CHILD);
    }

    /** W. */
    int workers() {
        return mpm().value(Mpm.MAX_REQUEST_WORKERS);
    }

    /** Whether a worker is held for as long as its connection lives. */
    boolean isBlocking() {
        return mpm().model().value() != Mpm.Model.EVENT;
    }

    String model() {
        return mpm().model().value().name().toLowerCase(Locale.ROOT);
    }

    /** Where {@code setting} is written, or the beginning of the file if nobody wrote it down. */
    Origin at(Setting<?> setting) {
        return setting.origin().isFile() ? setting.origin() : start();
    }

    Origin start() {
        return new Origin(file, 1);
    }

    <T> Origin at(Key<T> key) {
        return at(mpm().settings().get(key));
    }

    /** The connections that it accepts at a time without queueing. */
    int connections() {
        return switch (mpm().model().value()) {
            case PREFORK, WORKER -> workers();
            case EVENT -> workers() * (1 + factor());
        };
    }

    /** The directives for at least {@code dividend / divisor} workers in whole processes. */
    String moreWorkers(long dividend, long divisor) {
        long wanted = Math.max(1, (dividend + divisor - 1) / divisor);
        long needed = (wanted + threads() - 1) / threads();
        return "MaxRequestWorkers " + needed * threads()
                + (needed > mpm().value(Mpm.SERVER_LIMIT) ? " with ServerLimit " + needed : "");
    }

    /** AsyncRequestWorkerFactor as httpd computes with it. */
    int factor() {
        return Math.max(1, (int) Math.floor(mpm().value(Mpm.ASYNC_REQUEST_WORKER_FACTOR)));
    }

    boolean listensOn(int port) {
        return ports.contains(port);
    }

    /** The servers that connections can come to: without the main server if virtual hosts take all of them. */
    List<HttpdServer> reachedServers() {
        boolean taken = !httpd.listens().isEmpty() && httpd.listens().stream().allMatch(this::isTaken);
        return taken ? httpd.servers().subList(1, httpd.servers().size()) : httpd.servers();
    }

    /** Whether every connection to {@code listen} is to a virtual host. */
    private boolean isTaken(Listen listen) {
        String own = Values.lower(listen.address());
        return Stream.of("", own)
                .flatMap(host ->
                        Stream.of(new HostAddress(host, HostAddress.ANY_PORT), new HostAddress(host, listen.port())))
                .anyMatch(hostsByAddress::containsKey);
    }

    /** The servers whose connections wait for further requests. */
    Stream<HttpdServer> keepAliveServers() {
        return reachedServers().stream()
                .filter(server -> server.value(HttpdServer.KEEP_ALIVE)
                        && !server.value(HttpdServer.KEEP_ALIVE_TIMEOUT).isZero());
    }

    /** The servers that answer on {@code port}: those that name it before those that are on any. */
    List<HttpdServer> serversOn(int port) {
        List<HttpdServer> onAny = hostsByPort.getOrDefault(HostAddress.ANY_PORT, List.of(httpd.mainServer()));
        return hostsByPort.getOrDefault(port, onAny);
    }

    /**
     * How long the first to close an idle connection to {@code host} waits, of the virtual hosts that have this address or else of all servers
     * on {@code port}; absent if none keeps connections.
     */
    Optional<Setting<Duration>> shortestKeepAlive(String host, int port) {
        String address = HostAddress.parse(host).host();
        List<HttpdServer> own = Stream.of(port, HostAddress.ANY_PORT)
                .flatMap(one -> hostsByAddress.getOrDefault(new HostAddress(address, one), List.of()).stream())
                .toList();
        return address.isEmpty() || own.isEmpty()
                ? shortestByPort.computeIfAbsent(port, one -> shortest(serversOn(one)))
                : shortest(own);
    }

    private static Optional<Setting<Duration>> shortest(List<HttpdServer> servers) {
        return servers.stream()
                .filter(server -> server.value(HttpdServer.KEEP_ALIVE))
                .map(server -> server.settings().get(HttpdServer.KEEP_ALIVE_TIMEOUT))
                .min(Comparator.comparing(Setting::value));
    }

    /** By its file: comparing all that is in it would take long where many workers are compared. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Front that && file.equals(that.file);
    }

    /** Of the file. */
    @Override
    public int hashCode() {
        return file.hashCode();
    }

    /** The longest that a connection may be idle. */
    Duration longestKeepAlive() {
        return keepAliveServers()
                .map(server -> server.value(HttpdServer.KEEP_ALIVE_TIMEOUT))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
