package dev.holdfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthsTest {
    private final Lengths lengths = new Lengths();

    /** Bounds are at most a third below what is asked for: 3/4 of it where that is just below a power of two, 2/3 below the middle. */
    @ParameterizedTest
    @ValueSource(longs = {2_000, 50_000_000, 123_456_789, 1_000_000_000, 60_000_000_000L})
    void countsWhatIsBeyondABoundThatIsNotFarBelow(long nanos) {
        lengths.add(Clock.TESTER, nanos * 2 / 3);
        assertThat(lengths.beyond(Clock.TESTER, nanos + 1)).isZero();
        lengths.add(Clock.TESTER, nanos);
        lengths.add(Clock.TESTER, 2 * nanos);
        assertThat(lengths.beyond(Clock.TESTER, nanos)).isEqualTo(2);
        assertThat(lengths.beyond(Clock.TESTER, 2 * nanos)).isEqualTo(1);
        assertThat(lengths.beyondNext(Clock.TESTER, nanos)).isEqualTo(1);
        assertThat(lengths.beyondNext(Clock.TESTER, 2 * nanos)).isZero();
    }

    @Test
    void whatIsBelowTheFirstBoundOrBeyondTheLastCountsToo() {
        for (long nanos : new long[] {0, 1, 1023, Long.MAX_VALUE}) {
            lengths.add(Clock.BACK, nanos);
        }
        assertThat(lengths.beyond(Clock.BACK, 0)).isEqualTo(4);
        assertThat(lengths.beyond(Clock.BACK, 1024 * 2)).isEqualTo(1);
        assertThat(lengths.beyond(Clock.BACK, Long.MAX_VALUE)).isEqualTo(1);
        assertThat(lengths.beyondNext(Clock.BACK, Long.MAX_VALUE)).isZero();
        assertThat(lengths.beyond(Clock.TESTER, 0)).isZero();
    }

    @Test
    void whatWasAddedSinceIsTheDifference() {
        lengths.add(Clock.FRONT, 5_000_000);
        Lengths earlier = lengths.copy();
        lengths.add(Clock.FRONT, 7_000_000);
        lengths.add(Clock.FRONT, 1_000_000);
        Lengths since = lengths.minus(earlier);
        assertThat(since.beyond(Clock.FRONT, 0)).isEqualTo(2);
        assertThat(earlier.beyond(Clock.FRONT, 0)).isEqualTo(1);
        since.addAll(earlier);
        assertThat(since.beyond(Clock.FRONT, 5_000_000)).isEqualTo(2);
    }
}
