package dev.holdfast.pool;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/**
 * How many connections a front keeps to one back end. Names are mod_jk's; mod_proxy's are in parentheses.
 *
 * @param connectionPoolSize (max) connections open at the same time, opening ones included; 1 to 65535, default 64. One pool serves a whole
 *     process here, so this is the number the back end sees. Beyond a back end's threads (Tomcat's maxThreads is 200) more only queue there
 * @param connectionPoolMinsize (close to smax) idle closing stops at this many open connections; 0 to connectionPoolSize, default 0.
 *     mod_jk's (size+1)/2 keeps connections that a back end with a timeout of its own closes anyway
 * @param connectionPoolTimeout (ttl) an idle connection is closed after this long; above zero, default 50 s: below the 60 s after which
 *     Undertow's and WildFly's AJP listeners close it themselves, so that the front closes first and no request meets a closing connection
 * @param connectionAcquireTimeout (acquire) how long a request waits for a connection when all are leased; zero rejects it at once;
 *     default 10 s. mod_jk's 200 ms comes from polling; waiting here is first come, first served
 * @param maxQueueSize how many requests wait; the next one is rejected at once; 0 to 1000000, default 1000
 * @param socketConnectTimeout (connectiontimeout) from the start of a connect to its success; above zero, default 5 s
 * @param connectionPingInterval (connection_ping_interval) an idle connection is pinged where it has had no traffic for this long; zero, the
 *     default, for never. For AJP alone: HTTP has no ping
 * @param mostLeased 0, the default, for a connectionPoolSize that is fixed. Else the pool is leased: the back end is asked how many connections
 *     there may be, and connectionPoolSize is what there may be where it does not say; never more than this, connectionPoolSize to 65535
 */
public record NativePoolSettings(
        int connectionPoolSize,
        int connectionPoolMinsize,
        Duration connectionPoolTimeout,
        Duration connectionAcquireTimeout,
        int maxQueueSize,
        Duration socketConnectTimeout,
        Duration connectionPingInterval,
        int mostLeased)
        implements PoolSettings {
    /** The most connections of one pool. */
    public static final int MAX_POOL_SIZE = 65535;

    private static final int MAX_QUEUE_SIZE = 1_000_000;

    /** 64, 0, 50 s, 10 s, 1000, 5 s. */
    public static final NativePoolSettings DEFAULT =
            new NativePoolSettings(64, 0, Duration.ofSeconds(50), Duration.ofSeconds(10), 1000, Duration.ofSeconds(5));

    /** @throws IllegalArgumentException naming the component that is out of range */
    public NativePoolSettings {
        requireRange("connectionPoolSize", connectionPoolSize, 1, MAX_POOL_SIZE);
        requireRange("connectionPoolMinsize", connectionPoolMinsize, 0, connectionPoolSize);
        requireRange("maxQueueSize", maxQueueSize, 0, MAX_QUEUE_SIZE);
        if (mostLeased != 0) {
            requireRange("mostLeased", mostLeased, connectionPoolSize, MAX_POOL_SIZE);
        }
        requirePositive("connectionPoolTimeout", connectionPoolTimeout);
        requirePositive("socketConnectTimeout", socketConnectTimeout);
        Deadline.nanosOf(connectionAcquireTimeout);
        Deadline.nanosOf(connectionPingInterval);
    }

    /** Without a connectionPingInterval, and not leased. */
    public NativePoolSettings(
            int connectionPoolSize,
            int connectionPoolMinsize,
            Duration connectionPoolTimeout,
            Duration connectionAcquireTimeout,
            int maxQueueSize,
            Duration socketConnectTimeout) {
        this(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                maxQueueSize,
                socketConnectTimeout,
                Duration.ZERO,
                0);
    }

    @Override
    public PoolMachine machine(PoolEffects effects) {
        return new NativePool(this, effects);
    }

    /** Returns these settings with another {@code connectionPoolSize}, and a {@code connectionPoolMinsize} no larger than it. */
    public NativePoolSettings withConnectionPoolSize(int size) {
        return new NativePoolSettings(
                size,
                Math.min(connectionPoolMinsize, Math.max(size, 0)),
                connectionPoolTimeout,
                connectionAcquireTimeout,
                maxQueueSize,
                socketConnectTimeout,
                connectionPingInterval,
                mostLeased);
    }

    /** Returns these settings with another {@code connectionPoolTimeout}. */
    public NativePoolSettings withConnectionPoolTimeout(Duration timeout) {
        return new NativePoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                timeout,
                connectionAcquireTimeout,
                maxQueueSize,
                socketConnectTimeout,
                connectionPingInterval,
                mostLeased);
    }

    /** Returns these settings with another {@code connectionAcquireTimeout}. */
    public NativePoolSettings withConnectionAcquireTimeout(Duration timeout) {
        return new NativePoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                timeout,
                maxQueueSize,
                socketConnectTimeout,
                connectionPingInterval,
                mostLeased);
    }

    /** Returns these settings with another {@code socketConnectTimeout}. */
    public NativePoolSettings withSocketConnectTimeout(Duration timeout) {
        return new NativePoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                maxQueueSize,
                timeout,
                connectionPingInterval,
                mostLeased);
    }

    /** Returns these settings with another {@code connectionPingInterval}. */
    public NativePoolSettings withConnectionPingInterval(Duration interval) {
        return new NativePoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                maxQueueSize,
                socketConnectTimeout,
                interval,
                mostLeased);
    }

    /** Returns these settings with another {@code mostLeased}. */
    public NativePoolSettings withMostLeased(int most) {
        return new NativePoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                maxQueueSize,
                socketConnectTimeout,
                connectionPingInterval,
                most);
    }

    /** Returns whether the back end is asked how many connections there may be. */
    public boolean isLeased() {
        return mostLeased > 0;
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero: " + TimeText.of(timeout));
        }
    }
}
