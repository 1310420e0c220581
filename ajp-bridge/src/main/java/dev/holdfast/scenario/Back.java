package dev.holdfast.scenario;

import dev.holdfast.time.Deadline;
import java.time.Duration;

/**
 * The back ends: one, or several of the same kind. Defaults are {@link BackKind#defaults}.
 *
 * @param kind which server it is
 * @param maxThreads threads for requests or for connections; 1 to 1000000
 * @param acceptCount how many connections wait in the kernel until they are accepted, and one more; 1 to 65535
 * @param maxConnections connections accepted at the same time; 1 or more, {@link #UNLIMITED} or {@link #AS_THREADS}
 * @param connectionTimeout how long a connection may wait for its first request; zero for ever
 * @param keepAliveTimeout how long it may wait for a further one; zero for ever, default the connectionTimeout
 * @param members how many back ends; 1 to 1000, default 1
 * @param retry how long mod_proxy asks none that is in error; default 60 s
 */
public record Back(
        BackKind kind,
        int maxThreads,
        int acceptCount,
        int maxConnections,
        Duration connectionTimeout,
        Duration keepAliveTimeout,
        int members,
        Duration retry) {
    /** No limit of connections. */
    public static final int UNLIMITED = -1;
    /** As many connections as threads. */
    public static final int AS_THREADS = 0;

    static final Duration DEFAULT_RETRY = Duration.ofSeconds(60);
    private static final int MAX_THREADS = 1_000_000;
    private static final int MAX_BACKLOG = 65535;
    private static final int MAX_MEMBERS = 1000;

    /** @throws IllegalArgumentException naming the component that is out of range */
    public Back {
        Ranges.require("maxThreads", maxThreads, 1, MAX_THREADS);
        Ranges.require("acceptCount", acceptCount, 1, MAX_BACKLOG);
        Ranges.require("maxConnections", maxConnections, UNLIMITED, Integer.MAX_VALUE);
        Ranges.require("members", members, 1, MAX_MEMBERS);
        Deadline.nanosOf(connectionTimeout);
        Deadline.nanosOf(keepAliveTimeout);
        Deadline.nanosOf(retry);
    }

    /** Returns how many connections are accepted at the same time, {@link Integer#MAX_VALUE} for any number. */
    public int connectionLimit() {
        return switch (maxConnections) {
            case UNLIMITED -> Integer.MAX_VALUE;
            case AS_THREADS -> maxThreads;
            default -> maxConnections;
        };
    }

    /** Returns these settings with another {@code maxThreads}. */
    public Back withMaxThreads(int threads) {
        return new Back(
                kind, threads, acceptCount, maxConnections, connectionTimeout, keepAliveTimeout, members, retry);
    }

    /** Returns these settings with another number of {@code members}. */
    public Back withMembers(int number) {
        return new Back(
                kind, maxThreads, acceptCount, maxConnections, connectionTimeout, keepAliveTimeout, number, retry);
    }
}
