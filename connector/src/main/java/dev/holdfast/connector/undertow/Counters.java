package dev.holdfast.connector.undertow;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.policy.Grant;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The running totals of one listener, added to from every I/O thread. */
public final class Counters {
    private final LongAdder sleeping = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder raceVictims = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = all(CloseReason.class);
    private final Map<Grant.Reason, LongAdder> granted = all(Grant.Reason.class);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger leaving = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition noneOpen = lock.newCondition();
    private long accepted;

    private static <E extends Enum<E>> Map<E, LongAdder> all(Class<E> type) {
        Map<E, LongAdder> counts = new EnumMap<>(type);
        for (E each : type.getEnumConstants()) {
            counts.put(each, new LongAdder());
        }
        return counts;
    }

    /** Returns the number of the connection, from 1. */
    public long accepted() {
        lock.lock();
        try {
            open.incrementAndGet();
            accepted++;
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    void fallsAsleep() {
        sleeping.increment();
    }

    void wakes() {
        sleeping.decrement();
    }

    /** Counts a request. */
    public void request() {
        requests.increment();
    }

    /** Counts a request that was refused before any handler saw it. */
    public void refused() {
        refused.increment();
    }

    void granted(Grant.Reason reason) {
        Objects.requireNonNull(granted.get(reason)).increment();
    }

    /** Takes note that a connection gives up its place, though its client has not taken leave yet. */
    void leaves() {
        leaving.incrementAndGet();
    }

    void hasLeft() {
        leaving.decrementAndGet();
    }

    /** Returns how many open connections have not been given up, a moment ago. */
    int staying() {
        return open.get() - leaving.get();
    }

    /** Counts a connection that was given up just as its next request came. */
    public void raceVictim() {
        raceVictims.increment();
    }

    /** Counts a connection that has ended. */
    public void closed(CloseReason reason) {
        Objects.requireNonNull(closed.get(reason)).increment();
        lock.lock();
        try {
            if (open.decrementAndGet() == 0) {
                noneOpen.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no connection is open; returns whether that came true in time. */
    public boolean awaitNoneOpen(Duration atMost) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lock();
        try {
            while (open.get() > 0 && left > 0) {
                left = noneOpen.awaitNanos(left);
            }
            return open.get() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the totals so far. */
    public ConnectionStatistics snapshot() {
        lock.lock();
        try {
            return new ConnectionStatistics(
                    accepted,
                    open.get(),
                    sleeping.sum(),
                    requests.sum(),
                    refused.sum(),
                    raceVictims.sum(),
                    occurred(granted),
                    occurred(closed));
        } finally {
            lock.unlock();
        }
    }

    private static <E> Map<E, Long> occurred(Map<E, LongAdder> counts) {
        Map<E, Long> sums = new HashMap<>();
        counts.forEach((reason, count) -> {
            if (count.sum() > 0) {
                sums.put(reason, count.sum());
            }
        });
        return sums;
    }
}
