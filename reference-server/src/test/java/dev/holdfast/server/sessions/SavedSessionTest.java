package dev.holdfast.server.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SavedSessionTest {
    private static final long ACCESSED = 1_000_000;

    @Test
    void expiresOnceItWasInactiveForLonger() {
        SavedSession session = new SavedSession("a", ACCESSED, 60, new byte[0]);
        assertThat(session.isExpired(ACCESSED + 59_999)).isFalse();
        assertThat(session.isExpired(ACCESSED + 60_000)).isFalse();
        assertThat(session.isExpired(ACCESSED + 60_001)).isTrue();
    }

    @Test
    void neverExpiresWithoutALimit() {
        assertThat(new SavedSession("a", ACCESSED, 0, new byte[0]).isExpired(Long.MAX_VALUE))
                .isFalse();
        assertThat(new SavedSession("a", ACCESSED, -1, new byte[0]).isExpired(Long.MAX_VALUE))
                .isFalse();
    }

    @Test
    void longestLimitDoesNotOverflow() {
        SavedSession session = new SavedSession("a", ACCESSED, Integer.MAX_VALUE, new byte[0]);
        assertThat(session.isExpired(ACCESSED + Integer.MAX_VALUE * 1000L)).isFalse();
        assertThat(session.isExpired(ACCESSED + Integer.MAX_VALUE * 1000L + 1)).isTrue();
    }

    /** The clock of the next process may be behind that of the one before. */
    @Test
    void clockThatIsPutBackExpiresNothing() {
        SavedSession session = new SavedSession("a", ACCESSED, 60, new byte[0]);
        assertThat(session.isExpired(ACCESSED - 1)).isFalse();
        assertThat(session.isExpired(0)).isFalse();
    }
}
