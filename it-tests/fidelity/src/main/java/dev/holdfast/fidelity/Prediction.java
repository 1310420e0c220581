package dev.holdfast.fidelity;

import dev.holdfast.scenario.Run;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Streams;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the simulator says of a scenario: of each figure, what measurements such as the real one give, in as many runs of that length each. The users
 * of the simulated runs come, think and ask as those of the real one do, draw by draw; the rest is left to chance.
 */
final class Prediction {
    /** Of what is measured. */
    static final int MEASUREMENTS = 200;

    static final long FIRST_SEED = 1000;
    private static final double BEYOND = 0.025;

    /**
     * A figure of a measurement.
     *
     * @param mean over the simulated ones
     * @param low below this are 2.5 % of them
     * @param high above this as many
     */
    record Range(double mean, double low, double high) {
        /** Returns the range of some values, whatever their law: a further one is in it with a chance of 95 %. */
        static Range of(double... values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int beyond = Math.max(1, (int) (BEYOND * (sorted.length + 1)));
            return new Range(Spread.of(values).mean(), sorted[beyond - 1], sorted[sorted.length - beyond]);
        }

        boolean contains(double value) {
            return low <= value && value <= high;
        }
    }

    private record OneRun(Map<Figure, Double> values, Report.Regime regime) {}

    private final Map<Figure, Range> ranges = new EnumMap<>(Figure.class);
    private final Map<Report.Regime, Integer> regimes = new EnumMap<>(Report.Regime.class);

    private Prediction() {}

    /**
     * Predicts, and writes what is predicted to {@code file} before this returns, and so before anything is run.
     *
     * @param repeats of how many real runs the mean is what is measured; 1 or more
     */
    static Prediction of(Scenario scenario, int repeats, Path file) throws IOException {
        long seed = scenario.run().seed();
        return of(
                scenario,
                repeats,
                file,
                i -> Streams.of(seed + i % repeats, 0).withAllElseOf(Streams.of(FIRST_SEED + i, 0)));
    }

    /** @param chance what the simulated runs draw from, by their numbers from 0 */
    static Prediction of(Scenario scenario, int repeats, Path file, IntFunction<Streams> chance) throws IOException {
        List<OneRun> runs = IntStream.range(0, MEASUREMENTS * repeats)
                .parallel()
                .mapToObj(i -> simulate(scenario, chance.apply(i)))
                .toList();
        Prediction prediction = new Prediction();
        runs.forEach(run -> prediction.regimes.merge(run.regime(), 1, Integer::sum));
        for (Figure figure : Figure.values()) {
            double[] values = runs.stream()
                    .mapToDouble(run -> run.values().getOrDefault(figure, Double.NaN))
                    .toArray();
            // A mean of none, where nobody was answered.
            if (Arrays.stream(values).noneMatch(Double::isNaN)) {
                prediction.ranges.put(figure, Range.of(means(values, repeats)));
            }
        }
        Files.writeString(file, prediction.text(runs));
        return prediction;
    }

    private static OneRun simulate(Scenario scenario, Streams streams) {
        Run run = scenario.run();
        Report report = Simulator.simulate(
                scenario.withRun(run.withDuration(run.duration(), Optional.of(Reality.warmup(run)))), streams);
        Map<Figure, Double> values = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            if (figure.isOf(scenario)) {
                values.put(figure, figure.of(report));
            }
        }
        return new OneRun(values, report.regime());
    }

    private static double[] means(double[] values, int each) {
        double[] means = new double[values.length / each];
        for (int i = 0; i < values.length; i++) {
            means[i / each] += values[i] / each;
        }
        return means;
    }

    /** The ranges, and every run that they are of. */
    private String text(List<OneRun> runs) {
        List<String> lines = new ArrayList<>();
        ranges.forEach((figure, range) ->
                lines.add(figure + ": " + range.mean() + ", 95 % from " + range.low() + " to " + range.high()));
        lines.add("regimes: " + regimes);
        lines.add("");
        lines.add("seed,regime,"
                + Arrays.stream(Figure.values()).map(Figure::name).collect(Collectors.joining(",")));
        for (int i = 0; i < runs.size(); i++) {
            OneRun run = runs.get(i);
            lines.add(FIRST_SEED + i + "," + run.regime() + ","
                    + Arrays.stream(Figure.values())
                            .map(figure -> String.valueOf(run.values().get(figure)))
                            .collect(Collectors.joining(",")));
        }
        return String.join("\n", lines) + "\n";
    }

    /** Returns the figures and their ranges. */
    Map<Figure, Range> ranges() {
        return ranges;
    }

    /** Returns in which regime how many of the simulated runs were. */
    Map<Report.Regime, Integer> regimes() {
        return regimes;
    }

    /** Returns the regime that nearly all runs are in, if there is one: no more than 5 % are in others. */
    Optional<Report.Regime> regime() {
        Map.Entry<Report.Regime, Integer> most = Collections.max(regimes.entrySet(), Map.Entry.comparingByValue());
        return most.getValue() >= (1 - 2 * BEYOND) * runs() ? Optional.of(most.getKey()) : Optional.empty();
    }

    /** Returns whether a run may be in this one. */
    boolean mayBe(Report.Regime regime) {
        return regimes.getOrDefault(regime, 0) > BEYOND * runs();
    }

    private int runs() {
        return regimes.values().stream().mapToInt(Integer::intValue).sum();
    }
}
