package dev.holdfast.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.scenario.BackKind;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Part;
import dev.holdfast.sim.stats.Estimate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Systems whose means are known exactly: of so many seeds, so many intervals of 95 % must have the exact value in them. With
 * {@code -Dseeds=200} that is what 95 ± 3 % says; with the few of every day it is what a right simulation does in all but one of a thousand
 * cases, and since the seeds are always the same it is no matter of luck. Of 100 seeds and more, the counts are written to
 * {@code target/limiting-cases.txt}: docs/simulator.md has them of 200.
 */
final class LimitingCasesTest {
    private static final int SEEDS = Integer.getInteger("seeds", 10);
    private static final int ENOUGH_TO_TELL = 100;
    private static final Path COUNTS = Path.of("target", "limiting-cases.txt");
    private static final String WORKER = "front: {model: prefork, maxRequestWorkers: 5, keepAlive: false}\n";
    private static final String ONE_PROCESS = "front: {model: worker, serverLimit: 1, startServers: 1, ";
    private static final String SERVICE = "service: {exp: 50ms}\n";

    private final Map<String, Integer> hits = new LinkedHashMap<>();
    private final String name;

    LimitingCasesTest(TestInfo test) {
        this.name = test.getTestMethod().orElseThrow().getName() + " " + test.getDisplayName();
    }

    private static Scenario scenario(String yaml) {
        return Scenarios.of("run: {duration: 500s, warmup: 10s}\n" + yaml);
    }

    private void expect(
            Scenario scenario, Map<String, Double> exact, Function<Report, Map<String, Estimate>> estimates) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Map<String, Estimate> found = estimates.apply(
                    new Simulator(1).simulate(scenario.withRun(scenario.run().withSeed(seed))));
            found.forEach((name, estimate) ->
                    hits.merge(name, estimate.contains(exact.getOrDefault(name, Double.NaN)) ? 1 : 0, Integer::sum));
        }
        boolean tells = SEEDS >= ENOUGH_TO_TELL;
        if (tells) {
            writeCounts(exact);
        }
        int least = tells ? (int) Math.ceil(0.92 * SEEDS) : SEEDS - 3;
        assertThat(hits.keySet()).isEqualTo(exact.keySet());
        hits.forEach((name, count) -> assertThat(count)
                .as("%s: intervals of %d that have %s in them", name, SEEDS, exact.get(name))
                .isGreaterThanOrEqualTo(least));
    }

    private void writeCounts(Map<String, Double> exact) {
        StringBuilder lines = new StringBuilder();
        hits.forEach((what, count) -> lines.append(
                "%s: %s %.6g: %d of %d%n".formatted(name, what, exact.getOrDefault(what, Double.NaN), count, SEEDS)));
        try {
            Files.writeString(COUNTS, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Estimate part(Report report, Part part) {
        return report.parts().getOrDefault(part, Estimate.NONE);
    }

    @Test
    void case1OpenUsersBeforeSeveralWorkers() {
        Scenario scenario =
                scenario(WORKER + SERVICE + "users: {open: {rate: 70/s}, reuse: closeEach}\nrun.waitingOver: 150ms\n");
        expect(
                scenario,
                Map.of(
                        "wait",
                        1000 * Exact.wait(5, 70, 0.05),
                        "tail",
                        Exact.takesLonger(5, 70, 0.05, 0.15),
                        "throughput",
                        70.0),
                report -> Map.of(
                        "wait", part(report, Part.ACCEPT_QUEUE),
                        "tail", report.waitingFraction(),
                        "throughput", report.throughput()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {const: 50ms}                        | 0
            {lognormal: {mean: 50ms, cv: 1.5}}   | 1.5
            {exp: 50ms}                          | 1
            {bimodal: {fast: 25ms, slow: 275ms, slowShare: 0.1}} | 2.345207879911715
            """)
    void case2AnyServiceOfOneWorker(String service, double cv) {
        Scenario scenario = scenario("front: {model: prefork, maxRequestWorkers: 1, keepAlive: false}\nservice: "
                + service + "\nusers: {open: {rate: 10/s}, reuse: closeEach}\n");
        expect(
                scenario.withRun(scenario.run()
                        .withDuration(Duration.ofSeconds(2000), scenario.run().warmup())),
                Map.of("wait", 1000 * Exact.waitOfOne(10, 0.05, cv)),
                report -> Map.of("wait", part(report, Part.ACCEPT_QUEUE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{exp: 50ms}", "{const: 50ms}", "{lognormal: {mean: 50ms, cv: 2}}"})
    void case3NoWaitingRoomWhateverTheService(String service) {
        Scenario scenario = scenario(WORKER + "kernel: {somaxconn: 0, backlogExtra: 0, synRetries: none}\nservice: "
                + service + "\nusers: {open: {rate: 100/s}, reuse: closeEach}\n");
        expect(
                scenario,
                Map.of("throughput", 100 * (1 - Exact.erlangB(5, 5)), "wait", 0.0),
                report -> Map.of("throughput", report.throughput(), "wait", part(report, Part.ACCEPT_QUEUE)));
    }

    @ParameterizedTest
    @CsvSource({"none, false, 1", "linux-6.5, true, 10"})
    void case3And4AFiniteListenQueueHasOnePlaceMore(String retries, boolean abort, int backlog) {
        Scenario scenario =
                scenario("front: {model: prefork, maxRequestWorkers: 5, keepAlive: false, listenBacklog: " + backlog
                        + "}\nkernel: {synRetries: " + retries + ", abortOnOverflow: " + abort + "}\n" + SERVICE
                        + "users: {open: {rate: 110/s}, reuse: closeEach}\n");
        double[] p = Exact.finite(5, 5 + backlog + 1, 110, 0.05);
        double taken = 110 * (1 - p[p.length - 1]);
        expect(
                scenario,
                Map.of("throughput", taken, "response", 1000 * Exact.mean(p) / taken),
                report -> Map.of(
                        "throughput",
                        report.throughput(),
                        "response",
                        report.tester().mean()));
    }

    /**
     * @param bursting whether users come at the higher rate
     * @param present in the queue or served
     */
    private record Waves(boolean bursting, int present) {
        Map<Waves, Double> rates(int room) {
            Map<Waves, Double> rates = new HashMap<>();
            rates.put(new Waves(!bursting, present), bursting ? 0.5 : 0.25);
            if (present < room && bursting) {
                rates.put(new Waves(true, present + 1), 60.0);
            }
            if (present > 0) {
                rates.put(new Waves(bursting, present - 1), present == 1 ? 20.0 : 40.0);
            }
            return rates;
        }
    }

    @Test
    void case4UsersWhoComeInWaves() {
        Scenario scenario = scenario(
                "front: {model: prefork, maxRequestWorkers: 2, startServers: 2, keepAlive: false, listenBacklog: 5}\n"
                        + "kernel: {synRetries: none}\n" + SERVICE
                        + "users: {open: {mmpp: {calmRate: 0/s, burstRate: 60/s, calm: 4s, burst: 2s}}, reuse: closeEach}\n");
        Markov<Waves> chain = new Markov<>(new Waves(false, 0), state -> state.rates(8));
        double taken = chain.mean(state -> 20.0 * Math.min(2, state.present()));
        expect(
                scenario,
                Map.of("throughput", taken, "queue", chain.mean(state -> Math.max(0, state.present() - 2))),
                report -> Map.of("throughput", report.throughput(), "queue", report.acceptQueue()));
    }

    @Test
    void case5ClosedUsersBeforeSeveralWorkers() {
        Scenario scenario = scenario(WORKER + SERVICE + "users: {closed: 20, think: {exp: 200ms}}\n");
        double[] p = Exact.repairman(5, 20, 0.2, 0.05);
        double rate = (20 - Exact.mean(p)) / 0.2;
        expect(
                scenario,
                Map.of("throughput", rate, "response", 1000 * Exact.mean(p) / rate),
                report -> Map.of(
                        "throughput",
                        report.throughput(),
                        "response",
                        report.tester().mean()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{lognormal: {mean: 50ms, cv: 3}}", "{const: 50ms}"})
    void case6EnoughWorkersForAll(String service) {
        Scenario scenario = scenario("front: {model: prefork, maxRequestWorkers: 10, startServers: 10}\nservice: "
                + service + "\nusers: {closed: 10, think: {lognormal: {mean: 500ms, cv: 0.5}}}\n");
        expect(
                scenario,
                Map.of("throughput", 10 / 0.55, "unseen", 0.0, "queued", 0.0),
                report -> Map.of(
                        "throughput",
                        report.throughput(),
                        "unseen",
                        part(report, Part.ACCEPT_QUEUE),
                        "queued",
                        report.acceptQueue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{exp: 50ms}", "{lognormal: {mean: 50ms, cv: 2}}"})
    void case7ModJkThatLooksOnce(String service) {
        Scenario scenario =
                scenario("pool: {kind: mod_jk, connection_pool_size: 5, connection_acquire_timeout: 100ms}\nservice: "
                        + service + "\nusers: {open: {rate: 100/s}}\n");
        expect(
                scenario,
                Map.of("throughput", 100 * (1 - Exact.erlangB(5, 5)), "wait", 0.0),
                report -> Map.of("throughput", report.throughput(), "wait", part(report, Part.POOL_ACQUIRE)));
    }

    @Test
    void case8ModProxyThatWaits() {
        Scenario scenario = handingOverAtOnce(
                scenario("pool: {kind: mod_proxy, max: 5}\n" + SERVICE + "users: {open: {rate: 70/s}}\n"));
        expect(
                scenario,
                Map.of("wait", 1000 * Exact.wait(5, 70, 0.05)),
                report -> Map.of("wait", part(report, Part.POOL_ACQUIRE)));
    }

    @Test
    void case9PoolsOfProcessesDoNotHelpEachOther() {
        Scenario scenario = handingOverAtOnce(scenario(
                "front: {model: worker, serverLimit: 2, startServers: 2, threadsPerChild: 100, maxRequestWorkers: 200, "
                        + "keepAlive: false}\nkernel: {childPick: uniform}\npool: {kind: mod_proxy, max: 3}\n" + SERVICE
                        + "users: {open: {rate: 80/s}, reuse: closeEach}\n"));
        double apart = Exact.wait(3, 40, 0.05);
        assertThat(apart).isGreaterThan(2 * Exact.wait(6, 80, 0.05));
        expect(scenario, Map.of("wait", 1000 * apart), report -> Map.of("wait", part(report, Part.POOL_ACQUIRE)));
    }

    private static Scenario handingOverAtOnce(Scenario scenario) {
        ModProxyPoolSettings pool = (ModProxyPoolSettings) scenario.forwarding().pool();
        return scenario.withForwarding(scenario.forwarding().withPool(pool.withWakeUp(Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 20, 50})
    void case10AProcessorThatAllShare(int users) {
        Scenario scenario =
                scenario("cpu: {cores: 1, back: {exp: 50ms}}\nservice: {const: 0s}\npool: {connection_pool_size: 64}\n"
                        + "users: {closed: " + users + ", think: {exp: 1s}}\n");
        double response = Exact.shared(users, 1, 0.05);
        expect(
                scenario,
                Map.of("response", 1000 * response, "throughput", users / (1 + response)),
                report -> Map.of("response", report.tester().mean(), "throughput", report.throughput()));
    }

    /**
     * @param away thinking, without a connection
     * @param queued in the listen queue
     * @param pooled with a worker, waiting for the pool
     * @param held thinking, with a worker
     * @param served 1 where one is served
     */
    private record Possession(int away, int queued, int pooled, int held, int served) {
        Possession asks(int fromAway, int fromHeld) {
            boolean free = pooled + held + served < 2 || fromHeld > 0;
            if (!free) {
                return new Possession(away - fromAway, queued + 1, pooled, held, served);
            }
            return new Possession(away - fromAway, queued, pooled + served, held - fromHeld, 1);
        }

        Possession idled() {
            Possession closed = new Possession(away + 1, queued, pooled, held - 1, served);
            return queued == 0 ? closed : new Possession(away + 1, queued - 1, pooled + served, held - 1, 1);
        }

        Possession done() {
            return new Possession(away, queued, Math.max(0, pooled - 1), held + 1, Math.min(1, pooled));
        }

        Map<Possession, Double> rates(double think, double idle, double service) {
            Map<Possession, Double> rates = new HashMap<>();
            if (away > 0) {
                rates.merge(asks(1, 0), away / think, Double::sum);
            }
            if (held > 0) {
                rates.merge(asks(0, 1), held / think, Double::sum);
                rates.merge(idled(), held / idle, Double::sum);
            }
            if (served > 0) {
                rates.merge(done(), 1 / service, Double::sum);
            }
            return rates;
        }
    }

    @Test
    void case11AWorkerIsHeldWhileAConnectionIsWaitedFor() {
        Scenario scenario = handingOverAtOnce(scenario(ONE_PROCESS
                + "threadsPerChild: 2, maxRequestWorkers: 2, keepAliveTimeout: 10000h, maxKeepAliveRequests: 0}\n"
                + "pool: {kind: mod_proxy, max: 1}\nback: {maxThreads: 1}\nservice: {exp: 100ms}\n"
                + "users: {closed: 4, think: {exp: 300ms}, idleTimeout: {exp: 200ms}}\n"));
        Markov<Possession> chain = new Markov<>(new Possession(4, 0, 0, 0, 0), state -> state.rates(0.3, 0.2, 0.1));
        double rate = chain.mean(Possession::served) / 0.1;
        expect(
                scenario,
                Map.of(
                        "throughput",
                        rate,
                        "queue",
                        1000 * chain.mean(Possession::queued) / rate,
                        "pool",
                        1000 * chain.mean(Possession::pooled) / rate,
                        "held",
                        chain.mean(Possession::held)),
                report -> Map.of(
                        "throughput", report.throughput(),
                        "queue", part(report, Part.ACCEPT_QUEUE),
                        "pool", part(report, Part.POOL_ACQUIRE),
                        "held",
                                report.workers()
                                        .getOrDefault(Report.Workers.IDLE_HELD, Estimate.NONE)
                                        .times(1.0 / report.observed().toSeconds())));
    }

    @Test
    void case12EverythingConstantIsExactToTheNanosecond() {
        Scenario keepAlive = Scenarios.of("""
                front: {model: prefork, maxRequestWorkers: 1, keepAliveTimeout: 1s}
                users: {closed: 2, think: {const: 2s}, start: together}
                service: {const: 100ms}
                run: {duration: 10s, warmup: 0s}
                """);
        // One asks at 0 and has the worker to 1.1 s; the other gets it then. From there on each asks 0.1 s before the
        // other's timeout.
        Times.expect(keepAlive, 10, Map.of(Part.ACCEPT_QUEUE, 1_900_000_000L, Part.SERVICE, 1_000_000_000L));
        Scenario polling = Scenarios.of(ONE_PROCESS + """
                threadsPerChild: 2, maxRequestWorkers: 2}
                pool: {kind: mod_jk, connection_pool_size: 1, connection_acquire_timeout: 5s}
                users: {closed: 2, think: {const: 100s}, start: together}
                service: {const: 150ms}
                network: {connect: 3ms, requestRead: {const: 5ms}, ajpConnect: 7ms, writeBack: {const: 11ms}}
                run: {duration: 10s, warmup: 0s}
                """);
        // The other looks at 8, 108 and 208 ms, and the connection is free from 3 + 5 + 7 + 150 + 11 = 176 ms on.
        Times.expect(
                polling,
                2,
                Map.of(
                        Part.CONNECT, 6_000_000L,
                        Part.REQUEST_READ, 10_000_000L,
                        Part.POOL_ACQUIRE, 200_000_000L,
                        Part.AJP_CONNECT, 7_000_000L,
                        Part.SERVICE, 300_000_000L,
                        Part.WRITE_BACK, 22_000_000L));
    }

    /** Both are sent at once, and their ways are as long whether a thread waits for them or not. */
    @Test
    void case12TheWayToTheBackEndIsNoWaitForItsThread() {
        String yaml = """
                front: {model: prefork, maxRequestWorkers: 2, startServers: 2, keepAliveTimeout: 1s}
                pool: {kind: mod_jk}
                back: {kind: %s, maxThreads: 1, connectionTimeout: 1s}
                users: {closed: 2, think: {const: 100s}, start: together}
                service: {const: 50ms}
                network: {connect: 10ms, requestRead: {const: 2ms}, ajpConnect: 3ms, ajpExchange: 100ms, backOverhead: 5ms, writeBack: {const: 6ms}}
                run: {duration: 10s, warmup: 0s}
                """;
        Map<Part, Long> times = new EnumMap<>(Map.of(
                Part.CONNECT, 20_000_000L,
                Part.REQUEST_READ, 4_000_000L,
                Part.AJP_CONNECT, 6_000_000L,
                Part.AJP_EXCHANGE, 200_000_000L,
                Part.BACK_QUEUE, 55_000_000L,
                Part.SERVICE, 110_000_000L,
                Part.WRITE_BACK, 12_000_000L));
        Times.expect(Scenarios.of(yaml.formatted("tomcat-nio")), 2, times);
        // The one connection has the thread for a second more, then the other is accepted, whose request is there.
        times.put(Part.BACK_QUEUE, 1_055_000_000L);
        Times.expect(Scenarios.of(yaml.formatted("tomcat-bio")), 2, times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                front: {model: prefork, maxRequestWorkers: 4, startServers: 4, keepAliveTimeout: 1s}
                users: {closed: 8, think: {exp: 1s}}
                """, """
                front: {model: worker, serverLimit: 1, startServers: 1, threadsPerChild: 4, maxRequestWorkers: 4}
                pool: {kind: mod_jk, connection_pool_size: 2}
                users: {closed: 8, think: {exp: 1s}, finReaction: 3s}
                """, """
                front: {model: event, serverLimit: 1, startServers: 1, threadsPerChild: 4, maxRequestWorkers: 4}
                pool: {kind: mod_proxy, max: 2, acquire: 20ms}
                users: {closed: 30, think: {exp: 200ms}}
                network: {writeBack: {exp: 20ms}}
                """})
    void case13WorkersAreAlwaysSomewhere(String yaml) {
        // Little's law, the flow balance and the sums of parts are checked by every run itself.
        Report report = new Simulator(1).simulate(scenario(yaml + SERVICE));
        double sum =
                report.workers().values().stream().mapToDouble(Estimate::value).sum();
        assertThat(sum).isCloseTo(4.0 * report.observed().toSeconds(), within(1e-6));
        assertThat(report.throughput().value()).isPositive();
    }

    /**
     * @param away thinking, without a connection
     * @param queued in the listen queue
     * @param first with a worker, in the first request of a connection; the next two likewise
     * @param heldOnce with a worker, thinking before the second
     * @param heldTwice with a worker, thinking before the third
     */
    private record Visits(int away, int queued, int first, int second, int third, int heldOnce, int heldTwice) {
        int workers() {
            return first + second + third + heldOnce + heldTwice;
        }

        Map<Visits, Double> rates(double think, double service) {
            Map<Visits, Double> rates = new HashMap<>();
            if (away > 0) {
                boolean free = workers() < 2;
                rates.put(
                        new Visits(
                                away - 1,
                                queued + (free ? 0 : 1),
                                first + (free ? 1 : 0),
                                second,
                                third,
                                heldOnce,
                                heldTwice),
                        away / think);
            }
            if (first > 0) {
                rates.put(new Visits(away, queued, first - 1, second, third, heldOnce + 1, heldTwice), first / service);
            }
            if (heldOnce > 0) {
                rates.put(
                        new Visits(away, queued, first, second + 1, third, heldOnce - 1, heldTwice), heldOnce / think);
            }
            if (second > 0) {
                rates.put(
                        new Visits(away, queued, first, second - 1, third, heldOnce, heldTwice + 1), second / service);
            }
            if (heldTwice > 0) {
                rates.put(
                        new Visits(away, queued, first, second, third + 1, heldOnce, heldTwice - 1), heldTwice / think);
            }
            if (third > 0) {
                int next = queued > 0 ? 1 : 0;
                rates.put(
                        new Visits(away + 1, queued - next, first + next, second, third - 1, heldOnce, heldTwice),
                        third / service);
            }
            return rates;
        }
    }

    @Test
    void case14ConnectionsOfThreeRequests() {
        Scenario scenario = scenario(
                "front: {model: prefork, maxRequestWorkers: 2, startServers: 2, keepAliveTimeout: 10000h, "
                        + "maxKeepAliveRequests: 0}\nservice: {exp: 100ms}\nusers: {closed: 4, think: {exp: 300ms}, requests: 3}\n");
        Markov<Visits> chain = new Markov<>(new Visits(4, 0, 0, 0, 0, 0, 0), state -> state.rates(0.3, 0.1));
        double rate = chain.mean(state -> state.first() + state.second() + state.third()) / 0.1;
        expect(
                scenario,
                Map.of("throughput", rate, "queue", 1000 * chain.mean(Visits::queued) / rate),
                report -> Map.of("throughput", report.throughput(), "queue", part(report, Part.ACCEPT_QUEUE)));
    }

    @Test
    void case15ConnectionsBeyondTheThreadsOfABlockingBackEndStarve() {
        Scenario scenario = scenario("""
                front: {model: worker, serverLimit: 2, startServers: 2, threadsPerChild: 10, maxRequestWorkers: 20}
                pool: {kind: mod_jk}
                back: {kind: tomcat-bio, maxThreads: 12}
                users: {closed: 20, think: {const: 0s}, start: together}
                service: {exp: 1s}
                """);
        for (int seed = 1; seed <= SEEDS; seed++) {
            Report blocking =
                    new Simulator(1).simulate(scenario.withRun(scenario.run().withSeed(seed)));
            assertThat(blocking.starved()).isEqualTo(8);
            assertThat(blocking.ajpConnectionsMax()).isEqualTo(20);
        }
        expect(scenario, Map.of("throughput", 12.0), report -> Map.of("throughput", report.throughput()));
        Report polling = new Simulator(1)
                .simulate(scenario.withBack(BackKind.TOMCAT_NIO.defaults().withMaxThreads(12)));
        assertThat(polling.starved()).isZero();
        assertThat(polling.throughput().contains(12)).isTrue();
    }
}
