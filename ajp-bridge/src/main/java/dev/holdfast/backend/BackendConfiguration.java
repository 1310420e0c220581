package dev.holdfast.backend;

import dev.holdfast.config.Remark;
import java.util.List;

/** What a back end listens on, and with how many threads it works. */
public sealed interface BackendConfiguration {
    /** What was not understood. */
    List<Remark> remarks();

    /** Tomcat: its connectors in the order of the file. */
    record Tomcat(List<TomcatConnector> connectors, List<Remark> remarks) implements BackendConfiguration {
        /** Copies the lists. */
        public Tomcat {
            connectors = List.copyOf(connectors);
            remarks = List.copyOf(remarks);
        }
    }

    /** WildFly: its Undertow listeners and the io subsystem's workers, in the order of the file. */
    record WildFly(List<UndertowListener> listeners, List<IoWorker> workers, List<Remark> remarks)
            implements BackendConfiguration {
        /** Copies the lists. */
        public WildFly {
            listeners = List.copyOf(listeners);
            workers = List.copyOf(workers);
            remarks = List.copyOf(remarks);
        }
    }
}
