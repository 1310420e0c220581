package dev.holdfast.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.fidelity.Comparison.Row;
import dev.holdfast.fidelity.Comparison.Verdict;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {
    @TempDir
    private Path directory;

    private static Reality reality(double throughput, Report.Regime regime) {
        TesterFigures tester =
                new TesterFigures(2400, throughput, 52, 40, 150, 210, 0, 0, 0, Map.of(), 0, 0, 0, regime);
        return new Reality(tester, Double.NaN, 50, 20);
    }

    private Comparison compare(FrontKind kind, Reality... runs) throws Exception {
        Scenario scenario = Scenarios.read("V1");
        Prediction prediction = Prediction.of(scenario, directory.resolve("prediction.json"));
        assertThat(Files.readString(directory.resolve("prediction.json"))).contains("\"throughputPerSecond\"");
        return new Comparison("V1", kind, scenario, prediction, List.of(runs));
    }

    private static Verdict throughput(Comparison comparison) {
        Row row = comparison.rows().get(0);
        assertThat(row.figure()).isEqualTo(Figure.THROUGHPUT);
        assertThat(row.predicted().mean()).isCloseTo(38.1, within(0.2));
        return row.verdict();
    }

    @Test
    void whatIsNearerThanTheBarIsWithin() throws Exception {
        assertThat(throughput(compare(FrontKind.HTTPD, reality(37.4, Report.Regime.STABLE))))
                .isEqualTo(Verdict.WITHIN);
        assertThat(throughput(compare(FrontKind.HOLDFAST, reality(37.4, Report.Regime.STABLE))))
                .as("twice as tight, but single runs differ by more")
                .isEqualTo(Verdict.CHANCE);
        assertThat(throughput(compare(FrontKind.HTTPD, reality(30, Report.Regime.STABLE))))
                .isEqualTo(Verdict.MISSED);
    }

    @Test
    void theMeanOfSeveralRunsHasAnIntervalAndLessChance() throws Exception {
        Reality one = reality(36.5, Report.Regime.STABLE);
        Reality other = reality(36.9, Report.Regime.STABLE);
        Comparison comparison = compare(FrontKind.HTTPD, one, other, one, other, one, other, one, other, one, other);
        Row row = comparison.rows().get(0);
        assertThat(row.measured()).isCloseTo(36.7, within(1e-9));
        assertThat(row.half()).isCloseTo(2.262 * 0.2108 / Math.sqrt(10), within(0.001));
        assertThat(throughput(comparison)).isEqualTo(Verdict.MISSED);
        assertThat(throughput(compare(FrontKind.HTTPD, one))).isEqualTo(Verdict.CHANCE);
    }

    @Test
    void anotherRegimeIsMissed() throws Exception {
        assertThat(compare(FrontKind.HTTPD, reality(38, Report.Regime.STABLE)).verdicts())
                .doesNotContain(Verdict.MISSED);
        Comparison starving = compare(FrontKind.HTTPD, reality(38, Report.Regime.STARVING));
        assertThat(starving.verdicts()).contains(Verdict.MISSED);
        assertThat(starving.table()).contains("| regime | stable in 20 | | starving | MISSED |");
    }

    @Test
    void whatAFrontDoesNotTellHasNoRow() throws Exception {
        assertThat(compare(FrontKind.HOLDFAST, reality(38, Report.Regime.STABLE))
                        .rows())
                .extracting(Row::figure)
                .contains(Figure.BACK_MEAN)
                .doesNotContain(Figure.FRONT_MEAN);
    }

    @Test
    void resultsArePlotted() throws Exception {
        Path results = Files.writeString(
                directory.resolve("results.csv"),
                compare(FrontKind.HTTPD, reality(38, Report.Regime.STABLE)).csv());
        FidelityPlot.write(results, directory);
        assertThat(directory.resolve("fidelity-throughput.svg")).content().contains("<svg", "<path");
    }
}
