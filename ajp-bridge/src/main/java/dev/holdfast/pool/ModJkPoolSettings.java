package dev.holdfast.pool;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/**
 * The pool of one child process as mod_jk keeps it, in the words of workers.properties. What mod_jk counts in seconds it truncates to whole
 * ones, so these components must be whole seconds.
 *
 * @param connectionPoolSize (connection_pool_size) slots, each with at most one connection; 1 to 65535. mod_jk's default is the number of
 *     threads of a child: {@link #forThreads}
 * @param connectionPoolMinsize (connection_pool_minsize) shrinking stops at this many open connections, but for one; 0 to
 *     connectionPoolSize, default (connectionPoolSize + 1) / 2
 * @param connectionPoolTimeout (connection_pool_timeout) maintenance closes what was idle for more whole seconds than this; whole seconds,
 *     zero for never, which is the default
 * @param connectionAcquireTimeout (connection_acquire_timeout) a request looks for a free slot every 100 ms until this is over; zero: not
 *     even once. Default {@code retries * retryInterval}, 200 ms
 * @param retries (retries) how often a connect is tried for one request, the first included, and how often one is sent to this back end
 *     before it is another's turn; 1 to 100, default 2
 * @param retryInterval (retry_interval) pause before it is tried again; default 100 ms. It is not the interval at which a request looks for
 *     a slot, which is 100 ms whatever this says
 * @param socketConnectTimeout (socket_connect_timeout) from the start of a connect to its success; zero for as long as the system takes,
 *     which is the default
 * @param connectionPingInterval (connection_ping_interval) maintenance sends CPING where the last access was more whole seconds ago than
 *     this; whole seconds, zero for never, which is the default. ping_mode I sets it to ten times ping_timeout. mod_jk notes accesses only
 *     where connectionPoolTimeout is set: without it every free connection is pinged each time
 * @param busyLimit (busy_limit) a request is rejected that would be one more than this at the back end, over all children; 0 to 1000000,
 *     0 for no limit, which is the default
 * @param maintain (worker.maintain) shortest time between two maintenances; whole seconds, zero for none at all, default 60 s
 * @param jkWatchdogInterval (JkWatchdogInterval) a thread of the child that does nothing else looks for maintenance to do this often, and
 *     requests no longer do; whole seconds, zero for none, which is the default: an idle child then never shrinks
 * @param recoveryOptions (recovery_options) which requests are sent again that a back end may have acted on; default all
 */
public record ModJkPoolSettings(
        int connectionPoolSize,
        int connectionPoolMinsize,
        Duration connectionPoolTimeout,
        Duration connectionAcquireTimeout,
        int retries,
        Duration retryInterval,
        Duration socketConnectTimeout,
        Duration connectionPingInterval,
        int busyLimit,
        Duration maintain,
        Duration jkWatchdogInterval,
        RecoveryOptions recoveryOptions)
        implements PoolSettings {
    private static final int MAX_POOL_SIZE = 65535;
    private static final int MAX_RETRIES = 100;
    private static final int MAX_BUSY_LIMIT = 1_000_000;
    private static final int DEFAULT_RETRIES = 2;
    private static final Duration DEFAULT_RETRY_INTERVAL = Duration.ofMillis(100);
    private static final Duration DEFAULT_MAINTAIN = Duration.ofSeconds(60);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public ModJkPoolSettings {
        requireRange("connectionPoolSize", connectionPoolSize, 1, MAX_POOL_SIZE);
        requireRange("connectionPoolMinsize", connectionPoolMinsize, 0, connectionPoolSize);
        requireRange("retries", retries, 1, MAX_RETRIES);
        requireRange("busyLimit", busyLimit, 0, MAX_BUSY_LIMIT);
        requireWholeSeconds("connectionPoolTimeout", connectionPoolTimeout);
        requireWholeSeconds("connectionPingInterval", connectionPingInterval);
        requireWholeSeconds("maintain", maintain);
        requireWholeSeconds("jkWatchdogInterval", jkWatchdogInterval);
        Deadline.nanosOf(connectionAcquireTimeout);
        Deadline.nanosOf(retryInterval);
        Deadline.nanosOf(socketConnectTimeout);
    }

    /** Returns mod_jk's defaults for a child with that many threads; 1 for prefork. */
    public static ModJkPoolSettings forThreads(int threads) {
        return new ModJkPoolSettings(
                threads,
                defaultMinsize(threads),
                Duration.ZERO,
                DEFAULT_RETRY_INTERVAL.multipliedBy(DEFAULT_RETRIES),
                DEFAULT_RETRIES,
                DEFAULT_RETRY_INTERVAL,
                Duration.ZERO,
                Duration.ZERO,
                0,
                DEFAULT_MAINTAIN,
                Duration.ZERO,
                RecoveryOptions.ALL);
    }

    /** Returns mod_jk's default for connection_pool_minsize: half of the size, rounded up. */
    public static int defaultMinsize(int connectionPoolSize) {
        return (connectionPoolSize + 1) / 2;
    }

    /**
     * Returns whether a connection may be used again that nothing went over for {@code limit}. mod_jk closes and pings in its maintenance, whole
     * seconds after it is due, and without a watchdog only when a request comes.
     *
     * @param pingable whether the back end can be pinged
     */
    public boolean reusesAfter(Duration limit, boolean pingable) {
        Duration delay = maintain.plus(jkWatchdogInterval).plus(Duration.ofSeconds(1));
        boolean closed = connectionPoolMinsize == 0 && isInTime(connectionPoolTimeout, delay, limit);
        boolean pinged = pingable && isInTime(connectionPingInterval, delay, limit);
        boolean maintained = !maintain.isZero() && !jkWatchdogInterval.isZero();
        return !maintained || (!closed && !pinged);
    }

    private static boolean isInTime(Duration time, Duration delay, Duration limit) {
        return !time.isZero() && Deadline.nanosOf(time) < Deadline.nanosOf(limit) - Deadline.nanosOf(delay);
    }

    @Override
    public PoolMachine machine(PoolEffects effects) {
        return machine(effects, new SharedBusy());
    }

    /** Returns the machine of one of several children, which share {@code busy}. */
    public PoolMachine machine(PoolEffects effects, SharedBusy busy) {
        return new ModJkPool(this, effects, busy);
    }

    @Override
    public Recovery recovery(boolean ajp, boolean ping) {
        return new ModJkRecovery(recoveryOptions, retries, retryInterval);
    }

    /** Returns these settings with another {@code connectionPoolMinsize}. */
    public ModJkPoolSettings withConnectionPoolMinsize(int minsize) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                minsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                retries,
                retryInterval,
                socketConnectTimeout,
                connectionPingInterval,
                busyLimit,
                maintain,
                jkWatchdogInterval,
                recoveryOptions);
    }

    /** Returns these settings with another {@code connectionPoolTimeout}. */
    public ModJkPoolSettings withConnectionPoolTimeout(Duration timeout) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                timeout,
                connectionAcquireTimeout,
                retries,
                retryInterval,
                socketConnectTimeout,
                connectionPingInterval,
                busyLimit,
                maintain,
                jkWatchdogInterval,
                recoveryOptions);
    }

    /** Returns these settings with another {@code connectionAcquireTimeout}. */
    public ModJkPoolSettings withConnectionAcquireTimeout(Duration timeout) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                timeout,
                retries,
                retryInterval,
                socketConnectTimeout,
                connectionPingInterval,
                busyLimit,
                maintain,
                jkWatchdogInterval,
                recoveryOptions);
    }

    /** Returns these settings with other {@code retries} and {@code retryInterval}. */
    public ModJkPoolSettings withRetries(int newRetries, Duration newInterval) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                newRetries,
                newInterval,
                socketConnectTimeout,
                connectionPingInterval,
                busyLimit,
                maintain,
                jkWatchdogInterval,
                recoveryOptions);
    }

    /** Returns these settings with another {@code socketConnectTimeout}. */
    public ModJkPoolSettings withSocketConnectTimeout(Duration timeout) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                retries,
                retryInterval,
                timeout,
                connectionPingInterval,
                busyLimit,
                maintain,
                jkWatchdogInterval,
                recoveryOptions);
    }

    /** Returns these settings with another {@code connectionPingInterval}. */
    public ModJkPoolSettings withConnectionPingInterval(Duration interval) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                retries,
                retryInterval,
                socketConnectTimeout,
                interval,
                busyLimit,
                maintain,
                jkWatchdogInterval,
                recoveryOptions);
    }

    /** Returns these settings with another {@code busyLimit}. */
    public ModJkPoolSettings withBusyLimit(int limit) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                retries,
                retryInterval,
                socketConnectTimeout,
                connectionPingInterval,
                limit,
                maintain,
                jkWatchdogInterval,
                recoveryOptions);
    }

    /** Returns these settings with another {@code maintain} and {@code jkWatchdogInterval}. */
    public ModJkPoolSettings withMaintenance(Duration newMaintain, Duration watchdog) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                retries,
                retryInterval,
                socketConnectTimeout,
                connectionPingInterval,
                busyLimit,
                newMaintain,
                watchdog,
                recoveryOptions);
    }

    /** Returns these settings with other {@code recoveryOptions}. */
    public ModJkPoolSettings withRecoveryOptions(RecoveryOptions options) {
        return new ModJkPoolSettings(
                connectionPoolSize,
                connectionPoolMinsize,
                connectionPoolTimeout,
                connectionAcquireTimeout,
                retries,
                retryInterval,
                socketConnectTimeout,
                connectionPingInterval,
                busyLimit,
                maintain,
                jkWatchdogInterval,
                options);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }

    private static void requireWholeSeconds(String name, Duration time) {
        if (time.isNegative() || time.toNanosPart() != 0) {
            throw new IllegalArgumentException(name + " must be whole seconds, 0 or more: " + TimeText.of(time));
        }
    }
}
