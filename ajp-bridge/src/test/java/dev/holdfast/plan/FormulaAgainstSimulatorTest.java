package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where formulas claim to hold, they are within 5 % of the simulator, plus what the simulator itself is uncertain of. */
final class FormulaAgainstSimulatorTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{model: prefork, maxRequestWorkers: 10, keepAliveTimeout: 3s} | {closed: 20, think: {exp: 1s}} | {exp: 50ms} | 200 | 3h",
                "{model: prefork, maxRequestWorkers: 10, keepAliveTimeout: 1s} | {closed: 20, think: {exp: 1s}} | {exp: 50ms} | 200 | 3h",
                "{model: prefork, maxRequestWorkers: 20, keepAliveTimeout: 2s} | {closed: 40, think: {exp: 1s}} | {lognormal: {mean: 50ms, cv: 2}} | 200 | 3h",
                "{model: prefork, maxRequestWorkers: 20, keepAliveTimeout: 5s} | {closed: 30, think: {exp: 5s}} | {exp: 50ms} | 200 | 3h",
                "{model: prefork, maxRequestWorkers: 20, keepAliveTimeout: 5s} | {closed: 100, think: {exp: 10s}, finReaction: 2s} | {exp: 50ms} | 200 | 3h",
                "{model: prefork, maxRequestWorkers: 20, keepAlive: false} | {closed: 40, think: {exp: 500ms}} | {exp: 500ms} | 200 | 1h",
                "{model: prefork, maxRequestWorkers: 20, maxKeepAliveRequests: 10, keepAliveTimeout: 5s} | {closed: 40, think: {exp: 1s}} | {exp: 50ms} | 200 | 3h",
                "{model: prefork, maxRequestWorkers: 20, keepAliveTimeout: 5s} | {open: {rate: 3/s}, reuse: leaveOpen} | {exp: 50ms} | 200 | 3h",
                "{model: prefork, maxRequestWorkers: 20, keepAliveTimeout: 5s} | {open: {rate: 300/s}, reuse: closeEach} | {exp: 50ms} | 200 | 15m",
                "{model: prefork, maxRequestWorkers: 20, keepAlive: false, listenBacklog: 10} | {closed: 60, think: {exp: 5s}} | {exp: 1s} | 200 | 3h",
                "{model: event, maxRequestWorkers: 64, threadsPerChild: 64, serverLimit: 1} | {closed: 60, think: {exp: 1s}} | {exp: 500ms} | 8 | 1h",
            })
    void theyAgree(String front, String users, String service, int threads, String duration) throws Exception {
        Path file = Files.writeString(
                folder.resolve("s.yaml"),
                "front: " + front + "\npool: {kind: mod_jk}\nback: {kind: tomcat-nio, maxThreads: " + threads
                        + "}\nusers: " + users + "\nservice: " + service + "\nrun: {duration: " + duration
                        + ", warmup: 5m}\n");
        Scenario scenario = ScenarioReader.read(file);
        Solution solution = ScenarioFormula.solve(scenario);
        assertThat(solution.validity().toString()).isEqualTo("valid");
        Report report =
                new Simulator(2).simulate(scenario.withRun(scenario.run().withReplications(2)));
        double uncertain =
                100 * report.tester().mean().half() / report.tester().mean().value();
        assertThat(uncertain).isLessThan(10);
        assertThat(solution.response() * 1000)
                .isCloseTo(report.tester().mean().value(), Percentage.withPercentage(5 + uncertain));
        assertThat(solution.throughput()).isCloseTo(report.throughput().value(), Percentage.withPercentage(3));
    }

    /** Forty more than there are workers, nearly all of whom wait at the same time, do not fit into a queue of ten. */
    @Test
    void moreThanTheListenQueueHoldsIsOutside() throws Exception {
        Path file = Files.writeString(folder.resolve("s.yaml"), """
                front: {model: prefork, maxRequestWorkers: 20, keepAlive: false, listenBacklog: 10}
                users: {closed: 60, think: {exp: 500ms}}
                service: {exp: 1s}
                """);
        Solution solution = ScenarioFormula.solve(ScenarioReader.read(file));
        assertThat(solution.validity().toString()).contains("more connections wait than the listen queue holds, 11");
    }
}
