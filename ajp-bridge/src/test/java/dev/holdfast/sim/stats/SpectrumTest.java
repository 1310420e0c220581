package dev.holdfast.sim.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrumTest {
    private static final int NUMBERS = 960;
    private static final int SEEDS = 400;

    /**
     * Numbers each of which is so much of the one before it and chance: the variance of their sum is that of the chance in it divided by
     * (1 - memory) squared, for each of them. A line is rather above than below what bends down towards higher frequencies.
     */
    private static double[] series(SplittableRandom random, double memory) {
        double[] numbers = new double[NUMBERS];
        double last = 0;
        for (int i = -NUMBERS; i < NUMBERS; i++) {
            last = memory * last + random.nextGaussian();
            if (i >= 0) {
                numbers[i] = last;
            }
        }
        double mean = Arrays.stream(numbers).average().orElseThrow();
        return Arrays.stream(numbers).map(each -> each - mean).toArray();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 1", "0.9, 1", "-0.5, 1", "0, 2", "0.9, 3", "0.9, 9"})
    void theVarianceIsThatOfALongMemoryToo(double memory, int runs) {
        SplittableRandom random = new SplittableRandom(7);
        double sum = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Spectrum spectrum = new Spectrum();
            for (int run = 0; run < runs; run++) {
                spectrum.add(series(random, memory));
            }
            sum += spectrum.varianceOfSum() / SEEDS;
        }
        double expected = runs * NUMBERS / Math.pow(1 - memory, 2);
        assertThat(sum / expected).isBetween(0.9, 1.15);
    }

    @ParameterizedTest
    @CsvSource({"1, 6", "2, 15", "9, 79"})
    void moreRunsTellItBetter(int runs, int freedom) {
        Spectrum spectrum = new Spectrum();
        for (int run = 0; run < runs; run++) {
            spectrum.add(series(new SplittableRandom(run), 0));
        }
        assertThat(spectrum.freedom()).isEqualTo(freedom);
    }

    @Test
    void whereNothingVariesThereIsNoChance() {
        Spectrum spectrum = new Spectrum();
        spectrum.add(new double[NUMBERS]);
        assertThat(spectrum.varianceOfSum()).isZero();
    }

    /** Up, down, up, down: their sum is always the same. */
    @Test
    void whatMakesUpForEachOtherIsNoChance() {
        double[] numbers = new double[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = i % 2 == 0 ? 1 : -1;
        }
        Spectrum spectrum = new Spectrum();
        spectrum.add(numbers);
        assertThat(spectrum.varianceOfSum()).isLessThan(1e-6 * NUMBERS);
    }

    @Test
    void aFewNumbersTellNothing() {
        new Spectrum().add(new double[41]);
        assertThatThrownBy(() -> new Spectrum().add(new double[40]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("40");
    }
}
