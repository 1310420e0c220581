package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReuseHistogramTest {
    private static final long SECOND = 1_000_000_000;
    private static final long LONGEST = 600 * SECOND;

    private final SplittableRandom random = new SplittableRandom(7);
    private final ReuseHistogram all = new ReuseHistogram(null);
    private final ReuseHistogram histogram = new ReuseHistogram(all);

    @Test
    void whoHasSeenNothingExpectsNobody() {
        for (int bin = 0; bin < GapBins.COUNT; bin++) {
            assertThat(histogram.reuse(bin)).isZero();
            assertThat(histogram.leave(bin)).isZero();
            assertThat(histogram.hold(bin)).isEqualTo(GapBins.width(bin));
        }
        assertThat(histogram.worth(0, LONGEST)).isZero();
    }

    @Test
    void sharesOfReusesAndDeparturesAreThoseSeen() {
        for (int i = 0; i < 10_000; i++) {
            add(i % 4 == 0 ? Ending.CLIENT_LEFT : Ending.REUSED, i % 4 == 3 ? 3 * SECOND : SECOND);
        }
        learn();
        int second = GapBins.of(SECOND);
        assertThat(histogram.reuse(second)).isCloseTo(0.5, within(0.01));
        assertThat(histogram.leave(second)).isCloseTo(0.25, within(0.01));
        assertThat(histogram.reuse(GapBins.of(3 * SECOND))).isCloseTo(1, within(0.01));
    }

    @Test
    void whatWeCloseOurselvesIsNoProofThatNobodyComes() {
        // Half of the connections are closed after a second; exponential idle times do not mind.
        for (int i = 0; i < 20_000; i++) {
            long idle = (long) (Workload.exponential(2, random) * SECOND);
            boolean closed = i % 2 == 0 && idle > SECOND;
            add(closed ? Ending.CLOSED : Ending.REUSED, closed ? SECOND : idle);
        }
        learn();
        assertThat(survival(4 * SECOND)).isCloseTo(Math.exp(-2), within(0.015));
    }

    @Test
    void weightsTakenAwayLeaveWhatCameAfter() {
        for (int i = 0; i < 1000; i++) {
            add(Ending.REUSED, SECOND);
            histogram.add(Ending.REUSED, 3 * SECOND, 10);
            histogram.add(Ending.CLOSED, 2 * SECOND, -9);
        }
        learn();
        // One of two is reused after a second; the other one counts ten times only from two seconds on.
        assertThat(survival(2 * SECOND)).isCloseTo(0.5, within(0.01));
        assertThat(survival(4 * SECOND)).isCloseTo(0, within(0.01));
        for (int bin = 0; bin < GapBins.COUNT; bin++) {
            assertThat(histogram.reuse(bin)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void beyondWhatItHasSeenAClassIsLikeAllOthersInProportion() {
        ReuseHistogram readers = new ReuseHistogram(all);
        for (int i = 0; i < 5000; i++) {
            long idle = (long) (Workload.exponential(10, random) * SECOND);
            readers.add(Ending.REUSED, idle, 1);
            all.add(Ending.REUSED, idle, 1);
            add(Ending.CLOSED, 2 * SECOND);
        }
        learn();
        readers.learn();
        assertThat(readers.reuse(GapBins.of(8 * SECOND))).isGreaterThan(0.05);
        assertThat(histogram.reuse(GapBins.of(8 * SECOND))).isLessThan(0.005);
    }

    @Test
    void halfOfWhatIsKnownIsForgottenAfterItsHalfLife() {
        for (int i = 0; i < 4096; i++) {
            add(Ending.CLOSED, 2 * SECOND);
        }
        for (int i = 0; i < 4096 / ReuseHistogram.LEARN_INTERVAL; i++) {
            learn();
        }
        for (int i = 0; i < 2048; i++) {
            add(Ending.REUSED, SECOND);
        }
        learn();
        assertThat(histogram.reuse(GapBins.of(SECOND))).isCloseTo(0.5, within(0.01));
    }

    @Test
    void aPollerIsWorthKeepingBetweenTwoPolls() {
        for (int i = 0; i < 4000; i++) {
            add(Ending.REUSED, (long) ((4 + 2 * random.nextDouble()) * SECOND));
        }
        learn();
        // It comes within about three seconds of waiting, although nobody ever came at this age.
        assertThat(histogram.worth(2 * SECOND, LONGEST) * SECOND).isBetween(0.25, 0.45);
        assertThat(histogram.worth(2 * SECOND, 3 * SECOND) * SECOND).isLessThan(0.01);
    }

    private double survival(long until) {
        double idle = 1;
        for (int bin = 0; bin < GapBins.COUNT && GapBins.end(bin) <= until; bin++) {
            idle *= 1 - histogram.reuse(bin) - histogram.leave(bin);
        }
        return idle;
    }

    private void add(Ending ending, long idleNanos) {
        histogram.add(ending, idleNanos, 1);
        all.add(ending, idleNanos, 1);
    }

    private void learn() {
        all.learn();
        histogram.learn();
    }
}
