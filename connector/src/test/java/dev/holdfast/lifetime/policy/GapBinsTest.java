package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GapBinsTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void binsJoinWithoutGapOrOverlap() {
        assertThat(GapBins.start(0)).isZero();
        for (int bin = 0; bin < GapBins.COUNT; bin++) {
            assertThat(GapBins.of(GapBins.start(bin))).isEqualTo(bin);
            assertThat(GapBins.of(GapBins.end(bin) - 1)).isEqualTo(bin);
            assertThat(GapBins.width(bin)).isPositive();
            if (bin > 0) {
                assertThat(GapBins.start(bin)).isEqualTo(GapBins.end(bin - 1));
            }
        }
    }

    @Test
    void thereIsOneBinBelowAMillisecondAndEightToEachDoubling() {
        assertThat(GapBins.of(0)).isZero();
        assertThat(GapBins.of(MILLISECOND - 1)).isZero();
        assertThat(GapBins.of(MILLISECOND)).isEqualTo(1);
        assertThat(GapBins.of(2 * MILLISECOND)).isEqualTo(9);
        assertThat(GapBins.of(1024 * MILLISECOND)).isEqualTo(81);
        for (int bin = 1; bin < GapBins.COUNT; bin++) {
            assertThat(GapBins.width(bin) / GapBins.start(bin)).isBetween(1 / 15.001, 1 / 7.999);
        }
    }

    @Test
    void whatIsLongerThanTenMinutesFallsIntoTheLastBin() {
        assertThat(GapBins.of(600_000 * MILLISECOND)).isEqualTo(GapBins.COUNT - 1);
        assertThat(GapBins.of(Long.MAX_VALUE)).isEqualTo(GapBins.COUNT - 1);
        assertThat(GapBins.end(GapBins.COUNT - 1)).isGreaterThan(600_000 * MILLISECOND);
    }
}
