package dev.holdfast.fidelity;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.ReportJson;
import dev.holdfast.sim.report.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What the simulator says of a scenario: of each figure, what runs as long as the real one give. */
final class Prediction {
    private static final int RUNS = 20;
    /** Student's t for further runs beside 20, with 95 %. */
    private static final double T = 2.093;

    /**
     * A figure of a run.
     *
     * @param mean over the simulated runs
     * @param low below this are 2.5 % of single runs
     * @param high above this as many
     */
    record Range(double mean, double low, double high) {}

    private final Map<Figure, double[]> values = new EnumMap<>(Figure.class);
    private final Map<Report.Regime, Integer> regimes = new EnumMap<>(Report.Regime.class);

    private Prediction() {}

    /** Predicts, and writes what is predicted to {@code file} before this returns, and so before anything is run. */
    static Prediction of(Scenario scenario, Path file) throws IOException {
        Prediction prediction = new Prediction();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < RUNS; i++) {
            long seed = 1000L + i;
            Scenario run = scenario.withRun(scenario.run().withSeed(seed).withReplications(1));
            Report report = new Simulator().simulate(run);
            text.append(ReportJson.write(report, seed)).append('\n');
            prediction.regimes.merge(report.regime(), 1, Integer::sum);
            for (Figure figure : Figure.values()) {
                if (figure.isOf(scenario)) {
                    prediction.values.computeIfAbsent(figure, f -> new double[RUNS])[i] = figure.of(report);
                }
            }
        }
        Files.writeString(file, text);
        // The simulator does not say a percentile of a run that is too short for it.
        prediction.values.values().removeIf(all -> Arrays.stream(all).anyMatch(Double::isNaN));
        return prediction;
    }

    private static Range range(double[] values, int runs) {
        double mean = Spread.of(values).mean();
        double half = T * Spread.deviation(values, mean) * Math.sqrt(1.0 / runs + 1.0 / values.length);
        return new Range(mean, mean - half, mean + half);
    }

    /**
     * Returns the figures and their ranges.
     *
     * @param runs the mean of how many real runs is to be in the range
     */
    Map<Figure, Range> ranges(int runs) {
        Map<Figure, Range> ranges = new EnumMap<>(Figure.class);
        values.forEach((figure, all) -> ranges.put(figure, range(all, runs)));
        return ranges;
    }

    /** Returns in which regime how many of the simulated runs were. */
    Map<Report.Regime, Integer> regimes() {
        return regimes;
    }

    /** Returns the regime that most of the simulated runs were in. */
    Report.Regime regime() {
        return Collections.max(regimes.entrySet(), Map.Entry.comparingByValue()).getKey();
    }
}
