package dev.holdfast.server.sessions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Sessions whose clients have not come back yet. Thread-safe. */
final class RestingSessions {
    /** How often those that have expired are looked for. */
    static final long LOOKS_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final Map<String, SavedSession> byId = new ConcurrentHashMap<>();
    private final AtomicLong lastLookMillis = new AtomicLong();

    void add(SavedSession session) {
        byId.put(session.id(), session);
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /**
     * Drops those that have expired, and whose clients may never come, unless that was done within the last minute.
     *
     * @param nowMillis since the epoch; may jump
     */
    void dropExpired(long nowMillis) {
        long last = lastLookMillis.get();
        boolean due = Math.abs(nowMillis - last) >= LOOKS_MILLIS;
        if (due && lastLookMillis.compareAndSet(last, nowMillis)) {
            byId.values().removeIf(session -> session.isExpired(nowMillis));
        }
    }

    /** Gives a session to {@code wake}, if it is there, and whoever else asks for it meanwhile waits; it rests no more, whatever that does. */
    void take(String id, Consumer<SavedSession> wake) {
        byId.computeIfPresent(id, (same, session) -> {
            wake.accept(session);
            return null;
        });
    }

    /** Takes all; one that is being woken is waited for, and not among them. */
    List<SavedSession> takeAll() {
        List<SavedSession> all = new ArrayList<>();
        for (String id : List.copyOf(byId.keySet())) {
            SavedSession session = byId.remove(id);
            if (session != null) {
                all.add(session);
            }
        }
        return all;
    }
}
