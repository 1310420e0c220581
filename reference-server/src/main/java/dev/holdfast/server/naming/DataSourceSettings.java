package dev.holdfast.server.naming;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A data source.
 *
 * @param name by which applications refer to it, such as {@code jdbc/shop}
 * @param url JDBC's
 * @param username null for none
 * @param password null for none
 * @param jar of the driver; null if the server has it on its class path
 * @param maxPoolSize connections at most, 1 or more; whoever wants another one waits
 * @param acquisitionTimeout how long, more than 0; then it is an {@code SQLException}
 */
public record DataSourceSettings(
        String name,
        String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path jar,
        int maxPoolSize,
        Duration acquisitionTimeout) {
    /** Connections at most, unless it is said. */
    public static final int MAX_POOL_SIZE = 20;

    /** How long whoever wants a connection waits for one, unless it is said. */
    public static final Duration ACQUISITION_TIMEOUT = Duration.ofSeconds(30);

    /** Returns a text without the password. */
    @Override
    public String toString() {
        return "DataSourceSettings[" + name + ", " + url + "]";
    }
}
