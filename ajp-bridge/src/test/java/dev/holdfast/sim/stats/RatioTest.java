package dev.holdfast.sim.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTest {
    @Test
    void batchesOfDifferentSizesCountAsMuchAsIsInThem() {
        Ratio ratio = Ratio.ofBatches(new double[] {10, 40, 25}, new double[] {1, 4, 5});
        assertThat(ratio.value()).isEqualTo(7.5);
        // Residuals of 2.5, 10 and -12.5.
        assertThat(ratio.error()).isCloseTo(Math.sqrt((6.25 + 100 + 156.25) / 2 * 3) / 10, within(1e-12));
        assertThat(ratio.freedom()).isEqualTo(2);
        assertThat(ratio.reach()).isCloseTo(4.303, within(0.001));
    }

    /** What is seldom has an interval that would reach below zero if it were symmetrical, and less far up than the truth may be. */
    @Test
    void theIntervalOfWhatCannotBeNegativeReachesFurtherUp() {
        Estimate seldom =
                Ratio.ofBatches(new double[] {0, 0, 3}, new double[] {1, 1, 1}).interval();
        assertThat(seldom.value()).isEqualTo(1);
        assertThat(seldom.low()).isZero();
        assertThat(seldom.high()).isCloseTo(Math.pow(1 + 4.3027 / 3, 3), within(0.001));
        assertThat(seldom.half()).isEqualTo(seldom.high() - 1);
        assertThat(seldom.atMost(2)).isEqualTo(new Estimate(1, 0, 2));

        Estimate often = new Ratio(100, 1, 30, true).interval();
        assertThat(often.low()).isCloseTo(100 - 2.042, within(0.02)).isGreaterThan(100 - 2.042);
        assertThat(often.high()).isCloseTo(100 + 2.042, within(0.02)).isGreaterThan(100 + 2.042);
    }

    @Test
    void theIntervalOfWhatCanBeNegativeIsSymmetrical() {
        Estimate around =
                Ratio.ofBatches(new double[] {-3, 0, 6}, new double[] {1, 1, 1}).interval();
        assertThat(around.value() - around.low()).isEqualTo(around.high() - around.value());
        assertThat(around.low()).isLessThan(-3);
    }

    @Test
    void whatNeverHappenedHasNoChanceInIt() {
        Estimate none =
                Ratio.ofSeries(List.of(new double[100]), List.of(ones(100))).interval();
        assertThat(none).isEqualTo(new Estimate(0, 0, 0));
    }

    @Test
    void whereThereIsNothingToDivideByThereIsNoRatio() {
        assertThat(Ratio.ofSeries(List.of(new double[100]), List.of(new double[100]))
                        .interval()
                        .value())
                .isNaN();
        assertThat(Ratio.ofBatches(new double[3], new double[3]).interval().low())
                .isNaN();
    }

    @Test
    void oneBatchDoesNotTellOfChance() {
        Estimate one = Ratio.ofBatches(new double[] {6}, new double[] {2}).interval();
        assertThat(one.value()).isEqualTo(3);
        assertThat(one.low()).isNaN();
        assertThat(one.high()).isNaN();
    }

    /** In two runs, one of which had all of it, there is more chance than in two that were alike. */
    @Test
    void runsThatDifferTellOfChance() {
        double[] none = new double[100];
        double[] alternating = new double[100];
        for (int i = 0; i < alternating.length; i++) {
            alternating[i] = i % 2;
        }
        double[] late = new double[100];
        Arrays.fill(late, 50, 100, 2);
        Ratio alike = Ratio.ofSeries(List.of(alternating, alternating), List.of(ones(100), ones(100)));
        Ratio unlike = Ratio.ofSeries(List.of(late, none), List.of(ones(100), ones(100)));
        assertThat(alike.value()).isEqualTo(unlike.value()).isEqualTo(0.5);
        assertThat(unlike.error()).isGreaterThan(10 * alike.error());
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
