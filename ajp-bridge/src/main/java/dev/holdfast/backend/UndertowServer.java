package dev.holdfast.backend;

import java.util.List;

/**
 * A server of WildFly's undertow subsystem.
 *
 * @param accessLogs of its hosts
 * @param expressionFilters the predicates and handlers of the expression filters that all of its hosts refer to without a condition
 */
public record UndertowServer(String name, List<AccessLog> accessLogs, List<String> expressionFilters) {
    /** Copies the lists. */
    public UndertowServer {
        accessLogs = List.copyOf(accessLogs);
        expressionFilters = List.copyOf(expressionFilters);
    }
}
