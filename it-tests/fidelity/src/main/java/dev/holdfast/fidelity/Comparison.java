package dev.holdfast.fidelity;

import dev.holdfast.fidelity.Prediction.Range;
import dev.holdfast.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prediction and reality of one scenario, side by side. */
final class Comparison {
    /** How near the two are. */
    enum Verdict {
        /** Nearer than the bar. */
        WITHIN("within the bar"),
        /** Farther, but no farther than two real runs may be from each other. */
        CHANCE("within a run's own chance"),
        /** The model is wrong, or the measurement. */
        MISSED("MISSED");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** One figure of both. */
    record Row(Figure figure, Range predicted, double measured, Verdict verdict) {}

    private final String name;
    private final List<Row> rows = new ArrayList<>();

    Comparison(String name, Scenario scenario, Prediction prediction, Reality reality) {
        this.name = name;
        prediction.ranges().forEach((figure, range) -> {
            double measured = figure.of(reality);
            rows.add(new Row(figure, range, measured, verdict(figure, range, measured, scenario)));
        });
    }

    private static Verdict verdict(Figure figure, Range range, double measured, Scenario scenario) {
        if (Math.abs(measured - range.mean()) <= figure.tolerance(range.mean(), scenario)) {
            return Verdict.WITHIN;
        }
        return measured >= range.low() && measured <= range.high() ? Verdict.CHANCE : Verdict.MISSED;
    }

    List<Row> rows() {
        return rows;
    }

    /** Returns a table in Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("\n## " + name + "\n\n"
                + "| figure | predicted | 95 % of single runs | measured | |\n|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s to %s | %s | %s |%n",
                    row.figure(),
                    number(row.predicted().mean()),
                    number(row.predicted().low()),
                    number(row.predicted().high()),
                    number(row.measured()),
                    row.verdict()));
        }
        return table.toString();
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) < 1 ? "%.4f" : Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
    }
}
