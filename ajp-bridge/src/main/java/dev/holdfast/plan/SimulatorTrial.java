package dev.holdfast.plan;

import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Run;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.report.Quantile;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.Simulator;
import dev.holdfast.sim.stats.Estimate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * The simulator, with as much simulated time as fits into a little real time, and no more than the scenario says. What would be the same run again, since
 * with less time it would be too short, is not simulated again. Safe for several threads.
 */
public final class SimulatorTrial implements Trial {
    /** Of a request: it is sent, read, forwarded, served, answered, and its connection looked after. */
    private static final double EVENTS_PER_REQUEST = 25;
    /** Slower than machines are, so that the first trial does not take too long; a busy machine does not make runs shorter. */
    private static final double FIRST_GUESS = 1e6;

    private static final double SHORTEST_SECONDS = 60;
    /** With so many requests in it a run is long enough, but for warming up. */
    private static final double TELLING_REQUESTS = 30_000;

    private static final double SHORTEST_OF_BUSY = 15;
    private static final double HOLDS = 20;
    private static final double PATIENCE = 3;
    /** As long again as it takes to start the front's children, until what waited for them is served. */
    private static final double RAMPS = 2;
    /** The simulator's own warm-up of a run of some length. */
    private static final double LEAST_WARMUP = 1 / 16.0;

    private static final double WARMUP_HOLDS = 5;
    private static final double WARMUP_ROUNDS = 2;

    private final double seconds;
    private final int threads;
    private final Map<Scenario, Outcome> done = new ConcurrentHashMap<>();
    private volatile double eventsPerSecond = FIRST_GUESS;

    /**
     * Makes one.
     *
     * @param seconds of real time that a trial may take
     * @param threads for each trial
     */
    public SimulatorTrial(double seconds, int threads) {
        this.seconds = seconds;
        this.threads = threads;
    }

    @Override
    public Outcome run(Scenario scenario, double effort) {
        return run(scenario, effort, done -> {});
    }

    @Override
    public Optional<Outcome> run(Scenario scenario, double effort, BooleanSupplier timeLeft) {
        try {
            return Optional.of(run(scenario, effort, done -> {
                if (!timeLeft.getAsBoolean()) {
                    throw new CancellationException("the time is up");
                }
            }));
        } catch (CancellationException timeIsUp) {
            return Optional.empty();
        }
    }

    private Outcome run(Scenario scenario, double effort, DoubleConsumer progress) {
        Run run = scenario.run();
        Solution solution = ScenarioFormula.solve(scenario);
        double rate = Math.max(1, Math.min(solution.throughput(), 1e9));
        double affordable = effort * seconds * eventsPerSecond / (rate * EVENTS_PER_REQUEST);
        // A run that is not much longer than one connection has seen nothing, and may take a little more.
        double telling = Math.min(HOLDS * solution.hold().seconds(), PATIENCE * affordable);
        double asked = run.duration().toNanos() / 1e9;
        double shortest = Math.min(SHORTEST_SECONDS, Math.max(SHORTEST_OF_BUSY, TELLING_REQUESTS / rate));
        double simulated = Math.min(asked, Math.max(shortest, Math.max(affordable, telling)));
        Scenario shorter = scenario.withRun((simulated < asked ? shortened(scenario, solution, simulated) : run)
                .withReplications(Math.max(threads, Math.min(run.replications(), 2))));
        Outcome before = done.get(shorter);
        if (before != null) {
            return before;
        }
        Report report = new Simulator(threads).simulate(shorter, progress);
        double took = report.wall().toNanos() / 1e9;
        if (took > 0.01) {
            eventsPerSecond = Math.max(FIRST_GUESS, report.events() / took);
        }
        Outcome outcome = outcome(report);
        done.put(shorter, outcome);
        return outcome;
    }

    /** In a run so short that the start of the front's children is a part of it, they are started before anything counts. */
    private static Run shortened(Scenario scenario, Solution solution, double seconds) {
        double ramp = RAMPS * scenario.front().map(MpmSettings::secondsToStart).orElse(0);
        double holds = WARMUP_HOLDS * solution.hold().seconds();
        double rounds = scenario.users().population() instanceof Population.Closed closed
                ? WARMUP_ROUNDS * closed.most() / solution.throughput()
                : 0;
        double wanted = Math.max(Math.max(LEAST_WARMUP * seconds, ramp), Math.max(holds, rounds));
        double warmup = wanted <= seconds ? wanted : Math.max(seconds, ramp);
        return scenario.run().withDuration(duration(warmup + seconds), Optional.of(duration(warmup)));
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static Outcome outcome(Report report) {
        double observed = report.observed().toNanos() / 1e9;
        double failed =
                report.failures().values().stream().mapToDouble(Estimate::value).sum();
        double answered = (double) report.requests() / report.replications();
        return new Outcome(
                Outcome.By.SIMULATION,
                report.regime(),
                report.throughput(),
                report.tester().mean().times(1e-3),
                seconds(report.tester().p50()),
                seconds(report.tester().p95()),
                seconds(report.tester().p99()),
                report.waitingFraction(),
                new Outcome.Workers(
                        workers(report, Report.Workers.BUSY, observed),
                        workers(report, Report.Workers.IDLE_HELD, observed),
                        workers(report, Report.Workers.LINGERING, observed)),
                answered + failed == 0 ? 0 : failed / (answered + failed),
                constraint(report));
    }

    private static Estimate seconds(Quantile quantile) {
        return new Estimate(quantile.value() / 1e3, quantile.low() / 1e3, quantile.high() / 1e3);
    }

    private static double workers(Report report, Report.Workers use, double observed) {
        Estimate seconds = report.workers().get(use);
        return seconds == null ? Double.NaN : seconds.value() / observed;
    }

    private static Constraint constraint(Report report) {
        return switch (report.bottleneck()) {
            case NONE -> Constraint.NONE;
            case FRONT_CONNECTIONS -> Constraint.ACCEPT_LIMIT;
            case POOL -> Constraint.POOL;
            case BACK_THREADS -> Constraint.BACKEND_THREADS;
            case CPU -> Constraint.CPU;
            case FRONT_WORKERS -> ofWorkers(report);
        };
    }

    private static Constraint ofWorkers(Report report) {
        double idle = workers(report, Report.Workers.IDLE_HELD, 1);
        double linger = workers(report, Report.Workers.LINGERING, 1);
        double busy = workers(report, Report.Workers.BUSY, 1);
        if (idle >= Math.max(busy, linger)) {
            return Constraint.WORKERS_HELD_IDLE;
        }
        return linger > busy ? Constraint.WORKERS_LINGERING : Constraint.WORKERS_BUSY;
    }
}
