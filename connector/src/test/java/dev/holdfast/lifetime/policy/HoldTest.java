package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HoldTest {
    private static final long SECOND = 1_000_000_000;
    private static final long LONGEST = 600 * SECOND;
    private static final long SETUP = SECOND / 10;

    private final SplittableRandom random = new SplittableRandom(3);
    private final ReuseHistogram histogram = new ReuseHistogram(new ReuseHistogram(null));

    @Test
    void exponentialIdleTimesAreHeldToTheirEndOrNotAtAll() {
        for (int i = 0; i < 5000; i++) {
            histogram.add(Ending.REUSED, (long) (Workload.exponential(5, random) * SECOND), 1);
        }
        histogram.learn();
        assertThat(best(20).timeoutNanos()).isGreaterThan(30 * SECOND);
        assertThat(best(20).reuseProbability()).isGreaterThan(0.99);
        assertThat(best(2).timeoutNanos()).isZero();
        // Of no use within the timeout, so: within the two seconds that could have paid.
        assertThat(best(2).reuseProbability()).isCloseTo(1 - Math.exp(-2.0 / 5), within(0.05));
    }

    @Test
    void aSecondWaveIsWaitedForWhereItPays() {
        for (int i = 0; i < 5000; i++) {
            double seconds = i % 2 == 0 ? 0.05 * random.nextDouble() : 8 + random.nextDouble();
            histogram.add(Ending.REUSED, (long) (seconds * SECOND), 1);
        }
        histogram.learn();
        assertThat(best(5).timeoutNanos()).isLessThan(SECOND / 10);
        assertThat(best(12).timeoutNanos()).isBetween(9 * SECOND, 10 * SECOND);
    }

    @Test
    void clientsThatLeaveFirstAreNotWaitedFor() {
        for (int i = 0; i < 5000; i++) {
            boolean leaves = i % 10 != 0;
            histogram.add(leaves ? Ending.CLIENT_LEFT : Ending.REUSED, leaves ? 2 * SECOND : 5 * SECOND, 1);
        }
        histogram.learn();
        assertThat(best(10).timeoutNanos()).isZero();
        assertThat(best(10).reuseProbability()).isCloseTo(0.1, within(0.01));
    }

    @Test
    void noTimeoutIsLongerThanTheLongest() {
        for (int i = 0; i < 5000; i++) {
            histogram.add(Ending.REUSED, 8 * SECOND, 1);
        }
        histogram.learn();
        long longest = 8 * SECOND + 100;
        assertThat(Hold.best(histogram, 0.001, SETUP, longest).timeoutNanos()).isEqualTo(longest);
    }

    /** With a price at which holding costs as much as setting up after so many seconds. */
    private Hold best(double breakEvenSeconds) {
        return Hold.best(histogram, 0.1 / breakEvenSeconds, SETUP, LONGEST);
    }
}
