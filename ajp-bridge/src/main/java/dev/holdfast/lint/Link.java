package dev.holdfast.lint;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.httpd.ProxyBalancer;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.modjk.JkWorker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A pool of connections from a front to a back end: a worker of mod_jk or of mod_proxy. */
sealed interface Link {
    /** Absent if only a workers.properties was given. */
    Optional<Front> front();

    String host();

    /** 0 where only the value of a variable would say. */
    int port();

    boolean ajp();

    /** S as configured, of one process. */
    Setting<Integer> size();

    /** {@code host:port}, or the host alone if the port is not known. */
    default String target() {
        return port() == 0 ? host() : host() + ":" + port();
    }

    /** Whether a part of {@code text}, a value of this link, is a variable without a value here. */
    boolean hasVariable(String text);

    Origin origin();

    /** Where the balancer is written that it is a member of, if it is of one. */
    Optional<Origin> memberOf();

    /** The name by which mounts lead to it: its own, or that of its balancer. */
    String mounted();

    /** What the site calls it. */
    String name();

    /** What sessions of this back end end in. */
    Optional<String> route();

    /** Whether each request is preceded by a ping; over HTTP only those with a body are. */
    boolean pingsBeforeRequests();

    boolean pings();

    /** Whether connections are kept for further requests. */
    boolean reuses();

    Setting<Integer> packetSize();

    Setting<Optional<String>> secret();

    /** Idleness after which it closes connections itself; absent if never. */
    Optional<Duration> idle();

    /** How long it waits for a response; absent if for ever. */
    Optional<Duration> replyTimeout();

    /** The connections that one process can need: a process without HTTP/2 has no more requests than threads. */
    default int inUse() {
        int threads = front().map(Front::threads).orElse(1);
        return Math.min(size().value(), threads);
    }

    default int processes() {
        return front().map(Front::processes).orElse(1);
    }

    /** Whether it may be reached through what lies between two machines. */
    default boolean isRemote() {
        return !isLoopback(host());
    }

    /** Where {@code key} is written, or the worker. */
    Origin at(Key<?> key);

    /** Whether {@code host} is this machine. */
    static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.startsWith("127.")
                || Set.of("::1", "[::1]", "0:0:0:0:0:0:0:1", "ip6-localhost").contains(host);
    }

    /** A worker of mod_jk. */
    record Jk(
            Optional<Front> front,
            JkWorker.Ajp worker,
            Optional<JkWorker.LoadBalancer> balancer,
            Duration watchdog,
            Duration maintain)
            implements Link {
        <T> T value(Key<T> key) {
            return worker.settings().value(key);
        }

        /** {@code worker.NAME.KEY=value}. */
        String line(Key<?> key, Object value) {
            return "worker." + worker.name() + "." + key.name() + "=" + value;
        }

        @Override
        public String host() {
            return value(JkWorker.Ajp.HOST);
        }

        @Override
        public int port() {
            return value(JkWorker.Ajp.PORT);
        }

        @Override
        public boolean ajp() {
            return true;
        }

        @Override
        public boolean hasVariable(String text) {
            return Values.hasJkVariable(text);
        }

        @Override
        public Setting<Integer> size() {
            return worker.settings().get(JkWorker.Ajp.CONNECTION_POOL_SIZE);
        }

        @Override
        public Origin origin() {
            return worker.origin();
        }

        @Override
        public String name() {
            return "worker." + worker.name();
        }

        @Override
        public Optional<Origin> memberOf() {
            return balancer.map(JkWorker.LoadBalancer::origin);
        }

        @Override
        public String mounted() {
            return balancer.map(JkWorker.LoadBalancer::name).orElse(worker.name());
        }

        @Override
        public Optional<String> route() {
            return balancer.map(lb -> value(JkWorker.Ajp.ROUTE));
        }

        @Override
        public boolean pingsBeforeRequests() {
            return !value(JkWorker.Ajp.PREPOST_TIMEOUT).isZero();
        }

        @Override
        public boolean pings() {
            return pingsBeforeRequests()
                    || !value(JkWorker.Ajp.CONNECT_TIMEOUT).isZero()
                    || !value(JkWorker.Ajp.CONNECTION_PING_INTERVAL).isZero();
        }

        @Override
        public boolean reuses() {
            return true;
        }

        @Override
        public Setting<Integer> packetSize() {
            return worker.settings().get(JkWorker.Ajp.MAX_PACKET_SIZE);
        }

        @Override
        public Setting<Optional<String>> secret() {
            return worker.settings().get(JkWorker.SECRET);
        }

        @Override
        public Optional<Duration> idle() {
            return Optional.of(value(JkWorker.Ajp.CONNECTION_POOL_TIMEOUT)).filter(timeout -> !timeout.isZero());
        }

        @Override
        public Optional<Duration> replyTimeout() {
            Duration reply = value(JkWorker.Ajp.REPLY_TIMEOUT);
            return Optional.of(reply.isZero() ? value(JkWorker.Ajp.SOCKET_TIMEOUT) : reply)
                    .filter(timeout -> !timeout.isZero());
        }

        @Override
        public Origin at(Key<?> key) {
            Origin origin = worker.settings().get(key).origin();
            return origin.isFile() ? origin : worker.origin();
        }
    }

    /** A worker of mod_proxy. */
    record Proxy(
            Optional<Front> front, ProxyWorker worker, Optional<ProxyBalancer> balancer, Setting<Integer> ioBufferSize)
            implements Link {
        <T> T value(Key<T> key) {
            return worker.value(key);
        }

        @Override
        public String host() {
            return worker.url().host();
        }

        @Override
        public int port() {
            return worker.url().port();
        }

        @Override
        public boolean ajp() {
            return worker.url().scheme().equals("ajp");
        }

        @Override
        public boolean hasVariable(String text) {
            return Values.hasVariable(text);
        }

        @Override
        public Setting<Integer> size() {
            return worker.settings().get(ProxyWorker.MAX);
        }

        @Override
        public Origin origin() {
            return worker.origin();
        }

        @Override
        public String name() {
            return worker.name();
        }

        @Override
        public Optional<Origin> memberOf() {
            return balancer.map(ProxyBalancer::origin);
        }

        @Override
        public String mounted() {
            return balancer.map(ProxyBalancer::name).orElse(worker.name());
        }

        @Override
        public Optional<String> route() {
            return balancer.flatMap(all -> value(ProxyWorker.ROUTE));
        }

        @Override
        public boolean pingsBeforeRequests() {
            return ajp() && value(ProxyWorker.PING).isPresent();
        }

        @Override
        public boolean pings() {
            return pingsBeforeRequests();
        }

        @Override
        public boolean reuses() {
            return !value(ProxyWorker.DISABLE_REUSE);
        }

        /** As mod_proxy_ajp: a multiple of 1024 from 8192 to 65536. */
        @Override
        public Setting<Integer> packetSize() {
            int size = Math.max(8192, Math.min(65536, ioBufferSize.value() / 1024 * 1024));
            return new Setting<>(size, ioBufferSize.origin());
        }

        @Override
        public Setting<Optional<String>> secret() {
            return worker.settings().get(ProxyWorker.SECRET);
        }

        @Override
        public Optional<Duration> idle() {
            return value(ProxyWorker.TTL);
        }

        @Override
        public Optional<Duration> replyTimeout() {
            return Optional.of(value(ProxyWorker.TIMEOUT));
        }

        @Override
        public Origin at(Key<?> key) {
            Origin origin = worker.settings().get(key).origin();
            return origin.isFile() ? origin : worker.origin();
        }

        /** Whether max is what mod_http2 makes of it. */
        boolean growsWithHttp2() {
            return !size().origin().isFile()
                    && size().origin().source().contains("H2MaxWorkers")
                    && front().map(front -> front.mpm().model().value() != Mpm.Model.PREFORK)
                            .orElse(false);
        }
    }
}
