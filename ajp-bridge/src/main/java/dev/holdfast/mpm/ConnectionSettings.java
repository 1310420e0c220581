package dev.holdfast.mpm;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/**
 * What httpd is told about client connections, whatever the process model; components bear the directives' names.
 *
 * @param keepAlive (KeepAlive) default true
 * @param keepAliveTimeout (KeepAliveTimeout) from the last byte of a response to the first of the next request; zero closes as KeepAlive Off
 *     does; default 5 s. With prefork and worker also between two reads of the head of a request that is not the first
 * @param maxKeepAliveRequests (MaxKeepAliveRequests) one more request than this is served; 0 for no limit, default 100
 * @param timeout (Timeout) between two reads of a request's head, and how long a client may take nothing of a response; above zero,
 *     default 60 s
 * @param requestReadTimeout (RequestReadTimeout header=) from the accept, or from the first byte of a later request, to a complete head; zero
 *     for no limit; default 20 s. mod_reqtimeout adds a second for each 500 bytes, up to 40 s; that is not modelled
 * @param listenBackLog (ListenBackLog) how many connections wait in the kernel; 1 to 65535, default 511. For the driver, which owns the queue
 * @param gracefulShutdownTimeout (GracefulShutdownTimeout) how long a graceful stop may take before all connections are reset; zero for as
 *     long as it takes, the default
 * @param maxConnectionsPerChild (MaxConnectionsPerChild) how many connections a child process takes before it ends and another may be started;
 *     0 for no limit, the default
 */
public record ConnectionSettings(
        boolean keepAlive,
        Duration keepAliveTimeout,
        int maxKeepAliveRequests,
        Duration timeout,
        Duration requestReadTimeout,
        int listenBackLog,
        Duration gracefulShutdownTimeout,
        int maxConnectionsPerChild) {
    private static final int MAX_BACKLOG = 65535;

    /** True, 5 s, 100, 60 s, 20 s, 511, 0, 0. */
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(
            true, Duration.ofSeconds(5), 100, Duration.ofSeconds(60), Duration.ofSeconds(20), 511, Duration.ZERO, 0);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public ConnectionSettings {
        Deadline.nanosOf(keepAliveTimeout);
        Deadline.nanosOf(requestReadTimeout);
        Deadline.nanosOf(gracefulShutdownTimeout);
        if (Deadline.nanosOf(timeout) == 0) {
            throw new IllegalArgumentException("timeout must be above zero: " + TimeText.of(timeout));
        }
        if (maxKeepAliveRequests < 0) {
            throw new IllegalArgumentException("maxKeepAliveRequests must be 0 or more: " + maxKeepAliveRequests);
        }
        if (maxConnectionsPerChild < 0) {
            throw new IllegalArgumentException("maxConnectionsPerChild must be 0 or more: " + maxConnectionsPerChild);
        }
        if (listenBackLog < 1 || listenBackLog > MAX_BACKLOG) {
            throw new IllegalArgumentException("listenBackLog must be 1 to " + MAX_BACKLOG + ": " + listenBackLog);
        }
    }

    /** Returns these settings with other {@code keepAlive}, {@code keepAliveTimeout} and {@code maxKeepAliveRequests}. */
    public ConnectionSettings withKeepAlive(boolean on, Duration idle, int requests) {
        return new ConnectionSettings(
                on,
                idle,
                requests,
                timeout,
                requestReadTimeout,
                listenBackLog,
                gracefulShutdownTimeout,
                maxConnectionsPerChild);
    }

    /** Returns these settings with other {@code timeout} and {@code requestReadTimeout}. */
    public ConnectionSettings withTimeouts(Duration gap, Duration head) {
        return new ConnectionSettings(
                keepAlive,
                keepAliveTimeout,
                maxKeepAliveRequests,
                gap,
                head,
                listenBackLog,
                gracefulShutdownTimeout,
                maxConnectionsPerChild);
    }

    /** Returns these settings with another {@code listenBackLog}. */
    public ConnectionSettings withListenBackLog(int backLog) {
        return new ConnectionSettings(
                keepAlive,
                keepAliveTimeout,
                maxKeepAliveRequests,
                timeout,
                requestReadTimeout,
                backLog,
                gracefulShutdownTimeout,
                maxConnectionsPerChild);
    }

    /** Returns these settings with another {@code gracefulShutdownTimeout}. */
    public ConnectionSettings withGracefulShutdownTimeout(Duration limit) {
        return new ConnectionSettings(
                keepAlive,
                keepAliveTimeout,
                maxKeepAliveRequests,
                timeout,
                requestReadTimeout,
                listenBackLog,
                limit,
                maxConnectionsPerChild);
    }

    /** Returns these settings with another {@code maxConnectionsPerChild}. */
    public ConnectionSettings withMaxConnectionsPerChild(int connections) {
        return new ConnectionSettings(
                keepAlive,
                keepAliveTimeout,
                maxKeepAliveRequests,
                timeout,
                requestReadTimeout,
                listenBackLog,
                gracefulShutdownTimeout,
                connections);
    }
}
