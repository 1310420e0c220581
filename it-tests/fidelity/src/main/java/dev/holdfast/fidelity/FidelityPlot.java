package dev.holdfast.fidelity;

import dev.holdfast.plan.plot.LinePlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as parts of what was predicted: a point for each scenario. */
final class FidelityPlot {
    private static final List<Figure> PLOTTED =
            List.of(Figure.THROUGHPUT, Figure.TESTER_MEAN, Figure.TESTER_P95, Figure.IDLE_HELD);
    /** What may be anything is not plotted: others could not be seen beside it. */
    private static final double MOST_CHANCE = 0.5;

    private static final int FIGURE = 2;
    private static final int PREDICTED = 3;
    private static final int LOW = 4;
    private static final int HIGH = 5;
    private static final int MEASURED = 6;

    private FidelityPlot() {}

    /**
     * Writes a plot for each of the figures that are plotted.
     *
     * @param results rows of {@link Comparison#csv}; the scenarios are numbered in their order
     * @param directory for the plots
     */
    static void write(Path results, Path directory) throws IOException {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        Map<Figure, List<LinePlot.Point>> points = new LinkedHashMap<>();
        for (String line : Files.readAllLines(results)) {
            String[] cells = line.split(",", -1);
            int number = numbers.computeIfAbsent(cells[0], name -> numbers.size() + 1);
            Figure figure = Figure.valueOf(cells[FIGURE]);
            double predicted = Double.parseDouble(cells[PREDICTED]);
            double low = Double.parseDouble(cells[LOW]);
            double high = Double.parseDouble(cells[HIGH]);
            double measured = Double.parseDouble(cells[MEASURED]);
            if (PLOTTED.contains(figure) && predicted > 0 && high - low < 2 * MOST_CHANCE * predicted) {
                points.computeIfAbsent(figure, f -> new ArrayList<>())
                        .add(new LinePlot.Point(
                                number,
                                measured / predicted,
                                (measured - predicted + low) / predicted,
                                (measured - predicted + high) / predicted));
            }
        }
        for (Map.Entry<Figure, List<LinePlot.Point>> each : points.entrySet()) {
            LinePlot plot = new LinePlot(
                    each.getKey() + ": measured over predicted, and a run's own chance",
                    "scenario, in the order of the results",
                    "measured / predicted",
                    List.of(new LinePlot.Line(each.getKey().toString(), each.getValue())));
            String name = each.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-');
            Files.write(directory.resolve("fidelity-" + name + ".svg"), plot.svg());
        }
    }
}
