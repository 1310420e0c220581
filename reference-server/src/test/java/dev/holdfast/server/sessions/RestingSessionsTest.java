package dev.holdfast.server.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RestingSessionsTest {
    private static final long NOW = 1_000_000_000_000L;
    private static final int MINUTE_SECONDS = 60;

    private final RestingSessions resting = new RestingSessions();

    private static SavedSession session(String id, int maxInactiveSeconds) {
        return new SavedSession(id, NOW, maxInactiveSeconds, new byte[0]);
    }

    private List<String> all() {
        return resting.takeAll().stream().map(SavedSession::id).sorted().toList();
    }

    @Test
    void whatHasExpiredIsDroppedThoughNobodyAsksForIt() {
        resting.add(session("short", MINUTE_SECONDS));
        resting.add(session("long", 3 * MINUTE_SECONDS));
        resting.add(session("for ever", 0));
        resting.dropExpired(NOW);
        resting.dropExpired(NOW + 2 * RestingSessions.LOOKS_MILLIS);
        assertThat(all()).containsExactly("for ever", "long");
    }

    @Test
    void lookIsTakenOnceAMinute() {
        resting.dropExpired(NOW + 5 * RestingSessions.LOOKS_MILLIS);
        resting.add(session("short", MINUTE_SECONDS));
        resting.dropExpired(NOW + 6 * RestingSessions.LOOKS_MILLIS - 1);
        assertThat(resting.isEmpty()).isFalse();
        resting.dropExpired(NOW + 6 * RestingSessions.LOOKS_MILLIS);
        assertThat(resting.isEmpty()).isTrue();
    }

    @Test
    void clockThatWasPutBackDelaysNoLook() {
        resting.dropExpired(NOW + 1000 * RestingSessions.LOOKS_MILLIS);
        resting.add(session("short", MINUTE_SECONDS));
        resting.dropExpired(NOW + 2 * RestingSessions.LOOKS_MILLIS);
        assertThat(resting.isEmpty()).isTrue();
    }

    @Test
    void whoIsTakenRestsNoMore() {
        resting.add(session("a", 0));
        List<String> woken = new ArrayList<>();
        resting.take("a", session -> woken.add(session.id()));
        resting.take("a", session -> woken.add(session.id()));
        assertThat(woken).containsExactly("a");
        assertThat(resting.isEmpty()).isTrue();
    }
}
