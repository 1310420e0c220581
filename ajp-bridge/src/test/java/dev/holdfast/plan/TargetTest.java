package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.stats.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    @Test
    void readsTimesAndRates() {
        assertThat(Target.parse("p99=300ms")).hasValue(new Target(Target.Measure.P99, 0.3));
        assertThat(Target.parse("MEAN=2s")).hasValue(new Target(Target.Measure.MEAN, 2));
        assertThat(Target.parse("throughput=12.5/s")).hasValue(new Target(Target.Measure.THROUGHPUT, 12.5));
        assertThat(Target.parse("p99=300ms").orElseThrow()).hasToString("p99=300 ms");
    }

    @Test
    void isMetByNoneThatHasNoSteadyStateOrFails() {
        Target target = new Target(Target.Measure.MEAN, 1);
        assertThat(target.isMetBy(outcome(Report.Regime.STABLE, 0.001))).isTrue();
        assertThat(target.isMetBy(outcome(Report.Regime.STABLE, 0.0011))).isFalse();
        assertThat(target.isMetBy(outcome(Report.Regime.UNSTABLE, 0))).isFalse();
        assertThat(target.isMetBy(outcome(Report.Regime.STARVING, 0))).isFalse();
    }

    @Test
    void isJudgedByTheWholeInterval() {
        Target atMost = new Target(Target.Measure.P99, 0.5);
        assertThat(judged(atMost, 0.465, 0.45, 0.5)).isEqualTo(Target.Judgement.MET);
        assertThat(judged(atMost, 0.465, 0.46, 104)).isEqualTo(Target.Judgement.UNDECIDED);
        assertThat(judged(atMost, 0.6, 0.51, 0.7)).isEqualTo(Target.Judgement.MISSED);
        assertThat(judged(atMost, 0.4, Double.NaN, Double.NaN)).isEqualTo(Target.Judgement.UNDECIDED);
        Target atLeast = new Target(Target.Measure.THROUGHPUT, 10);
        assertThat(judged(atLeast, 11, 10, 12)).isEqualTo(Target.Judgement.MET);
        assertThat(judged(atLeast, 10.5, 9.9, 11)).isEqualTo(Target.Judgement.UNDECIDED);
        assertThat(judged(atLeast, 9, 8, 9.9)).isEqualTo(Target.Judgement.MISSED);
    }

    @Test
    void noPercentileIsWithinWhatASmallerOneExceeds() {
        Target p99 = new Target(Target.Measure.P99, 3);
        Target p95 = new Target(Target.Measure.P95, 3);
        Estimate beyond = new Estimate(3.94, 3.82, 4.12);
        Estimate around = new Estimate(3.1, 3, 3.2);
        Estimate within = new Estimate(1, 0.9, 1.1);
        assertThat(p99.judge(percentiles(within, beyond))).isEqualTo(Target.Judgement.MISSED);
        assertThat(p99.judge(percentiles(within, around))).isEqualTo(Target.Judgement.UNDECIDED);
        assertThat(p99.judge(percentiles(beyond, Estimate.NONE))).isEqualTo(Target.Judgement.MISSED);
        assertThat(p95.judge(percentiles(beyond, Estimate.NONE))).isEqualTo(Target.Judgement.MISSED);
        assertThat(p95.judge(percentiles(within, Estimate.NONE))).isEqualTo(Target.Judgement.UNDECIDED);
    }

    private static Outcome percentiles(Estimate p50, Estimate p95) {
        return new Outcome(
                Outcome.By.SIMULATION,
                Report.Regime.STABLE,
                new Estimate(10, 10, 10),
                new Estimate(1, 1, 1),
                p50,
                p95,
                Estimate.NONE,
                new Estimate(0, 0, 0),
                new Outcome.Workers(1, 1, 1),
                0,
                Constraint.NONE);
    }

    private static Target.Judgement judged(Target target, double value, double low, double high) {
        return target.judge(outcome(Report.Regime.STABLE, 0, new Estimate(value, low, high)));
    }

    private static Outcome outcome(Report.Regime regime, double failed) {
        return outcome(regime, failed, new Estimate(0.5, 0.5, 0.5));
    }

    static Outcome outcome(Report.Regime regime, double failed, Estimate each) {
        return new Outcome(
                Outcome.By.SIMULATION,
                regime,
                each,
                each,
                each,
                each,
                each,
                each,
                new Outcome.Workers(1, 1, 1),
                failed,
                Constraint.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p99",
                "p99=",
                "p99=0s",
                "p98=1s",
                "p99=3",
                "throughput=3",
                "throughput=0/s",
                "mean=-1s",
                "mean=99999999h"
            })
    void anythingElseIsNone(String text) {
        assertThat(Target.parse(text)).isEmpty();
    }
}
