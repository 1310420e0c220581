package dev.holdfast.backend;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import java.util.List;

/**
 * A pool of database connections of Tomcat's own kind: Commons DBCP 2, and up to Tomcat 7 Commons DBCP 1, which has other names for the same.
 * Resources with another factory are not here.
 */
public record TomcatDataSource(String name, Settings settings, Origin origin) {
    /** Connections at a time; default 8, -1 is any number. */
    public static final Key<Integer> MAX_TOTAL = Key.of("maxTotal", 8, TomcatConnector::number);

    /** How long a thread waits for one in milliseconds; default -1, forever. */
    public static final Key<Integer> MAX_WAIT_MILLIS = Key.of("maxWaitMillis", -1, TomcatConnector::number);

    /** DBCP 1: connections at a time; default 8, below 1 is any number. */
    public static final Key<Integer> MAX_ACTIVE = Key.of("maxActive", 8, TomcatConnector::number);

    /** DBCP 1: how long a thread waits for one in milliseconds; default -1, forever. */
    public static final Key<Integer> MAX_WAIT = Key.of("maxWait", -1, TomcatConnector::number);

    static final List<Key<?>> KEYS = List.of(MAX_TOTAL, MAX_WAIT_MILLIS, MAX_ACTIVE, MAX_WAIT);

    /** Returns a value of the settings. */
    public <T> T value(Key<T> key) {
        return settings.value(key);
    }
}
