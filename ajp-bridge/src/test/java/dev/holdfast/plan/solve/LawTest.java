package dev.holdfast.plan.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LawTest {
    private static final List<Law> ALL = List.of(
            new Law.Exponential(2),
            new Law.Constant(2),
            new Law.Lognormal(2, 1.5),
            new Law.Hyperexponential(new Law.Exponential(0.5), new Law.Exponential(6), 0.2),
            new Law.Empirical(0.5, 1, 2, 7));

    @Test
    void momentsUpToATimeAreTheIntegralsOfTheTail() {
        for (Law distribution : ALL) {
            for (double t : new double[] {0.3, 2.5, 20}) {
                double first = 0;
                double second = 0;
                int steps = 200_000;
                for (int i = 0; i < steps; i++) {
                    double x = (i + 0.5) * t / steps;
                    double beyond = 1 - distribution.atMost(x);
                    first += beyond * t / steps;
                    second += 2 * x * beyond * t / steps;
                }
                assertThat(distribution.meanUpTo(t))
                        .as("%s to %s", distribution, t)
                        .isCloseTo(first, within(1e-3));
                assertThat(distribution.secondMomentUpTo(t))
                        .as("%s to %s", distribution, t)
                        .isCloseTo(second, within(5e-3));
            }
        }
    }

    @Test
    void withoutALimitTheyAreTheMoments() {
        double infinity = Double.POSITIVE_INFINITY;
        for (Law distribution : ALL) {
            double mean = distribution.mean();
            assertThat(distribution.meanUpTo(infinity)).isCloseTo(mean, within(1e-9));
            assertThat(distribution.secondMomentUpTo(infinity))
                    .isCloseTo(mean * mean * (1 + distribution.squaredCv()), within(1e-9));
        }
    }

    @Test
    void quantilesAreWhereTheProbabilityIs() {
        for (Law distribution : ALL) {
            for (double p : new double[] {0.1, 0.5, 0.99}) {
                double t = distribution.quantile(p);
                assertThat(distribution.atMost(t * 1.000001)).isGreaterThanOrEqualTo(p - 1e-9);
                assertThat(distribution.atMost(t * 0.999)).isLessThanOrEqualTo(p + 1e-9);
            }
        }
    }

    @Test
    void whatIsLeftOfAnExponentialTimeIsExponential() {
        assertThat(new Law.Exponential(2).residual(5)).isCloseTo(2, within(1e-9));
        assertThat(new Law.Constant(2).residual(0.5)).isCloseTo(1.5, within(1e-12));
        assertThat(new Law.Constant(2).residual(3)).isZero();
    }

    @Test
    void manyObservationsAreLikeWhatTheyWereDrawnFrom() {
        Law exponential = new Law.Exponential(2);
        Law seen = new Law.Empirical(IntStream.range(0, 20_000)
                .mapToDouble(i -> exponential.quantile((i + 0.5) / 20_000))
                .toArray());
        assertThat(seen.meanUpTo(1.7)).isCloseTo(exponential.meanUpTo(1.7), within(1e-4));
        assertThat(seen.squaredCv()).isCloseTo(1, within(0.01));
        assertThat(seen.times(3).mean()).isCloseTo(6, within(0.01));
    }

    @Test
    void aTimeMustBeFiniteAndNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Law.Exponential(-1))
                .withMessageContaining("mean");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Law.Lognormal(1, 0))
                .withMessageContaining("cv");
        assertThatIllegalArgumentException().isThrownBy(() -> new Law.Empirical(1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(Law.Empirical::new).withMessageContaining("value");
    }
}
