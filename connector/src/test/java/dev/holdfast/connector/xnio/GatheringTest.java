package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final long START = 1_000_000;

    private final Gathering gathering = new Gathering(START);

    @Test
    void doesNotPauseBeforeAWindowWasSeen() {
        see(400, 64);

        assertThat(gathering.isToPause(START + Gathering.WINDOW_NANOS - 1)).isFalse();
    }

    @Test
    void pausesUnderLoadOfManyThatWaitLong() {
        // 64 sockets, 400 events in 5 ms: 5.6 events within 70 us, 800 us from one event of a socket to its next.
        assertThat(afterAWindow(400, 64)).isTrue();
    }

    @Test
    void doesNotPauseWhereHardlyAnybodyElseWouldBeHeardOf() {
        // Two in 70 us are 143 in 5 ms.
        assertThat(afterAWindow(142, 142)).isFalse();
        assertThat(new GatheringTest().afterAWindow(143, 143)).isTrue();
    }

    @Test
    void doesNotPauseWhereItWouldBeMuchOfWhatASocketWaitsForAnyway() {
        // Eight times 70 us from event to event: 17 sockets have 151.8 in 5 ms.
        assertThat(afterAWindow(152, 17)).isFalse();
        assertThat(new GatheringTest().afterAWindow(151, 17)).isTrue();
    }

    @Test
    void oneClientAtATimeIsNotKeptWaiting() {
        // A round trip of 100 us over two sockets.
        assertThat(afterAWindow(150, 2)).isFalse();
    }

    @Test
    void doesNotPauseAfterALookThatFoundMany() {
        assertThat(afterAWindow(400, 64)).isTrue();

        see(Gathering.MANY - 1, 4);
        assertThat(gathering.isToPause(at(1))).isTrue();
        see(Gathering.MANY, 4);
        assertThat(gathering.isToPause(at(2))).isFalse();
    }

    @Test
    void doesNotPauseAfterALookThatFoundNothing() {
        assertThat(afterAWindow(400, 64)).isTrue();

        assertThat(gathering.isToPause(at(1))).isFalse();
    }

    @Test
    void doesNotPauseWithTimeToSpare() {
        assertThat(afterAWindow(400, 64, Gathering.WINDOW_NANOS / 2 + 1)).isFalse();
        assertThat(new GatheringTest().afterAWindow(400, 64, Gathering.WINDOW_NANOS / 2))
                .isTrue();
    }

    @Test
    void goesOnWithTheTimeThatPausesLeave() {
        assertThat(afterAWindow(400, 64)).isTrue();

        long spared = Gathering.WINDOW_NANOS * 7 / 10;
        assertThat(afterAnother(1, spared)).isTrue();
        assertThat(afterAnother(2, spared + 1)).isFalse();
    }

    @Test
    void timeWithoutAnythingIsTimeToSpare() {
        see(400, 64);
        gathering.isToPause(START + 1);
        gathering.isToPause(START + Gathering.WINDOW_NANOS - 1);
        see(1, 1);
        assertThat(gathering.isToPause(at(0))).isFalse();
    }

    @Test
    void forgetsTheLoadOnceItIsOver() {
        assertThat(afterAWindow(400, 64)).isTrue();

        see(1, 1);
        assertThat(gathering.isToPause(at(Gathering.WINDOW_NANOS))).isFalse();
        see(1, 1);
        assertThat(gathering.isToPause(at(Gathering.WINDOW_NANOS + 1))).isFalse();
    }

    @Test
    void countsTheSocketsOfEachWindowAnew() {
        byte first = gathering.window();
        assertThat(afterAWindow(400, 64)).isTrue();

        assertThat(gathering.window()).isNotEqualTo(first);
        see(400, 2);
        assertThat(gathering.isToPause(at(Gathering.WINDOW_NANOS))).isFalse();
        see(1, 1);
        assertThat(gathering.isToPause(at(Gathering.WINDOW_NANOS + 1))).isFalse();
    }

    /** Returns what is said of a look that found one event at the end of a window of so many, in which there was nothing to wait for. */
    private boolean afterAWindow(int events, int sockets) {
        return afterAWindow(events, sockets, 1);
    }

    private boolean afterAWindow(int events, int sockets, long waited) {
        gathering.woke(START + waited);
        see(events - 1, sockets - 1);
        gathering.isToPause(START + waited);
        see(1, 1);
        return gathering.isToPause(at(0));
    }

    /** The same load again, in the window that ends with the given one, after {@code waited}. */
    private boolean afterAnother(int windows, long waited) {
        long start = at((windows - 1) * Gathering.WINDOW_NANOS);
        gathering.woke(start + waited);
        see(399, 63);
        gathering.isToPause(start + waited);
        see(1, 1);
        return gathering.isToPause(start + Gathering.WINDOW_NANOS);
    }

    /** A time since the end of the first window. */
    private static long at(long nanos) {
        return START + Gathering.WINDOW_NANOS + nanos;
    }

    private void see(int events, int sockets) {
        for (int i = 0; i < events; i++) {
            gathering.found(i < sockets);
        }
    }
}
