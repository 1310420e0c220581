package dev.holdfast.sim.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCountTest {
    /** Garwood's table. */
    @ParameterizedTest
    @CsvSource({"0, 0, 3.6889", "1, 0.0253, 5.5716", "2, 0.2422, 7.2247", "10, 4.7954, 18.3904", "50, 37.1110, 65.9188"
    })
    void whatComesOneByOneHasPoissonsInterval(int count, double low, double high) {
        for (double error : new double[] {0, Math.sqrt(count), Double.NaN}) {
            Estimate estimate = EventCount.of(count, error);
            assertThat(estimate.value()).isEqualTo(count);
            assertThat(estimate.low()).isCloseTo(low, within(1e-3));
            assertThat(estimate.high()).isCloseTo(high, within(1e-3));
        }
    }

    /** Fifty that came at once are one cluster, of fifty. */
    @Test
    void whatComesInAClusterIsAsUncertainAsOne() {
        Estimate cluster = EventCount.of(50, 50);
        assertThat(cluster.low()).isCloseTo(50 * 0.0253, within(0.01));
        assertThat(cluster.high()).isCloseTo(50 * 5.5716, within(0.01));
    }

    /** However far apart the pieces of a run are, what happened once happened. */
    @Test
    void thereIsOneClusterAtLeast() {
        assertThat(EventCount.of(3, 100)).isEqualTo(EventCount.of(3, 3));
        assertThat(EventCount.of(3, Double.POSITIVE_INFINITY)).isEqualTo(EventCount.of(3, 3));
        assertThat(EventCount.of(3, 3).low()).isCloseTo(3 * 0.0253, within(0.01));
    }

    @Test
    void ofManyItIsTheIntervalThatIsGiven() {
        Estimate many = EventCount.of(100_000, 2_551);
        assertThat(many.value() - many.low()).isCloseTo(5_000, Percentage.withPercentage(3));
        assertThat(many.high() - many.value()).isCloseTo(5_000, Percentage.withPercentage(3));
    }
}
