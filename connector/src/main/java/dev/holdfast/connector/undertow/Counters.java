package dev.holdfast.connector.undertow;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.lifetime.CloseReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The running totals of one listener, added to from every I/O thread. */
final class Counters {
    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder raceVictims = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition noneOpen = lock.newCondition();
    private long accepted;
    private long open;

    Counters() {
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    /** Returns the number of the connection, from 1. */
    long accepted() {
        lock.lock();
        try {
            open++;
            accepted++;
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    void request() {
        requests.increment();
    }

    void refused() {
        refused.increment();
    }

    void raceVictim() {
        raceVictims.increment();
    }

    void closed(CloseReason reason) {
        closed.computeIfAbsent(reason, r -> new LongAdder()).increment();
        lock.lock();
        try {
            open--;
            if (open == 0) {
                noneOpen.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no connection is open; returns whether that came true in time. */
    boolean awaitNoneOpen(Duration atMost) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lock();
        try {
            while (open > 0 && left > 0) {
                left = noneOpen.awaitNanos(left);
            }
            return open == 0;
        } finally {
            lock.unlock();
        }
    }

    ConnectionStatistics snapshot() {
        Map<CloseReason, Long> byReason = new EnumMap<>(CloseReason.class);
        closed.forEach((reason, count) -> {
            if (count.sum() > 0) {
                byReason.put(reason, count.sum());
            }
        });
        lock.lock();
        try {
            return new ConnectionStatistics(accepted, open, requests.sum(), refused.sum(), raceVictims.sum(), byReason);
        } finally {
            lock.unlock();
        }
    }
}
