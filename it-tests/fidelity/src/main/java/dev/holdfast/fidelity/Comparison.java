package dev.holdfast.fidelity;

import dev.holdfast.fidelity.Prediction.Range;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prediction and reality of one scenario, side by side. Each figure judges itself. */
final class Comparison {
    /**
     * One figure of both.
     *
     * @param measured in the mean over the runs
     * @param half of its 95 % interval; NaN of a single run
     */
    record Row(Figure figure, Range predicted, double measured, double half, Verdict verdict) {}

    private final String name;
    private final FrontKind kind;
    private final List<Row> rows = new ArrayList<>();
    private final String regime;
    private final Verdict regimeVerdict;

    /** @param runs at least one */
    Comparison(String name, FrontKind kind, Scenario scenario, Prediction prediction, List<Reality> runs) {
        this.name = name;
        this.kind = kind;
        prediction.ranges().forEach((figure, range) -> {
            double[] measured = runs.stream().mapToDouble(figure::of).toArray();
            Spread spread = Spread.of(measured);
            if (!Double.isNaN(spread.mean())) {
                double tolerance = kind.bar() * figure.tolerance(range.mean(), scenario);
                Verdict verdict = figure.verdict(range, tolerance, spread.mean(), figure.grain(runs));
                rows.add(new Row(figure, range, spread.mean(), spread.half(), verdict));
            }
        });
        List<Report.Regime> measured =
                runs.stream().map(run -> run.tester().regime()).toList();
        regime = text(prediction.regimes()) + " | | "
                + measured.stream().distinct().map(Report.Regime::toString).collect(Collectors.joining(", "));
        regimeVerdict =
                measured.stream().allMatch(one -> prediction.regime().stream().anyMatch(one::equals))
                        ? Verdict.WITHIN
                        : prediction.regime().isEmpty() && measured.stream().allMatch(prediction::mayBe)
                                ? Verdict.UNDECIDED
                                : Verdict.MISSED;
    }

    private static String text(Map<Report.Regime, Integer> regimes) {
        return regimes.entrySet().stream()
                .map(each -> each.getKey() + " in " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    List<Row> rows() {
        return rows;
    }

    /** Returns the verdicts on all figures and on the regime. */
    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>(rows.stream().map(Row::verdict).toList());
        verdicts.add(regimeVerdict);
        return verdicts;
    }

    /** Returns a table in Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("\n## " + name + (kind == FrontKind.HTTPD ? "" : ", " + kind) + "\n\n"
                + "| figure | predicted | 95 % of such runs | measured | |\n|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s to %s | %s%s | %s |%n",
                    row.figure(),
                    number(row.predicted().mean()),
                    number(row.predicted().low()),
                    number(row.predicted().high()),
                    number(row.measured()),
                    Double.isNaN(row.half()) ? "" : " \u00b1 " + number(row.half()),
                    row.verdict()));
        }
        return table + "| regime | " + regime + " | " + regimeVerdict + " |\n";
    }

    /** Returns the rows for programs: scenario, front, figure, predicted, low, high, measured, half of its interval, verdict. */
    String csv() {
        StringBuilder csv = new StringBuilder();
        for (Row row : rows) {
            Range range = row.predicted();
            csv.append(String.join(
                            ",",
                            name,
                            kind.toString(),
                            row.figure().name(),
                            Double.toString(range.mean()),
                            Double.toString(range.low()),
                            Double.toString(range.high()),
                            Double.toString(row.measured()),
                            Double.toString(row.half()),
                            row.verdict().name()))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) < 1 ? "%.4f" : Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
    }
}
