package dev.holdfast.plan.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The bins are 0 to 1 s, 1 to 2, 2 to 4, 4 to 8, ... */
class LifeTableTest {
    private static final Offset<Double> EXACT = within(1e-12);

    private final LifeTable table = new LifeTable(1, 64, 1);

    @Test
    void whatIsWithinABinIsSpreadEvenly() {
        add(2.5, 2);
        add(5, 2);
        assertThat(table.within(2)).isZero();
        assertThat(table.within(3)).isEqualTo(0.25, EXACT);
        assertThat(table.within(4)).isEqualTo(0.5, EXACT);
        assertThat(table.within(5)).isEqualTo(0.625, EXACT);
        assertThat(table.within(8)).isEqualTo(1, EXACT);
        assertThat(table.within(1e6)).isEqualTo(1, EXACT);
        assertThat(table.knownUpTo()).isEqualTo(8);
    }

    @Test
    void theMeanUpToATimeTakesWhatIsLongerAsThatTime() {
        add(2.5, 2);
        add(5, 2);
        assertThat(table.meanUpTo(0)).isZero();
        assertThat(table.meanUpTo(1)).isEqualTo(1, EXACT);
        assertThat(table.meanUpTo(2)).isEqualTo(2, EXACT);
        // In the third second a quarter ends, in its middle on average.
        assertThat(table.meanUpTo(3)).isEqualTo(2.875, EXACT);
        assertThat(table.meanUpTo(4)).isEqualTo(3.5, EXACT);
        // Half at 3 s and half at 6.
        assertThat(table.meanUpTo(8)).isEqualTo(4.5, EXACT);
        assertThat(table.meanUpTo(1e6)).isEqualTo(4.5, EXACT);
    }

    /** Of ten, four are cut off in the bin that begins at 2: they were at risk in half of it, so that two of eight end there. Four are left, two of which end in the next. */
    @Test
    void whatWasCutOffWasAtRiskUntilThen() {
        add(2.5, 2);
        cut(3, 4);
        add(5, 2);
        cut(30, 2);
        assertThat(table.within(4)).isEqualTo(0.25, EXACT);
        assertThat(table.within(8)).isEqualTo(1 - 0.75 * 0.5, EXACT);
        assertThat(table.within(64)).isEqualTo(1 - 0.75 * 0.5, EXACT);
        assertThat(table.count()).isEqualTo(4);
        assertThat(table.countCut()).isEqualTo(6);
        assertThat(table.exposure()).isEqualTo(2 * 2.5 + 4 * 3 + 2 * 5 + 2 * 30, EXACT);
        assertThat(table.mean()).isEqualTo(3.75, EXACT);
    }

    @Test
    void whoWasNotSeenToEndIsTakenForTwiceTheLongest() {
        add(2.5, 2);
        add(5, 1);
        cut(6, 1);
        // At 4 s half are left, of whom two thirds end up to 8 s: one of the 1.5 who were at risk.
        assertThat(table.seen(6)).containsExactly(new double[] {2 + 1 / 3.0, 3, 3 + 2 / 3.0, 5, 7, 16}, EXACT);
    }

    @Test
    void aSampleIsOfThoseThatEnded() {
        add(2.5, 2);
        add(5, 2);
        cut(30, 100);
        assertThat(table.sample(4)).containsExactly(new double[] {2.5, 3.5, 5, 7}, EXACT);
    }

    /** Half come back between 2 and 4 s and half after 32: holding for 4 s saves half a connection and costs 3.5 s. */
    @Test
    void aConnectionIsHeldAsLongAsItIsWorth() {
        add(3, 50);
        add(40, 50);
        assertThat(table.bestTimeout(8, 1)).isEqualTo(4);
        assertThat(table.bestTimeout(7, 1)).isZero();
        assertThat(table.bestTimeout(1, 0)).isEqualTo(64);
    }

    @Test
    void whatIsShorterThanTheFirstBinIsInIt() {
        table.ended(-0.5, 0);
        table.ended(0.5);
        assertThat(table.within(1)).isEqualTo(1, EXACT);
        assertThat(table.mean()).isZero();
        assertThat(table.longest()).isEqualTo(0.5);
    }

    @Test
    void timesAndBinsMustBePossible() {
        assertThatThrownBy(() -> table.cut(-1)).hasMessage("a time is zero or more: -1.0");
        assertThatThrownBy(() -> table.cut(Double.NaN)).hasMessage("a time is zero or more: NaN");
        assertThatThrownBy(() -> new LifeTable(1, 1, 1)).hasMessageStartingWith("0 < least < most");
    }

    private void add(double seconds, int times) {
        for (int i = 0; i < times; i++) {
            table.ended(seconds);
        }
    }

    private void cut(double seconds, int times) {
        for (int i = 0; i < times; i++) {
            table.cut(seconds);
        }
    }
}
