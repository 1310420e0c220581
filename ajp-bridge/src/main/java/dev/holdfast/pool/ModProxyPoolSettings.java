package dev.holdfast.pool;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/**
 * The pool of one child process as mod_proxy keeps it, in the words of ProxyPass. As httpd does, smax is lowered to max and min to smax.
 *
 * @param min (min) places there are from the start, none of them connected; 0 to max, default 0. When a place is given back and fewer than
 *     this many are free, more are made, and those are used first
 * @param max (max) places, each with at most one connection; 1 to 65535. httpd's default is the number of threads of a child, with
 *     mod_http2 one less and its workers more: {@link #forThreads}
 * @param smax (smax) more free places than this may be given up when they are older than ttl and another is given back; 0 to max, default
 *     max
 * @param ttl (ttl) how old a free place may be; whole seconds, zero for any age, which is the default. Noticed when a place is taken, and then
 *     whatever smax says, or given back, and never in between
 * @param acquire (acquire) how long a request waits for a place, counted afresh whenever one it was woken for is gone; zero for ever, which
 *     is the default
 * @param connectionTimeout (connectiontimeout) from the start of a connect to its success; above zero, default 60 s, httpd's Timeout
 * @param disableReuse (disablereuse) whether every connection is closed after one request; default false
 * @param prefork whether the child has one thread: then there is one place, and min, max, smax, ttl and acquire mean nothing; default false
 * @param wakeUp how long a request that is woken takes to run, in which another may take its place; zero and nobody can; default 50 us. Not
 *     a setting of httpd's but a property of its system
 */
public record ModProxyPoolSettings(
        int min,
        int max,
        int smax,
        Duration ttl,
        Duration acquire,
        Duration connectionTimeout,
        boolean disableReuse,
        boolean prefork,
        Duration wakeUp)
        implements PoolSettings {
    private static final int MAX_PLACES = 65535;
    private static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DEFAULT_WAKE_UP = Duration.ofNanos(50_000);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public ModProxyPoolSettings {
        requireRange("max", max, 1);
        requireRange("smax", smax, 0);
        requireRange("min", min, 0);
        smax = Math.min(smax, max);
        min = Math.min(min, smax);
        if (ttl.isNegative() || ttl.toNanosPart() != 0) {
            throw new IllegalArgumentException("ttl must be whole seconds, 0 or more: " + TimeText.of(ttl));
        }
        Deadline.nanosOf(acquire);
        Deadline.nanosOf(wakeUp);
        if (Deadline.nanosOf(connectionTimeout) == 0) {
            throw new IllegalArgumentException(
                    "connectionTimeout must be above zero: " + TimeText.of(connectionTimeout));
        }
    }

    /** Returns httpd's defaults for a child with that many threads; prefork's for 1. */
    public static ModProxyPoolSettings forThreads(int threads) {
        return new ModProxyPoolSettings(
                0,
                threads,
                threads,
                Duration.ZERO,
                Duration.ZERO,
                DEFAULT_CONNECTION_TIMEOUT,
                false,
                threads == 1,
                DEFAULT_WAKE_UP);
    }

    /** Returns whether a connection may be used again that nothing went over for {@code limit}; mod_proxy looks at ttl when it takes one. */
    public boolean reusesAfter(Duration limit) {
        boolean inTime = !ttl.isZero() && ttl.compareTo(limit) < 0;
        return !disableReuse && (prefork || !inTime);
    }

    @Override
    public PoolMachine machine(PoolEffects effects) {
        return new ModProxyPool(this, effects);
    }

    @Override
    public Recovery recovery(boolean ajp, boolean ping) {
        return new ModProxyRecovery(ajp, ping);
    }

    /** Returns these settings with other {@code min}, {@code smax} and {@code max}. */
    public ModProxyPoolSettings withPlaces(int newMin, int newSmax, int newMax) {
        return new ModProxyPoolSettings(
                newMin, newMax, newSmax, ttl, acquire, connectionTimeout, disableReuse, prefork, wakeUp);
    }

    /** Returns these settings with another {@code ttl}. */
    public ModProxyPoolSettings withTtl(Duration newTtl) {
        return new ModProxyPoolSettings(
                min, max, smax, newTtl, acquire, connectionTimeout, disableReuse, prefork, wakeUp);
    }

    /** Returns these settings with another {@code acquire}. */
    public ModProxyPoolSettings withAcquire(Duration newAcquire) {
        return new ModProxyPoolSettings(
                min, max, smax, ttl, newAcquire, connectionTimeout, disableReuse, prefork, wakeUp);
    }

    /** Returns these settings with another {@code connectionTimeout}. */
    public ModProxyPoolSettings withConnectionTimeout(Duration timeout) {
        return new ModProxyPoolSettings(min, max, smax, ttl, acquire, timeout, disableReuse, prefork, wakeUp);
    }

    /** Returns these settings with another {@code disableReuse}. */
    public ModProxyPoolSettings withDisableReuse(boolean newDisableReuse) {
        return new ModProxyPoolSettings(
                min, max, smax, ttl, acquire, connectionTimeout, newDisableReuse, prefork, wakeUp);
    }

    /** Returns these settings with another {@code wakeUp}. */
    public ModProxyPoolSettings withWakeUp(Duration newWakeUp) {
        return new ModProxyPoolSettings(
                min, max, smax, ttl, acquire, connectionTimeout, disableReuse, prefork, newWakeUp);
    }

    private static void requireRange(String name, int value, int min) {
        if (value < min || value > MAX_PLACES) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + MAX_PLACES + ": " + value);
        }
    }
}
