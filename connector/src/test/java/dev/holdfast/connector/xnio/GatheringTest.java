package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final long START = 1_000_000;

    private final Gathering gathering = new Gathering(START);

    @Test
    void doesNotPauseBeforeAWindowWasSeen() {
        see(5, 400);

        assertThat(gathering.isToPause(START + Gathering.WINDOW_NANOS - 1)).isFalse();
    }

    @Test
    void pausesUnderLoadOfManyThatWaitLong() {
        assertThat(afterAWindow(400, 8)).isTrue();
    }

    @Test
    void doesNotPauseWhereHardlyAnybodyElseWouldBeHeardOf() {
        // Three in 220 us are 68.2 in 5 ms.
        assertThat(afterAWindow(68, 1)).isFalse();
        assertThat(new GatheringTest().afterAWindow(69, 1)).isTrue();
    }

    @Test
    void doesNotPauseWhereItWouldBeMuchOfWhatOneSocketWaitsForAnyway() {
        // Four times 110 us from event to event: 11.4 in 5 ms.
        assertThat(afterAWindow(400, 12)).isFalse();
        assertThat(new GatheringTest().afterAWindow(400, 11)).isTrue();
    }

    @Test
    void oneClientAtATimeIsNotKeptWaiting() {
        // A round trip of 100 us over two sockets.
        assertThat(afterAWindow(150, 50)).isFalse();
    }

    @Test
    void doesNotPauseAfterALookThatFoundMany() {
        assertThat(afterAWindow(400, 8)).isTrue();

        see(1, Gathering.MANY - 1);
        assertThat(gathering.isToPause(at(1))).isTrue();
        see(1, Gathering.MANY);
        assertThat(gathering.isToPause(at(2))).isFalse();
    }

    @Test
    void doesNotPauseAfterALookThatFoundNothing() {
        assertThat(afterAWindow(400, 8)).isTrue();

        assertThat(gathering.isToPause(at(1))).isFalse();
    }

    @Test
    void doesNotPauseWithTimeToSpare() {
        long spared = Gathering.WINDOW_NANOS * 65 / 100;
        assertThat(afterAWindow(400, 8, spared + 1)).isFalse();
        assertThat(new GatheringTest().afterAWindow(400, 8, spared)).isTrue();
    }

    @Test
    void goesOnWithTheTimeThatPausesLeave() {
        assertThat(afterAWindow(400, 8)).isTrue();

        long spared = Gathering.WINDOW_NANOS * 8 / 10;
        assertThat(afterAnother(1, spared)).isTrue();
        assertThat(afterAnother(2, spared + 1)).isFalse();
    }

    @Test
    void timeWithoutAnythingIsTimeToSpare() {
        see(1, 400);
        gathering.isToPause(START + 1);
        gathering.isToPause(START + Gathering.WINDOW_NANOS - 1);
        see(1, 1);
        assertThat(gathering.isToPause(at(0))).isFalse();
    }

    @Test
    void forgetsTheLoadOnceItIsOver() {
        assertThat(afterAWindow(400, 8)).isTrue();

        see(1, 1);
        assertThat(gathering.isToPause(at(Gathering.WINDOW_NANOS))).isFalse();
        see(1, 1);
        assertThat(gathering.isToPause(at(Gathering.WINDOW_NANOS + 1))).isFalse();
    }

    @Test
    void countsTheSocketsOfEachWindowAnew() {
        byte first = gathering.window();
        assertThat(afterAWindow(400, 18)).isFalse();

        assertThat(gathering.window()).isNotEqualTo(first);
        assertThat(afterAnother(1, 1)).isTrue();
    }

    @Test
    void givesUpOnASystemThatCannotWaitForSoShortATime() {
        assertThat(afterAWindow(400, 8)).isTrue();

        for (int i = 1; i < Gathering.TOO_MANY; i++) {
            gathering.paused(Gathering.FAR_TOO_LONG_NANOS);
        }
        gathering.paused(Gathering.FAR_TOO_LONG_NANOS - 1);
        gathering.paused(Gathering.FAR_TOO_LONG_NANOS);
        see(1, 1);
        assertThat(gathering.isToPause(at(1))).isTrue();
        gathering.paused(Gathering.FAR_TOO_LONG_NANOS);
        gathering.paused(0);
        see(1, 1);
        assertThat(gathering.isToPause(at(2))).isFalse();
        assertThat(afterAnother(1, 1)).isFalse();
    }

    @Test
    void triesAgainAfterASecondWhetherItWasTheSystem() {
        giveUp();
        assertThat(pausesUnderLoadAt(Gathering.GIVEN_UP_NANOS - 1)).isFalse();
        assertThat(pausesUnderLoadAt(Gathering.GIVEN_UP_NANOS)).isTrue();

        gathering.paused(Gathering.FAR_TOO_LONG_NANOS);
        assertThat(pausesUnderLoadAt(Gathering.GIVEN_UP_NANOS + 1)).isFalse();
        assertThat(pausesUnderLoadAt(2 * Gathering.GIVEN_UP_NANOS - 1)).isFalse();
        assertThat(pausesUnderLoadAt(2 * Gathering.GIVEN_UP_NANOS)).isTrue();

        gathering.paused(Gathering.FAR_TOO_LONG_NANOS - 1);
        gathering.paused(Gathering.FAR_TOO_LONG_NANOS);
        assertThat(pausesUnderLoadAt(2 * Gathering.GIVEN_UP_NANOS + 1)).isTrue();
    }

    private void giveUp() {
        assertThat(afterAWindow(400, 8)).isTrue();
        for (int i = 0; i < Gathering.TOO_MANY; i++) {
            gathering.paused(Gathering.FAR_TOO_LONG_NANOS);
        }
    }

    /** Whether it pauses at {@link #at} so much, which the load of many has lasted to. */
    private boolean pausesUnderLoadAt(long nanos) {
        see(1, 1_000_000);
        gathering.isToPause(at(nanos));
        see(1, 1);
        return gathering.isToPause(at(nanos));
    }

    /** Returns what is said of a look that found one event at the end of a window of so many, in which there was nothing to wait for. */
    private boolean afterAWindow(int events, int mostOfOne) {
        return afterAWindow(events, mostOfOne, 1);
    }

    private boolean afterAWindow(int events, int mostOfOne, long waited) {
        gathering.woke(START + waited);
        see(mostOfOne, events - 1);
        gathering.isToPause(START + waited);
        gathering.woke(START + waited);
        see(1, 1);
        return gathering.isToPause(at(0));
    }

    /** A load of many again, in the window that ends with the given one, after {@code waited}. */
    private boolean afterAnother(int windows, long waited) {
        long start = at((windows - 1) * Gathering.WINDOW_NANOS);
        gathering.woke(start + waited);
        see(8, 399);
        gathering.isToPause(start + waited);
        gathering.woke(start + waited);
        see(1, 1);
        return gathering.isToPause(start + Gathering.WINDOW_NANOS);
    }

    /** A time since the end of the first window. */
    private static long at(long nanos) {
        return START + Gathering.WINDOW_NANOS + nanos;
    }

    /** So many events, the last of which was its socket's {@code mostOfOne}th in the window. */
    private void see(int mostOfOne, int events) {
        for (int i = 1; i <= events; i++) {
            gathering.found(i == events ? mostOfOne : 1);
        }
    }
}
