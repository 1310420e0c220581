package dev.holdfast.it.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients were owed and got. Written by the clients' thread, read by others. */
final class Ledger {
    private static final int MAX_COMPLAINTS = 50;

    private final CountDownLatch trouble = new CountDownLatch(1);
    private final AtomicLong owed = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong complaintCount = new AtomicLong();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Map<Kill, AtomicLong> kills = new EnumMap<>(Kill.class);
    private final Histogram fromResponse = new Histogram();
    private final AtomicLong earlyFromRequest = new AtomicLong();

    Ledger() {
        for (Kill kill : Kill.values()) {
            kills.put(kill, new AtomicLong());
        }
    }

    void owe() {
        owed.incrementAndGet();
    }

    void arrived() {
        arrived.incrementAndGet();
    }

    /** The server may leave unanswered what it announced to: the client sends it again. */
    void forgive() {
        owed.decrementAndGet();
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void killed(Kill kill) {
        kills.getOrDefault(kill, new AtomicLong()).incrementAndGet();
    }

    /** An idle connection ended; from the last response's arrival, and from its request, this long after or before the timeout. */
    void idleEnded(long fromResponseNanos, long fromRequestNanos) {
        fromResponse.record(fromResponseNanos);
        if (fromRequestNanos < 0) {
            earlyFromRequest.incrementAndGet();
        }
    }

    void complain(String complaint) {
        if (complaintCount.incrementAndGet() <= MAX_COMPLAINTS) {
            complaints.add(complaint);
        }
        trouble.countDown();
    }

    /** Returns what opens at the first complaint: there is no need to go on. */
    CountDownLatch trouble() {
        return trouble;
    }

    long owed() {
        return owed.get();
    }

    long answered() {
        return arrived.get();
    }

    long open() {
        return open.get();
    }

    /** Returns idle connections that ended before the timeout even if it began when the request was sent. */
    long earlyFromRequest() {
        return earlyFromRequest.get();
    }

    Histogram fromResponse() {
        return fromResponse;
    }

    Queue<String> complaints() {
        return complaints;
    }

    Map<Kill, AtomicLong> kills() {
        return kills;
    }
}
