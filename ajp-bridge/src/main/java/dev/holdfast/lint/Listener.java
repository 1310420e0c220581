package dev.holdfast.lint;

import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.backend.IoWorker;
import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.backend.UndertowListener;
import dev.holdfast.backend.UndertowServer;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** Where a back end listens. */
sealed interface Listener {
    int port();

    boolean ajp();

    Origin origin();

    /** Threads that work on requests; absent if that depends on the machine, or there is no limit. */
    Optional<Setting<Integer>> threads();

    /** Whether a connection has a thread for as long as it lives. */
    boolean isBlocking();

    /** Connections at a time; absent if there is no limit. */
    Optional<Setting<Integer>> maxConnections();

    /** Idleness after which it closes a connection; absent if never. */
    Optional<Duration> idle();

    /** The setting that {@link #idle()} comes from, as its file writes it. */
    String idleName();

    int packetSize();

    Optional<String> route();

    /** Tomcat's. */
    record Tomcat(BackendConfiguration.Tomcat backend, TomcatConnector connector, boolean isBlocking)
            implements Listener {
        @Override
        public int port() {
            return connector.value(TomcatConnector.PORT);
        }

        @Override
        public boolean ajp() {
            return connector.ajp();
        }

        @Override
        public Origin origin() {
            return connector.origin();
        }

        @Override
        public Optional<Setting<Integer>> threads() {
            return connector.value(TomcatConnector.USE_VIRTUAL_THREADS)
                    ? Optional.empty()
                    : Optional.of(connector.settings().get(TomcatConnector.MAX_THREADS));
        }

        @Override
        public Optional<Setting<Integer>> maxConnections() {
            return Optional.of(connector.settings().get(TomcatConnector.MAX_CONNECTIONS))
                    .filter(max -> max.value() > 0);
        }

        @Override
        public Optional<Duration> idle() {
            int millis = connector.value(TomcatConnector.KEEP_ALIVE_TIMEOUT);
            return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
        }

        @Override
        public String idleName() {
            return "keepAliveTimeout";
        }

        @Override
        public int packetSize() {
            return Math.max(8192, connector.value(TomcatConnector.PACKET_SIZE));
        }

        @Override
        public Optional<String> route() {
            return connector.jvmRoute().map(Setting::value);
        }
    }

    /** WildFly's. */
    record WildFly(BackendConfiguration.WildFly backend, UndertowListener listener, Optional<UndertowServer> server)
            implements Listener {
        @Override
        public int port() {
            return listener.port().map(Setting::value).orElse(0);
        }

        @Override
        public boolean ajp() {
            return listener.kind() == UndertowListener.Kind.AJP;
        }

        @Override
        public Origin origin() {
            return listener.origin();
        }

        @Override
        public Optional<Setting<Integer>> threads() {
            return backend.workers().stream()
                    .filter(worker -> worker.name().equals(listener.value(UndertowListener.WORKER)))
                    .map(worker -> worker.settings().get(IoWorker.TASK_MAX_THREADS))
                    .filter(max -> max.value().isPresent())
                    .map(max -> new Setting<>(max.value().orElseThrow(), max.origin()))
                    .findFirst();
        }

        @Override
        public boolean isBlocking() {
            return false;
        }

        @Override
        public Optional<Setting<Integer>> maxConnections() {
            Setting<Optional<Integer>> max = listener.settings().get(UndertowListener.MAX_CONNECTIONS);
            return max.value().filter(value -> value > 0).map(value -> new Setting<>(value, max.origin()));
        }

        @Override
        public Optional<Duration> idle() {
            int millis = listener.value(UndertowListener.NO_REQUEST_TIMEOUT);
            return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
        }

        @Override
        public String idleName() {
            return "no-request-timeout";
        }

        @Override
        public int packetSize() {
            return listener.value(UndertowListener.MAX_AJP_PACKET_SIZE);
        }

        @Override
        public Optional<String> route() {
            return backend.instanceId().map(Setting::value);
        }
    }
}
