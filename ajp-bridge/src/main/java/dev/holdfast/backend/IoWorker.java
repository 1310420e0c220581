package dev.holdfast.backend;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.List;
import java.util.Optional;

/** A worker of WildFly's io subsystem. Absent numbers follow from the machine's processors. */
public record IoWorker(String name, Settings settings, Origin origin) {
    /** Threads that read and write; default twice the processors. */
    public static final Key<Optional<Integer>> IO_THREADS = optional("io-threads");

    /** Threads that work on requests; default sixteen times the processors. */
    public static final Key<Optional<Integer>> TASK_MAX_THREADS = optional("task-max-threads");

    /** Threads that are always there; default 2. */
    public static final Key<Integer> TASK_CORE_THREADS = Key.of("task-core-threads", 2, TomcatConnector::number);

    /** How long an idle thread stays in milliseconds; default 60000. */
    public static final Key<Integer> TASK_KEEPALIVE = Key.of("task-keepalive", 60_000, TomcatConnector::number);

    static final List<Key<?>> KEYS = List.of(IO_THREADS, TASK_MAX_THREADS, TASK_CORE_THREADS, TASK_KEEPALIVE);

    private static Key<Optional<Integer>> optional(String name) {
        return Key.of(name, Optional.empty(), Values.optional(TomcatConnector::number));
    }
}
