package dev.holdfast.lint;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Listen;
import dev.holdfast.httpd.Mpm;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An httpd: one file that was given, with what it includes. */
record Front(String file, HttpdConfiguration httpd) {
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
        return httpd.listens().stream().anyMatch(listen -> listen.port() == port);
    }

    /** The servers that connections can come to: without the main server if virtual hosts take all of them. */
    List<HttpdServer> reachedServers() {
        boolean taken = !httpd.listens().isEmpty()
                && httpd.listens().stream()
                        .allMatch(listen -> httpd.servers().stream()
                                .flatMap(server -> server.addresses().stream())
                                .anyMatch(address -> takesAll(address, listen)));
        return taken ? httpd.servers().subList(1, httpd.servers().size()) : httpd.servers();
    }

    /** Whether every connection to {@code listen} is to a virtual host with {@code address}, which without a port is any port. */
    private static boolean takesAll(String address, Listen listen) {
        int colon = address.indexOf(':', address.indexOf(']') + 1);
        String host = colon < 0 ? address : address.substring(0, colon);
        String port = colon < 0 ? "*" : address.substring(colon + 1);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return (port.equals("*") || port.equals(String.valueOf(listen.port())))
                && (bare.equals("*") || bare.equalsIgnoreCase("_default_") || bare.equalsIgnoreCase(listen.address()));
    }

    /** The servers whose connections wait for further requests. */
    Stream<HttpdServer> keepAliveServers() {
        return reachedServers().stream()
                .filter(server -> server.value(HttpdServer.KEEP_ALIVE)
                        && !server.value(HttpdServer.KEEP_ALIVE_TIMEOUT).isZero());
    }

    /** The servers that answer on {@code port}: those that name it before those that are on any. */
    List<HttpdServer> serversOn(int port) {
        List<HttpdServer> exact = serversWith(address -> address.endsWith(":" + port));
        List<HttpdServer> hosts = exact.isEmpty() ? serversWith(Front::isOnAnyPort) : exact;
        return hosts.isEmpty() ? List.of(httpd.mainServer()) : hosts;
    }

    private List<HttpdServer> serversWith(Predicate<String> address) {
        return httpd.servers().stream()
                .filter(server -> server.addresses().stream().anyMatch(address))
                .toList();
    }

    /** Of {@code *}, {@code *:*}, a name or an address alone; in brackets colons belong to the address. */
    private static boolean isOnAnyPort(String address) {
        return address.endsWith(":*") || address.endsWith("]") || address.indexOf(':') < 0;
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
