package dev.holdfast.plan;

import dev.holdfast.plan.plot.LinePlot;
import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A scenario with each combination of the values of one axis, or of two.
 *
 * @param axes one or two
 * @param points all combinations, the first axis fastest
 */
public record Sweep(List<Axis> axes, List<Point> points) {
    /** The most combinations. */
    public static final int MOST_POINTS = 10_000;

    /** Copies the lists. */
    public Sweep {
        axes = List.copyOf(axes);
        points = List.copyOf(points);
    }

    /**
     * One combination.
     *
     * @param values by key
     * @param outcome by simulation
     * @param formula the same by formula, where that holds
     */
    public record Point(Map<String, String> values, Outcome outcome, Optional<Outcome> formula) {}

    /**
     * Tries all of them, as many at a time as there are processors.
     *
     * @throws ConfigurationException if one of the combinations is not legal; nothing is tried then
     * @throws IllegalArgumentException if there are more than {@value #MOST_POINTS}, not one or two axes, or two of the same key
     */
    public static Sweep run(ScenarioSource source, List<Axis> axes, Trial trial) throws ConfigurationException {
        List<Map<String, String>> all = combinations(axes);
        List<Scenario> scenarios = new ArrayList<>();
        for (Map<String, String> values : all) {
            scenarios.add(source.with(values));
        }
        List<Outcome> outcomes = scenarios.parallelStream()
                .map(scenario -> trial.run(scenario, 1))
                .toList();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Solution solution = ScenarioFormula.solve(scenarios.get(i));
            points.add(new Point(
                    all.get(i),
                    outcomes.get(i),
                    solution.validity().isValid() ? Optional.of(ScenarioFormula.outcome(solution)) : Optional.empty()));
        }
        return new Sweep(axes, points);
    }

    private static List<Map<String, String>> combinations(List<Axis> axes) {
        if (axes.isEmpty() || axes.size() > 2) {
            throw new IllegalArgumentException("there must be one range, or two: " + axes.size());
        }
        if (axes.size() == 2 && axes.get(0).key().equals(axes.get(1).key())) {
            throw new IllegalArgumentException(
                    "the same key twice: " + axes.get(0).key());
        }
        List<String> second = axes.size() == 2 ? axes.get(1).values() : List.of("");
        if ((long) axes.get(0).values().size() * second.size() > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "there are more than " + MOST_POINTS + " combinations; --points N takes fewer");
        }
        List<Map<String, String>> all = new ArrayList<>();
        for (String outer : second) {
            for (String inner : axes.get(0).values()) {
                Map<String, String> values = new LinkedHashMap<>();
                values.put(axes.get(0).key(), inner);
                if (axes.size() == 2) {
                    values.put(axes.get(1).key(), outer);
                }
                all.add(values);
            }
        }
        return all;
    }

    /** Returns lines of comma-separated values with a head; times are in milliseconds. What is not known is empty. */
    public List<String> csv() {
        List<String> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(axes.stream().map(Axis::key).toList());
        for (String name : List.of(
                "throughputPerSecond", "meanMillis", "p50Millis", "p95Millis", "p99Millis", "waitingFraction")) {
            head.addAll(List.of(name, name + "Low", name + "High"));
        }
        head.addAll(List.of("failedFraction", "formulaMeanMillis", "constraint", "regime"));
        lines.add(String.join(",", head));
        for (Point point : points) {
            Outcome outcome = point.outcome();
            List<String> cells = new ArrayList<>(point.values().values());
            cells(cells, outcome.throughput(), 1);
            for (Estimate time : List.of(outcome.mean(), outcome.p50(), outcome.p95(), outcome.p99())) {
                cells(cells, time, 1000);
            }
            cells(cells, outcome.waitingFraction(), 1);
            cells.add(cell(outcome.failed()));
            cells.add(point.formula()
                    .map(formula -> cell(formula.mean().value() * 1000))
                    .orElse(""));
            cells.add(outcome.constraint().name());
            cells.add(outcome.regime().toString());
            lines.add(String.join(",", cells));
        }
        return lines;
    }

    private static void cells(List<String> cells, Estimate estimate, double unit) {
        cells.add(cell(estimate.value() * unit));
        cells.add(cell(estimate.low() * unit));
        cells.add(cell(estimate.high() * unit));
    }

    private static String cell(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "";
    }

    /**
     * Returns a plot of the first axis with a line for each value of the second. Times of what is not stable are left out, which say nothing of
     * those who wait for ever; if nothing is stable, the title says so.
     */
    public LinePlot plot(Target.Measure measure) {
        boolean rate = measure == Target.Measure.THROUGHPUT;
        Target of = new Target(measure, 1);
        long stable = points.stream().filter(Sweep::isStable).count();
        boolean partly = !rate && stable > 0 && stable < points.size();
        Axis first = axes.get(0);
        List<String> second = axes.size() == 2 ? axes.get(1).values() : List.of("");
        List<LinePlot.Line> lines = new ArrayList<>();
        for (String value : second) {
            List<LinePlot.Point> line = points.stream()
                    .filter(point -> axes.size() == 1
                            || value.equals(point.values().get(axes.get(1).key())))
                    .map(point -> {
                        Estimate estimate = partly && !isStable(point) ? Estimate.NONE : of.of(point.outcome());
                        double unit = rate ? 1 : 1000;
                        return new LinePlot.Point(
                                first.position(String.valueOf(point.values().get(first.key()))),
                                estimate.value() * unit,
                                estimate.low() * unit,
                                estimate.high() * unit);
                    })
                    .toList();
            lines.add(new LinePlot.Line(axes.size() == 2 ? axes.get(1).key() + " " + value : measure.name(), line));
        }
        String name = rate ? "requests per second" : measure.name().toLowerCase(Locale.ROOT) + " response time in ms";
        String left = partly ? "; what is not stable is left out" : stable == 0 ? "; nothing is stable" : "";
        return new LinePlot(name + ", with 95 % intervals" + left, first.label(), name, lines);
    }

    private static boolean isStable(Point point) {
        return point.outcome().regime() == Report.Regime.STABLE;
    }
}
