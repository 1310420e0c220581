package dev.holdfast.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.stats.Estimate;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
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
        List<Report> reports = reports(NEARLY_FULL + "run: {duration: 10m}\n");
        assertThat(covered(reports, 1000, report -> report.tester().mean())).isGreaterThanOrEqualTo(82);
    }

    @Test
    void tenReplicationsOfTheSame() {
        List<Report> reports = reports(NEARLY_FULL + "run: {duration: 4m, replications: 10}\n");
        assertThat(covered(reports, 1000, report -> report.tester().mean())).isGreaterThanOrEqualTo(87);
    }

    @Test
    void workersThatAreHeldForLong() {
        Report truth = simulate(Scenarios.of(HELD + "run: {duration: 200h, seed: 99}\n"));
        List<Report> reports = reports(HELD + "run: {duration: 40m}\n");
        assertThat(covered(
                        reports,
                        truth.tester().mean().value(),
                        report -> report.tester().mean()))
                .as("mean")
                .isGreaterThanOrEqualTo(87);
        assertThat(covered(reports, truth.waitingFraction().value(), Report::waitingFraction))
                .as("waiting fraction")
                .isGreaterThanOrEqualTo(89);
        assertThat(covered(reports, truth.throughput().value(), Report::throughput))
                .as("throughput")
                .isGreaterThanOrEqualTo(92);
    }

    /** A listen queue that is full now and then, and then turns away several. Half of the runs of a minute see none. */
    @Test
    void connectionsThatAreRefusedInClusters() {
        String yaml = """
                front: {model: prefork, maxRequestWorkers: 1, keepAlive: false, listenBacklog: 8}
                users: {open: {rate: 6/s}, reuse: closeEach}
                service: {exp: 100ms}
                kernel: {synRetries: none, backlogExtra: 0}
                """;
        Report truth = simulate(Scenarios.of(yaml + "run: {duration: 100h, seed: 99}\n"));
        for (String run : List.of("1m", "30m", "1m, replications: 10")) {
            List<Report> reports = reports(yaml + "run: {duration: " + run + "}\n");
            double observed = reports.get(0).observed().toNanos();
            double expected =
                    truth.refused().value() * observed / truth.observed().toNanos();
            assertThat(covered(reports, expected, Report::refused)).as(run).isGreaterThanOrEqualTo(90);
            double width = reports.stream()
                    .map(Report::refused)
                    .mapToDouble(refused -> refused.high() - refused.low())
                    .average()
                    .orElseThrow();
            // Poisson's would be sqrt(expected) times 4, and what comes together is some three of them.
            assertThat(width).as(run).isLessThan(4 * Math.sqrt(3 * expected) + 12);
        }
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
        List<Report> reports = reports(run);
        assertThat(covered(
                        reports,
                        truth.tester().mean().value(),
                        report -> report.tester().mean()))
                .isGreaterThanOrEqualTo(92);
        assertThat(reports.stream()
                        .map(report -> report.tester().mean())
                        .mapToDouble(mean -> mean.half() / mean.value())
                        .average()
                        .orElseThrow())
                .isLessThan(0.02);
    }

    /** Returns what is reported of a scenario with each of so many seeds. */
    private static List<Report> reports(String yaml) {
        Scenario scenario = Scenarios.of(yaml);
        return IntStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> simulate(scenario.withRun(scenario.run().withSeed(seed))))
                .toList();
    }

    private static long covered(List<Report> reports, double truth, Function<Report, Estimate> figure) {
        return reports.stream()
                .filter(report -> figure.apply(report).contains(truth))
                .count();
    }

    private static Report simulate(Scenario scenario) {
        return new Simulator(2).simulate(scenario);
    }
}
