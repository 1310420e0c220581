package dev.holdfast.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * How many intervals of short runs have the true value in them, in systems whose past lasts for a large part of the run: the least that one can
 * know from one run, which takes what it has not seen for what does not happen.
 */
class IntervalCoverageTest {
    private static final int SEEDS = 100;

    /** Erlang's 1000 ms of one worker that is busy for 90 % of the time, seen for 16 times as long as it remembers a long queue. */
    private static final String NEARLY_FULL = """
            front: {model: prefork, maxRequestWorkers: 1, keepAlive: false}
            users: {open: {rate: 9/s}, reuse: closeEach}
            service: {exp: 100ms}
            """;

    /** Workers are held for 5 s by users who have gone away. */
    private static final String HELD = """
            front: {model: prefork, maxRequestWorkers: 15, keepAliveTimeout: 5s, maxKeepAliveRequests: 0}
            users: {open: {rate: 2/s}, reuse: leaveOpen, finReaction: 1s}
            service: {exp: 100ms}
            """;

    @Test
    void oneWorkerThatIsNearlyFull() {
        assertThat(covered(
                        NEARLY_FULL + "run: {duration: 10m}\n",
                        1000,
                        report -> report.tester().mean()))
                .isGreaterThanOrEqualTo(82);
    }

    @Test
    void tenReplicationsOfTheSame() {
        assertThat(covered(
                        NEARLY_FULL + "run: {duration: 4m, replications: 10}\n",
                        1000,
                        report -> report.tester().mean()))
                .isGreaterThanOrEqualTo(87);
    }

    @Test
    void workersThatAreHeldForLong() {
        Report truth = simulate(Scenarios.of(HELD + "run: {duration: 200h, seed: 99}\n"));
        String run = HELD + "run: {duration: 40m}\n";
        assertThat(covered(
                        run,
                        truth.tester().mean().value(),
                        report -> report.tester().mean()))
                .as("mean")
                .isGreaterThanOrEqualTo(87);
        assertThat(covered(run, truth.waitingFraction().value(), Report::waitingFraction))
                .as("waiting fraction")
                .isGreaterThanOrEqualTo(89);
        assertThat(covered(run, truth.throughput().value(), Report::throughput))
                .as("throughput")
                .isGreaterThanOrEqualTo(92);
    }

    /** A fixed number of users make up for each other: a long request of one is a short queue of the others. */
    @Test
    void usersWhoMakeUpForEachOtherHaveNarrowIntervals() {
        String run = """
                front: {model: prefork, maxRequestWorkers: 10, keepAliveTimeout: 3s, maxKeepAliveRequests: 0}
                users: {closed: 20, think: {exp: 1s}}
                service: {exp: 50ms}
                run: {duration: 60m}
                """;
        Report truth = simulate(Scenarios.of(run.replace("60m", "60h, seed: 99")));
        List<Estimate> means = new ArrayList<>();
        assertThat(covered(run, truth.tester().mean().value(), report -> {
                    means.add(report.tester().mean());
                    return report.tester().mean();
                }))
                .isGreaterThanOrEqualTo(92);
        assertThat(means.stream()
                        .mapToDouble(mean -> mean.half() / mean.value())
                        .average()
                        .orElseThrow())
                .isLessThan(0.02);
    }

    private static int covered(String yaml, double truth, Function<Report, Estimate> figure) {
        Scenario scenario = Scenarios.of(yaml);
        int covered = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Scenario one = scenario.withRun(scenario.run().withSeed(seed));
            if (figure.apply(simulate(one)).contains(truth)) {
                covered++;
            }
        }
        return covered;
    }

    private static Report simulate(Scenario scenario) {
        return new Simulator(2).simulate(scenario);
    }
}
