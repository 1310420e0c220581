package dev.holdfast.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A sweep as a table. */
public final class SweepText {
    private SweepText() {}

    /** Returns the lines: a head, and one for each combination. */
    public static List<String> of(Sweep sweep) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(sweep.axes().stream().map(Axis::key).toList());
        head.addAll(List.of("requests/s", "mean", "p95", "p99", "waiting", "regime", "bound by", "mean by formula"));
        rows.add(head);
        for (Sweep.Point point : sweep.points()) {
            Outcome outcome = point.outcome();
            List<String> row = new ArrayList<>(point.values().values());
            row.add(AdviceText.rate(outcome.throughput()));
            row.add(time(AdviceText.time(outcome.mean())));
            row.add(time(AdviceText.time(outcome.p95())));
            row.add(time(AdviceText.time(outcome.p99())));
            row.add(Text.percent(outcome.waitingFraction().value()));
            row.add(outcome.regime().toString());
            row.add(outcome.constraint().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            row.add(point.formula()
                    .map(formula -> Text.seconds(formula.mean().value()))
                    .orElse("outside validity"));
            rows.add(row);
        }
        return aligned(rows);
    }

    private static String time(String text) {
        return text.equals("not known") ? "-" : text;
    }

    private static List<String> aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
