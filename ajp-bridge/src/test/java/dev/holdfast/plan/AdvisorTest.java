package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.sim.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the simulator itself, and with trials that are what formulas say. */
final class AdvisorTest {
    static final String STARVED = """
            front: {model: prefork, maxRequestWorkers: 10, keepAlive: true, keepAliveTimeout: 3s, maxKeepAliveRequests: 0}
            pool: {kind: mod_jk}
            users: {closed: 20, think: {exp: 1s}}
            service: {exp: 50ms}
            run: {duration: 10m}
            """;

    @TempDir
    private Path folder;

    private ScenarioSource source(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), yaml);
        return changes -> ScenarioReader.read(file, changes);
    }

    private static Outcome formula(Scenario scenario, double effort) {
        return ScenarioFormula.outcome(ScenarioFormula.solve(scenario));
    }

    private Advice advise(String yaml, String target) throws IOException, ConfigurationException {
        return Advisor.advise(source(yaml), Target.parse(target).orElseThrow(), AdvisorTest::formula, () -> true);
    }

    @Test
    void workersHeldByIdleConnectionsAreFreedOrAdded() throws Exception {
        Advice advice = advise(STARVED, "mean=100ms");
        assertThat(advice.before().constraint()).isEqualTo(Constraint.WORKERS_HELD_IDLE);
        assertThat(advice.options())
                .extracting(option -> option.to().keySet().iterator().next())
                .contains("front.keepAliveTimeout", "front.keepAlive", "front.maxRequestWorkers");
        for (Advice.Option option : advice.options()) {
            assertThat(option.after().mean().value()).isLessThanOrEqualTo(0.1);
            assertThat(option.what()).hasSize(1);
        }
    }

    /** One worker fewer, or the next longer timeout, must not do. */
    @Test
    void whatIsFoundIsTheSmallestStep() throws Exception {
        ScenarioSource source = source(STARVED);
        Advice advice =
                Advisor.advise(source, Target.parse("mean=100ms").orElseThrow(), AdvisorTest::formula, () -> true);
        Advice.Option workers = advice.options().stream()
                .filter(option -> option.to().containsKey("front.maxRequestWorkers"))
                .findFirst()
                .orElseThrow();
        int found = Integer.parseInt(String.valueOf(workers.to().get("front.maxRequestWorkers")));
        Solution fewer = ScenarioFormula.solve(source.with(Map.of("front.maxRequestWorkers", "" + (found - 1))));
        assertThat(fewer.response()).isGreaterThan(0.1);
        assertThat(workers.cost().workers()).isEqualTo(found - 10);
        assertThat(workers.cost().memoryMiB()).isEqualTo((found - 10) * Cost.PROCESS_MIB);
        assertThat(workers.from()).containsEntry("front.maxRequestWorkers", "10");
    }

    /** The simulator is stopped in the middle of what it tries, and what is not known to meet the target is not told. */
    @Test
    void endsWhenItsTimeIsUp() throws Exception {
        ScenarioSource source = source(STARVED.replace("users: {", "network: {connect: 1ms}\nusers: {"));
        Target target = Target.parse("mean=100ms").orElseThrow();
        AtomicInteger asked = new AtomicInteger();
        Advice advice = Advisor.advise(source, target, new SimulatorTrial(60, 1), () -> asked.incrementAndGet() < 100);
        assertThat(advice.options()).isEmpty();
        assertThat(advice.verdict()).contains("no change", "the time was too short to try everything");
        assertThat(asked.get()).isLessThan(200);
    }

    @Test
    void aTargetThatIsMetAsksForNothing() throws Exception {
        Advice advice = advise(STARVED, "mean=2s");
        assertThat(advice.options()).isEmpty();
        assertThat(advice.verdict()).contains("nothing has to be changed");
    }

    @Test
    void aTargetBelowTheServiceItselfCannotBeMet() throws Exception {
        Advice advice = advise(STARVED, "p99=200ms");
        assertThat(advice.options()).isEmpty();
        assertThat(advice.verdict()).contains("the service alone takes 230 ms");
    }

    /** 20 users who think for 1 s and are served in 50 ms. */
    @Test
    void aThroughputThatNobodyAsksForCannotBeMet() throws Exception {
        Advice advice = advise(STARVED, "throughput=100/s");
        assertThat(advice.isReached()).isFalse();
        assertThat(advice.verdict())
                .startsWith("no setting can meet throughput=100/s: 20 users who think for 1 s and are served in 50 ms"
                        + " ask for at most 19.0 requests/s");
        Advice open = advise(STARVED.replace("closed: 20, think: {exp: 1s}", "open: {rate: 3/s}"), "throughput=4/s");
        assertThat(open.verdict()).contains("ask for at most 3.00 requests/s");
    }

    @Test
    void aThroughputBelowThatIsSearchedFor() throws Exception {
        Advice advice = advise(STARVED, "throughput=15/s");
        assertThat(advice.isReached()).isTrue();
        assertThat(advice.options()).isNotEmpty();
    }

    @Test
    void saysWhereTheTimeWasTooShort() throws Exception {
        Advice advice = Advisor.advise(
                source(STARVED), Target.parse("mean=100ms").orElseThrow(), AdvisorTest::formula, () -> false);
        assertThat(advice.options()).isEmpty();
        assertThat(advice.verdict()).endsWith("the time was too short to try everything");
    }

    @Test
    void twoChangesAreMadeWhereOneDoesNotDo() throws Exception {
        Advice advice = advise("""
                front: {model: prefork, maxRequestWorkers: 10, keepAlive: true, keepAliveTimeout: 3s, maxKeepAliveRequests: 0}
                pool: {kind: mod_jk}
                back: {kind: tomcat-nio, maxThreads: 4}
                users: {closed: 60, think: {exp: 1s}}
                service: {exp: 200ms}
                """, "throughput=45/s");
        assertThat(advice.options()).isNotEmpty();
        assertThat(advice.options().get(0).to()).containsKey("back.maxThreads");
        assertThat(advice.options().get(0).what()).hasSize(2);
    }

    /** Those who have a worker keep it and wait for nothing; the other 15 of 20 are in none of the numbers. */
    @Test
    void whereUsersStarveThereIsSomethingToChange() throws Exception {
        String starving = STARVED.replace("maxRequestWorkers: 10", "maxRequestWorkers: 5")
                .replace("keepAliveTimeout: 3s", "keepAliveTimeout: 12s");
        Advice advice = Advisor.advise(
                source(starving), Target.parse("mean=100ms").orElseThrow(), new SimulatorTrial(0.2, 1), () -> true);
        assertThat(advice.before().mean().value()).isLessThan(0.1);
        assertThat(advice.before().regime()).isEqualTo(Report.Regime.STARVING);
        assertThat(advice.before().constraint()).isEqualTo(Constraint.WORKERS_HELD_IDLE);
        assertThat(advice.verdict()).doesNotContain("nothing has to be changed");
        assertThat(advice.options()).isNotEmpty();
        assertThat(advice.options())
                .allSatisfy(option -> assertThat(option.after().regime()).isEqualTo(Report.Regime.STABLE));
        assertThat(AdviceText.of(advice).get(1)).contains(", starving");
        assertThat(AnswerJson.of(advice.before())).containsEntry("regime", "starving");
        Sweep sweep = Sweep.run(
                source(starving),
                List.of(Axis.parse("front.maxRequestWorkers=5..20", 2).orElseThrow()),
                new SimulatorTrial(0.2, 1));
        assertThat(SweepText.of(sweep).get(1)).contains("starving");
        assertThat(SweepText.of(sweep).get(2)).contains("stable");
        assertThat(sweep.csv().get(0)).endsWith(",regime");
        assertThat(sweep.csv().get(1)).endsWith(",starving");
    }

    @Test
    void isCheckedByTheSimulator() throws Exception {
        Advice advice = Advisor.advise(
                source(STARVED), Target.parse("mean=100ms").orElseThrow(), new SimulatorTrial(0.2, 1), () -> true);
        assertThat(advice.before().by()).isEqualTo(Outcome.By.SIMULATION);
        assertThat(advice.before().mean().value()).isCloseTo(1, Percentage.withPercentage(25));
        assertThat(advice.options()).isNotEmpty();
        assertThat(advice.options()).allSatisfy(option -> {
            assertThat(option.after().by()).isEqualTo(Outcome.By.SIMULATION);
            assertThat(option.after().mean().value()).isLessThanOrEqualTo(0.1);
        });
    }
}
