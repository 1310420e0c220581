package dev.holdfast.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.fidelity.Prediction.Range;
import dev.holdfast.sim.report.Report;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Verdicts at their limits. The numbers are such that sums of them are exact. */
final class FigureTest {
    private static Reality requests(long count) {
        TesterFigures tester =
                new TesterFigures(count, 38, 52, 40, 150, 210, 0, 0, 0, Map.of(), 0, 0, 0, Report.Regime.STABLE);
        return new Reality(tester, 52, 50, 20, 20);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "RESETS"})
    void errorsAreRightWithinChanceAndWrongBeyondIt(Figure errors) {
        Range chance = new Range(5, 2, 9);
        assertThat(errors.verdict(chance, 0, 1, 0)).isEqualTo(Verdict.MISSED);
        assertThat(errors.verdict(chance, 0, 2, 0)).isEqualTo(Verdict.WITHIN);
        assertThat(errors.verdict(chance, 0, 9, 0)).isEqualTo(Verdict.WITHIN);
        assertThat(errors.verdict(chance, 0, 10, 0)).isEqualTo(Verdict.MISSED);
        assertThat(errors.verdict(new Range(0, 0, 0), 0, 0, 0)).isEqualTo(Verdict.WITHIN);
        assertThat(errors.verdict(new Range(0.01, 0, 0), 0, 1, 0)).isEqualTo(Verdict.MISSED);
    }

    /** A bar of 92 to 108, in which chance is. */
    @ParameterizedTest
    @CsvSource({"91.5, MISSED", "92, WITHIN", "100, WITHIN", "108, WITHIN", "108.5, MISSED"})
    void whatIsAsFarAsTheBarIsWithin(double measured, Verdict verdict) {
        assertThat(Figure.THROUGHPUT.verdict(new Range(100, 92, 108), 8, measured, 0))
                .isEqualTo(verdict);
    }

    /** The same bar; chance goes to 112. */
    @ParameterizedTest
    @CsvSource({"91.5, MISSED", "92, UNDECIDED", "100, UNDECIDED", "108.5, UNDECIDED", "112, UNDECIDED", "112.5, MISSED"
    })
    void chanceBeyondTheBarDecidesNothingEvenIfItIsNarrower(double measured, Verdict verdict) {
        assertThat(Figure.THROUGHPUT.verdict(new Range(100, 98, 112), 8, measured, 0))
                .isEqualTo(verdict);
    }

    @Test
    void aNumberThatNearlyAllRunsHaveIsExact() {
        Range twenty = new Range(19.99, 20, 20);
        assertThat(Figure.MOST_AJP_CONNECTIONS.verdict(twenty, 0, 20, 0)).isEqualTo(Verdict.WITHIN);
        assertThat(Figure.MOST_AJP_CONNECTIONS.verdict(twenty, 0, 21, 0)).isEqualTo(Verdict.MISSED);
    }

    /** Simulated measurements have at most one request that waits, of a few more requests than were measured, or a few less. */
    @ParameterizedTest
    @CsvSource({
        "0, 2269, UNDECIDED",
        "1, 2269, UNDECIDED",
        "2, 2269, MISSED",
        "0, 2290, UNDECIDED",
        "1, 2290, UNDECIDED",
        "2, 2290, MISSED"
    })
    void chanceIsInWholeRequests(int waited, int requests, Verdict verdict) {
        Range atMostOne = new Range(0.3 / 2280, 0, 1.0 / 2280);
        double grain = Figure.WAITING_FRACTION.grain(List.of(requests(requests)));
        assertThat(Figure.WAITING_FRACTION.verdict(atMostOne, 0.00025, (double) waited / requests, grain))
                .isEqualTo(verdict);
    }

    @Test
    void halfARequestBeyondChanceIsTheLastThatIsNoMiss() {
        Range chance = new Range(0.25, 0.125, 0.5);
        assertThat(Figure.WAITING_FRACTION.verdict(chance, 0.0625, 0.5625, 0.125))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(Figure.WAITING_FRACTION.verdict(chance, 0.0625, 0.5626, 0.125))
                .isEqualTo(Verdict.MISSED);
        assertThat(Figure.WAITING_FRACTION.verdict(chance, 0.0625, 0.0625, 0.125))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(Figure.WAITING_FRACTION.verdict(chance, 0.0625, 0.0624, 0.125))
                .isEqualTo(Verdict.MISSED);
    }

    @Test
    void oneRequestIsAMissWhereChanceHasNone() {
        Range none = new Range(0, 0, 0);
        double grain = Figure.WAITING_FRACTION.grain(List.of(requests(1024)));
        assertThat(Figure.WAITING_FRACTION.verdict(none, 0.0005, 1.0 / 1024, grain))
                .isEqualTo(Verdict.MISSED);
        assertThat(Figure.WAITING_FRACTION.verdict(none, 0.0005, 0, grain)).isEqualTo(Verdict.WITHIN);
        assertThat(Figure.WAITING_FRACTION.verdict(none, 1.0 / 1024, 1.0 / 1024, grain))
                .as("the bar is as wide")
                .isEqualTo(Verdict.WITHIN);
    }

    @Test
    void theGrainIsOneRequestOfTheLongestRun() {
        assertThat(Figure.WAITING_FRACTION.grain(List.of(requests(2000)))).isEqualTo(0.0005);
        assertThat(Figure.WAITING_FRACTION.grain(List.of(requests(2000), requests(2500))))
                .isCloseTo(0.0002, within(1e-12));
        assertThat(Figure.RESETS.grain(List.of(requests(2000)))).isZero();
        assertThat(Figure.TESTER_MEAN.grain(List.of(requests(2000)))).isZero();
    }
}
