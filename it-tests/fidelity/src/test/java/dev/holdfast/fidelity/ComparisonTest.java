package dev.holdfast.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.fidelity.Comparison.Row;
import dev.holdfast.scenario.Distribution;
import dev.holdfast.scenario.Network;
import dev.holdfast.scenario.Run;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Streams;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {
    @TempDir
    private Path directory;

    /** Other users in each run, so that chance makes a difference. */
    private static Streams anyUsers(int run) {
        return Streams.of(Prediction.FIRST_SEED + run, 0);
    }

    private static Reality reality(double throughput, Report.Regime regime) {
        TesterFigures tester =
                new TesterFigures(2400, throughput, 52, 40, 150, 210, 0, 0, 0, Map.of(), 0, 0, 0, regime);
        return new Reality(tester, Double.NaN, 50, 20, 20);
    }

    private Comparison compare(FrontKind kind, String duration, Reality... runs) throws Exception {
        Scenario scenario = Scenarios.read("V1");
        scenario = scenario.withRun(
                scenario.run().withDuration(Duration.parse(duration), Optional.of(Duration.ofSeconds(20))));
        Prediction prediction =
                Prediction.of(scenario, runs.length, directory.resolve("prediction.txt"), ComparisonTest::anyUsers);
        assertThat(Files.readAllLines(directory.resolve("prediction.txt")))
                .hasSizeGreaterThan(Prediction.MEASUREMENTS * runs.length)
                .anyMatch(line -> line.startsWith("requests/s: 38."))
                .anyMatch(line -> line.startsWith("1000,stable,38.") || line.startsWith("1000,stable,37."));
        return new Comparison("V1", kind, scenario, prediction, List.of(runs));
    }

    private static Verdict throughput(Comparison comparison) {
        Row row = comparison.rows().get(0);
        assertThat(row.figure()).isEqualTo(Figure.THROUGHPUT);
        assertThat(row.predicted().mean()).isCloseTo(38.1, within(0.2));
        return row.verdict();
    }

    /** Where nothing else is left to chance, the users of the real runs make the prediction. */
    @Test
    void theUsersAreThoseOfTheRealRuns() throws Exception {
        Scenario scenario = Scenarios.read("V1");
        Run run = scenario.run().withDuration(Duration.ofSeconds(50), Optional.of(Duration.ofSeconds(20)));
        double sum = 0;
        for (int i = 0; i < 2; i++) {
            sum += Figure.THROUGHPUT.of(Simulator.simulate(scenario.withRun(run), Streams.of(run.seed() + i, 0)));
        }
        Prediction prediction = Prediction.of(scenario.withRun(run), 2, directory.resolve("prediction.txt"));
        Prediction.Range predicted = Objects.requireNonNull(prediction.ranges().get(Figure.THROUGHPUT));
        assertThat(predicted.low()).isEqualTo(predicted.high());
        assertThat(predicted.mean()).isCloseTo(sum / 2, within(1e-9));
    }

    /** In a quarter of an hour chance makes a difference of 1.2 %. */
    @Test
    void whatIsNearerThanTheBarIsWithin() throws Exception {
        assertThat(throughput(compare(FrontKind.HTTPD, "PT15M", reality(37.4, Report.Regime.STABLE))))
                .isEqualTo(Verdict.WITHIN);
        assertThat(throughput(compare(FrontKind.HOLDFAST, "PT15M", reality(37.4, Report.Regime.STABLE))))
                .as("twice as tight")
                .isEqualTo(Verdict.MISSED);
        assertThat(throughput(compare(FrontKind.HTTPD, "PT15M", reality(36, Report.Regime.STABLE))))
                .isEqualTo(Verdict.MISSED);
    }

    @Test
    void aRunThatIsTooShortDecidesNothing() throws Exception {
        assertThat(throughput(compare(FrontKind.HTTPD, "PT50S", reality(38.1, Report.Regime.STABLE))))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(throughput(compare(FrontKind.HTTPD, "PT50S", reality(36.5, Report.Regime.STABLE))))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(throughput(compare(FrontKind.HTTPD, "PT50S", reality(30, Report.Regime.STABLE))))
                .as("more than chance makes")
                .isEqualTo(Verdict.MISSED);
    }

    @Test
    void theMeanOfSeveralRunsHasAnIntervalAndLessChance() throws Exception {
        Reality one = reality(36.5, Report.Regime.STABLE);
        Reality other = reality(36.9, Report.Regime.STABLE);
        Comparison comparison =
                compare(FrontKind.HTTPD, "PT50S", one, other, one, other, one, other, one, other, one, other);
        Row row = comparison.rows().get(0);
        assertThat(row.measured()).isCloseTo(36.7, within(1e-9));
        assertThat(row.half()).isCloseTo(2.262 * 0.2108 / Math.sqrt(10), within(0.001));
        assertThat(throughput(comparison)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void aRangeIsOfWhatWasSimulatedWhateverItsLaw() {
        double[] values = IntStream.rangeClosed(1, Prediction.MEASUREMENTS)
                .mapToDouble(i -> i == Prediction.MEASUREMENTS ? 1e6 : i)
                .toArray();
        Prediction.Range range = Prediction.Range.of(values);
        assertThat(range.low()).isEqualTo(5);
        assertThat(range.high()).isEqualTo(196);
        assertThat(range.contains(196)).isTrue();
        assertThat(range.contains(4)).isFalse();
    }

    @Test
    void anotherRegimeIsMissed() throws Exception {
        assertThat(compare(FrontKind.HTTPD, "PT50S", reality(38, Report.Regime.STABLE))
                        .verdicts())
                .endsWith(Verdict.WITHIN)
                .doesNotContain(Verdict.MISSED);
        Comparison starving = compare(FrontKind.HTTPD, "PT50S", reality(38, Report.Regime.STARVING));
        assertThat(starving.verdicts()).endsWith(Verdict.MISSED);
        assertThat(starving.table()).contains("| regime | stable in 200 | | starving | MISSED |");
    }

    /** One request in a hundred or so crosses a FIN that takes 20 ms: some ten of them, and more or fewer by chance. */
    @Test
    void errorsAreRightWhereTheyAreAsManyAsChanceHasThem() throws Exception {
        assertThat(resets(12)).isEqualTo(Verdict.WITHIN);
        assertThat(resets(60)).isEqualTo(Verdict.MISSED);
        assertThat(resets(0)).isEqualTo(Verdict.MISSED);
    }

    private Verdict resets(long measured) throws Exception {
        Scenario scenario = Scenarios.read("V3-1");
        Network slow = new Network(
                Duration.ZERO,
                Distribution.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(20),
                Distribution.ZERO);
        scenario = scenario.withNetwork(slow)
                .withRun(scenario.run().withDuration(Duration.ofSeconds(50), Optional.of(Duration.ofSeconds(20))));
        Prediction prediction =
                Prediction.of(scenario, 1, directory.resolve("prediction.txt"), ComparisonTest::anyUsers);
        TesterFigures tester = new TesterFigures(
                1450, 29, 369, 60, 1255, 2000, 0.33, 900, 18, Map.of(), measured, 0, 0, Report.Regime.STABLE);
        Reality reality = new Reality(tester, 52, 51, 20, 20);
        return new Comparison("V3-1", FrontKind.HTTPD, scenario, prediction, List.of(reality))
                .rows().stream()
                        .filter(row -> row.figure() == Figure.RESETS)
                        .findFirst()
                        .orElseThrow()
                        .verdict();
    }

    @Test
    void whatAFrontDoesNotTellHasNoRow() throws Exception {
        assertThat(compare(FrontKind.HOLDFAST, "PT50S", reality(38, Report.Regime.STABLE))
                        .rows())
                .extracting(Row::figure)
                .contains(Figure.BACK_MEAN)
                .doesNotContain(Figure.FRONT_MEAN);
    }

    @Test
    void resultsArePlotted() throws Exception {
        Path results = Files.writeString(
                directory.resolve("results.csv"),
                compare(FrontKind.HTTPD, "PT50S", reality(38, Report.Regime.STABLE))
                        .csv());
        FidelityPlot.write(results, directory);
        assertThat(directory.resolve("fidelity-throughput.svg")).content().contains("<svg", "<path");
    }
}
