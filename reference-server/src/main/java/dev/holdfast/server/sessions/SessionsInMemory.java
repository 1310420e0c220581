package dev.holdfast.server.sessions;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions at rest that end with the process. */
final class SessionsInMemory extends SavedSessions {
    private final Map<String, List<SavedSession>> byContextPath = new ConcurrentHashMap<>();

    @Override
    void put(String contextPath, List<SavedSession> sessions) {
        long now = System.currentTimeMillis();
        byContextPath.values().removeIf(kept -> kept.stream().allMatch(session -> session.isExpired(now)));
        byContextPath.put(contextPath, List.copyOf(sessions));
    }

    @Override
    List<SavedSession> read(String contextPath) {
        return byContextPath.getOrDefault(contextPath, List.of());
    }

    @Override
    void forget(String contextPath) {
        byContextPath.remove(contextPath);
    }

    @Override
    public void close() {
        byContextPath.clear();
    }
}
