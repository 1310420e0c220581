package dev.holdfast.backend;

import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import java.util.List;
import java.util.Optional;

/** What a back end listens on, and with how many threads it works. */
public sealed interface BackendConfiguration {
    /** What was not understood. */
    List<Remark> remarks();

    /**
     * Tomcat.
     *
     * @param connectors in the order of the file
     * @param valves class names without packages of the valves of the engines and hosts
     * @param accessLogs what its AccessLogValves write
     * @param dataSources the pools of database connections among the global resources
     */
    record Tomcat(
            List<TomcatConnector> connectors,
            List<String> valves,
            List<AccessLog> accessLogs,
            List<TomcatDataSource> dataSources,
            List<Remark> remarks)
            implements BackendConfiguration {
        /** Copies the lists. */
        public Tomcat {
            connectors = List.copyOf(connectors);
            valves = List.copyOf(valves);
            accessLogs = List.copyOf(accessLogs);
            dataSources = List.copyOf(dataSources);
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * WildFly: its Undertow and the io subsystem's workers.
     *
     * @param listeners in the order of the file
     * @param workers in the order of the file
     * @param servers in the order of the file
     * @param instanceId what sessions' ids end in; absent it is the name of the node
     */
    record WildFly(
            List<UndertowListener> listeners,
            List<IoWorker> workers,
            List<UndertowServer> servers,
            Optional<Setting<String>> instanceId,
            List<Remark> remarks)
            implements BackendConfiguration {
        /** Copies the lists. */
        public WildFly {
            listeners = List.copyOf(listeners);
            workers = List.copyOf(workers);
            servers = List.copyOf(servers);
            remarks = List.copyOf(remarks);
        }

        /** Returns the access logs of all servers. */
        public List<AccessLog> accessLogs() {
            return servers.stream()
                    .flatMap(server -> server.accessLogs().stream())
                    .toList();
        }

        /** Returns the server that a listener belongs to. */
        public Optional<UndertowServer> server(UndertowListener listener) {
            return servers.stream()
                    .filter(server -> server.name().equals(listener.server()))
                    .findFirst();
        }
    }
}
