package dev.holdfast.fidelity;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.ReportJson;
import dev.holdfast.sim.report.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What the simulator says of a scenario: of each figure, what runs as long as the real one give. */
final class Prediction {
    private static final int RUNS = 20;
    /** Student's t for a single further run beside 20, with 95 %. */
    private static final double T = 2.093;

    /**
     * A figure of a run.
     *
     * @param mean over the simulated runs
     * @param low below this are 2.5 % of single runs
     * @param high above this as many
     */
    record Range(double mean, double low, double high) {}

    private final Map<Figure, Range> ranges = new EnumMap<>(Figure.class);

    private Prediction() {}

    /** Predicts, and writes what is predicted to {@code file} before this returns, and so before anything is run. */
    static Prediction of(Scenario scenario, Path file) throws IOException {
        Map<Figure, double[]> values = new EnumMap<>(Figure.class);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < RUNS; i++) {
            long seed = 1000L + i;
            Scenario run = scenario.withRun(scenario.run().withSeed(seed).withReplications(1));
            Report report = new Simulator().simulate(run);
            text.append(ReportJson.write(report, seed)).append('\n');
            for (Figure figure : Figure.values()) {
                if (figure.isOf(scenario)) {
                    values.computeIfAbsent(figure, f -> new double[RUNS])[i] = figure.of(report);
                }
            }
        }
        Files.writeString(file, text);
        Prediction prediction = new Prediction();
        values.forEach((figure, all) -> {
            // The simulator does not say a percentile of a run that is too short for it.
            if (Arrays.stream(all).noneMatch(Double::isNaN)) {
                prediction.ranges.put(figure, range(all));
            }
        });
        return prediction;
    }

    private static Range range(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double half = T * Math.sqrt(squares / (values.length - 1) * (1 + 1.0 / values.length));
        return new Range(mean, mean - half, mean + half);
    }

    /** Returns the figures and their ranges. */
    Map<Figure, Range> ranges() {
        return ranges;
    }
}
