package dev.holdfast.lint;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdServer;
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

    /** AsyncRequestWorkerFactor as httpd computes with it. */
    int factor() {
        return Math.max(1, (int) Math.floor(mpm().value(Mpm.ASYNC_REQUEST_WORKER_FACTOR)));
    }

    boolean listensOn(int port) {
        return httpd.listens().stream().anyMatch(listen -> listen.port() == port);
    }

    /** The servers whose connections wait for further requests. */
    Stream<HttpdServer> keepAliveServers() {
        return httpd.servers().stream()
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
