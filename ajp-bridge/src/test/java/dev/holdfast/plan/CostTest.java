package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.sim.Simulation;
import dev.holdfast.sim.Slice;
import dev.holdfast.sim.Sum;
import dev.holdfast.sim.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CostTest {
    private static final String EVENT = """
            front: {model: event, serverLimit: 1, startServers: 1, threadsPerChild: 64, maxRequestWorkers: 64, keepAliveTimeout: 3s}
            users: {closed: 100, think: {exp: 2s}}
            service: {exp: 100ms}
            run: {duration: 10m, warmup: 1m}
            """;

    @TempDir
    private Path folder;

    private Scenario scenario(Map<String, String> changes) throws IOException, ConfigurationException {
        return ScenarioReader.read(Files.writeString(folder.resolve("s.yaml"), EVENT), changes);
    }

    private static double connections(Scenario scenario) {
        List<Slice> slices = Simulation.run(scenario, 0, done -> {}).slices();
        Slice observed = slices.get(Simulation.SLICES).since(slices.get(0));
        return observed.of(Sum.CLOSED) * 1e9 / observed.nanos();
    }

    @Test
    void eventWithoutKeepAliveCostsAConnectionForEachRequest() throws Exception {
        Scenario before = scenario(Map.of());
        Scenario after = scenario(Map.of("front.keepAlive", "false"));
        Solution solution = ScenarioFormula.solve(after);
        Cost cost = Cost.of(before, after, ScenarioFormula.outcome(solution));
        assertThat(cost.connectionsPerSecond()).isGreaterThan(30);
        assertThat(cost.connectionsPerSecond())
                .isCloseTo(connections(after) - connections(before), Percentage.withPercentage(5));
    }

    @Test
    void aStallIsARegimeOfItsOwn() throws Exception {
        Scenario stalled = scenario(Map.of("front.threadsPerChild", "10", "front.maxRequestWorkers", "10"));
        Outcome outcome = ScenarioFormula.outcome(ScenarioFormula.solve(stalled));
        assertThat(outcome.regime()).isEqualTo(Report.Regime.STALLED);
        assertThat(outcome.constraint()).isEqualTo(Constraint.ACCEPT_LIMIT);
    }
}
