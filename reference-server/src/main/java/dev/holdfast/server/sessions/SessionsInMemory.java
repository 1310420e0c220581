package dev.holdfast.server.sessions;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions at rest that end with the process. */
final class SessionsInMemory extends SavedSessions {
    private final Map<String, List<SavedSession>> byLocation = new ConcurrentHashMap<>();

    @Override
    void put(String location, List<SavedSession> sessions) {
        long now = System.currentTimeMillis();
        byLocation.values().removeIf(kept -> kept.stream().allMatch(session -> session.isExpired(now)));
        byLocation.put(location, List.copyOf(sessions));
    }

    @Override
    List<SavedSession> read(String location) {
        return byLocation.getOrDefault(location, List.of());
    }

    @Override
    void forget(String location) {
        byLocation.remove(location);
    }

    @Override
    public void close() {
        byLocation.clear();
    }
}
