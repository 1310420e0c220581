package dev.holdfast.plan;

import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import dev.holdfast.plan.solve.Demand;
import dev.holdfast.plan.solve.EventFront;
import dev.holdfast.plan.solve.HeldFront;
import dev.holdfast.plan.solve.KeepAlive;
import dev.holdfast.plan.solve.Law;
import dev.holdfast.plan.solve.Repairman;
import dev.holdfast.plan.solve.Solution;
import dev.holdfast.plan.solve.Validity;
import dev.holdfast.scenario.Arrivals;
import dev.holdfast.scenario.BackKind;
import dev.holdfast.scenario.Distribution;
import dev.holdfast.scenario.Network;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Reuse;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.Users;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.stats.Estimate;
import java.time.Duration;

/** A scenario as far as formulas know it. */
public final class ScenarioFormula {
    /** More than any front has, where workers are no limit. */
    private static final int PLENTY = 20_000;

    /** Longer than anybody thinks. */
    private static final KeepAlive FOR_EVER = new KeepAlive(1e12, 0);

    private static final int TRACE_POINTS = 400;
    private static final double SELDOM = 0.01;
    private static final double LEAST_VARIATION = 0.3;
    private static final double HOLDS = 10;
    private static final double HARDLY = 0.05;
    /** Of the time in the back end, what may be waiting where percentiles are still told. */
    private static final double BACKEND_WAIT = 0.05;

    private static final double CLIFF_WIDTH = 0.15;
    private static final double CLIFF_HEIGHT = 3;

    private final Scenario scenario;

    private ScenarioFormula(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Returns what formulas say, whose validity says whether they are to be believed. */
    public static Solution solve(Scenario scenario) {
        return new ScenarioFormula(scenario).solve();
    }

    /** Returns the law that a scenario's distribution is. */
    public static Law law(Distribution distribution) {
        if (distribution instanceof Distribution.Exp exp) {
            return new Law.Exponential(exp.meanNanos() / 1e9);
        }
        if (distribution instanceof Distribution.Const constant) {
            return new Law.Constant(constant.meanNanos() / 1e9);
        }
        if (distribution instanceof Distribution.Lognormal lognormal) {
            return new Law.Lognormal(lognormal.meanNanos() / 1e9, lognormal.cv());
        }
        if (distribution instanceof Distribution.Bimodal bimodal) {
            return new Law.Hyperexponential(
                    new Law.Exponential(bimodal.fast().toNanos() / 1e9),
                    new Law.Exponential(bimodal.slow().toNanos() / 1e9),
                    bimodal.slowShare());
        }
        double[] values = new double[TRACE_POINTS];
        for (int i = 0; i < TRACE_POINTS; i++) {
            values[i] = quantile(distribution, (i + 0.5) / TRACE_POINTS) / 1e9;
        }
        return new Law.Empirical(values);
    }

    /** Returns how many requests per second are asked for if nobody ever waits. */
    public static double mostRequests(Scenario scenario) {
        Users users = scenario.users();
        if (users.population() instanceof Population.Open open) {
            return open.ratePerSecond() * users.requests();
        }
        double cycle = law(users.think()).mean()
                + users.burst() * law(scenario.service()).mean();
        return ((Population.Closed) users.population()).most() * users.burst() / cycle;
    }

    private static double quantile(Distribution distribution, double p) {
        double high = Math.max(1, distribution.meanNanos());
        while (distribution.atMost(high) < p) {
            high *= 2;
        }
        double low = 0;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (distribution.atMost(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Returns how a keep-alive is set, {@link KeepAlive#OFF} where it is off. */
    public static KeepAlive keepAlive(ConnectionSettings connections) {
        return connections.keepAlive()
                ? new KeepAlive(connections.keepAliveTimeout().toNanos() / 1e9, connections.maxKeepAliveRequests())
                : KeepAlive.OFF;
    }

    /** Returns what the settings say of connections. */
    public static ConnectionSettings connections(MpmSettings mpm) {
        if (mpm instanceof PreforkSettings prefork) {
            return prefork.connections();
        }
        return mpm instanceof WorkerSettings worker ? worker.connections() : ((EventSettings) mpm).connections();
    }

    private Solution solve() {
        Law service = law(scenario.service());
        if (!(service.mean() > 0)) {
            service = new Law.Constant(1e-9);
        }
        int threads = scenario.back().maxThreads() * scenario.back().members();
        Solution solution = scenario.front().isPresent()
                ? front(scenario.front().get(), service, threads)
                : new EventFront(
                                PLENTY,
                                1,
                                Double.POSITIVE_INFINITY,
                                threads,
                                demand(),
                                reuse(),
                                service,
                                capped(FOR_EVER, scenario.users().requests()))
                        .solve();
        return solution.withValidity(limits(solution));
    }

    private Solution front(MpmSettings mpm, Law service, int threads) {
        int workers = mpm.maxChildren() * mpm.threadsPerChild();
        Users users = scenario.users();
        KeepAlive keepAlive = capped(keepAlive(connections(mpm)), users.requests());
        if (mpm instanceof EventSettings event) {
            return new EventFront(
                            workers,
                            mpm.maxChildren(),
                            event.effectiveFactor(),
                            threads,
                            demand(),
                            reuse(),
                            service,
                            keepAlive)
                    .solve();
        }
        double finReaction = users.finReaction().toNanos() / 1e9;
        return new HeldFront(workers, threads, demand(), reuse(), service, keepAlive, finReaction).solve();
    }

    /** Who sends one request over each connection closes it. */
    private Reuse reuse() {
        Users users = scenario.users();
        return users.requests() == 1 && users.reuse() == Reuse.POOLED ? Reuse.CLOSE_EACH : users.reuse();
    }

    /** A user who closes after so many requests is a server's cap, as far as workers are concerned. */
    private static KeepAlive capped(KeepAlive keepAlive, int requests) {
        return requests > 1 && requests < keepAlive.requestLimit()
                ? new KeepAlive(keepAlive.timeout(), requests - 1)
                : keepAlive;
    }

    private Demand demand() {
        return scenario.users().population() instanceof Population.Closed closed
                ? new Demand.Closed(closed.most(), law(scenario.users().think()))
                : new Demand.Open(((Population.Open) scenario.users().population()).ratePerSecond());
    }

    private Validity limits(Solution solution) {
        Users users = scenario.users();
        Population population = users.population();
        boolean open = population instanceof Population.Open;
        Validity validity = solution.validity()
                .and(scenario.network().equals(Network.NONE), "the network takes time")
                .and(
                        scenario.cpu().front().equals(Distribution.ZERO)
                                && scenario.cpu().back().equals(Distribution.ZERO),
                        "processors have something to do")
                .and(scenario.back().members() == 1, "there are several back ends")
                .and(users.burst() == 1, "users send several requests before they think")
                .and(isZero(users.timeout()) && isZero(users.connectTimeout()), "users give up")
                .and(scenario.run().restartAt().isEmpty(), "the front restarts")
                .and(
                        !(population instanceof Population.Closed closed) || closed.step() == null,
                        "the number of users changes")
                .and(!open || users.requests() == 1, "users who come once send several requests")
                .and(
                        !(population instanceof Population.Open comers) || isPoisson(comers.arrivals()),
                        "arrivals are not a Poisson process");
        if (scenario.front().isPresent()) {
            ConnectionSettings connections = connections(scenario.front().get());
            int room = scenario.kernel().queueLength(connections.listenBackLog());
            validity = validity.and(
                    connections.maxConnectionsPerChild() == 0,
                    "children end after " + connections.maxConnectionsPerChild() + " connections");
            int workers = scenario.front().get().maxChildren()
                    * scenario.front().get().threadsPerChild();
            // Closed: as many as wait with one that waits, three times that, and never more than have no worker.
            double most = population instanceof Population.Closed closed
                    ? Math.min(closed.most() - workers, 3 * solution.connections() * solution.meanWait())
                    : 3 * solution.connections() * solution.waitingFraction() * solution.meanWait();
            validity = validity.and(!(most > room), "more connections wait than the listen queue holds, " + room);
        }
        return backend(pool(steady(validity, solution), solution));
    }

    /** Where users wait, chance must mix them, and in the time there is. */
    private Validity steady(Validity validity, Solution solution) {
        if (!(scenario.users().population() instanceof Population.Closed closed)) {
            return validity;
        }
        boolean held =
                scenario.front().filter(mpm -> !(mpm instanceof EventSettings)).isPresent();
        int workers = held
                ? scenario.front().get().maxChildren() * scenario.front().get().threadsPerChild()
                : PLENTY;
        int threads = scenario.back().maxThreads() * scenario.back().members();
        double think = law(scenario.users().think()).squaredCv();
        boolean mixedBefore =
                closed.most() <= workers || think + solution.hold().squaredCv() >= LEAST_VARIATION;
        boolean mixedBehind =
                closed.most() <= threads || think + law(scenario.service()).squaredCv() >= LEAST_VARIATION;
        double hold = solution.hold().seconds();
        double wait = solution.waitingFraction() == 0
                ? 0
                : solution.waitingFraction()
                        * solution.meanWait()
                        * solution.hold().requests();
        double run = scenario.run().duration().toNanos() / 1e9;
        return validity.and(
                        mixedBefore && mixedBehind,
                        "neither thinking nor what is waited for varies much, so that users fall in step")
                .and(
                        closed.most() <= workers || !(hold < Double.POSITIVE_INFINITY) || hold + wait <= run / HOLDS,
                        "a connection waits " + Text.seconds(wait) + " for a worker in the mean, and holds it for "
                                + Text.seconds(hold) + ": the run is too short");
    }

    private static boolean isPoisson(Arrivals arrivals) {
        return arrivals instanceof Arrivals.Renewal renewal && renewal.interval() instanceof Distribution.Exp;
    }

    private Validity pool(Validity validity, Solution solution) {
        int children = scenario.front().map(MpmSettings::maxChildren).orElse(1);
        int threads = scenario.front().map(MpmSettings::threadsPerChild).orElse(PLENTY);
        int size = new PoolSize(scenario.forwarding().pool()).connections();
        if (size >= threads) {
            return validity;
        }
        double service = solution.inBackend().mean();
        double busy = Math.min(solution.throughput(), 1e9) * service / children;
        int customers = Math.min(threads, customers());
        if (customers <= size) {
            return validity;
        }
        boolean seldom = busy > 0
                && busy < size
                && new Repairman(customers, size, service, Math.max(1e-9, customers * service / busy - service))
                                .waitingFraction()
                        < SELDOM;
        return validity.and(
                seldom, "requests wait for one of the " + size + " connections of a pool more than 1 % of the time");
    }

    private int customers() {
        return scenario.users().population() instanceof Population.Closed closed ? closed.most() : PLENTY;
    }

    /**
     * Returns whether the front may open more connections than the back end serves at a time, so that some of them starve. It may take long until
     * they do.
     */
    static boolean exceedsBackend(Scenario scenario) {
        return !new ScenarioFormula(scenario).backend(Validity.VALID).isValid();
    }

    /** Children take turns, and each keeps what it has opened. */
    private long backendConnections() {
        int children = scenario.front().map(MpmSettings::maxChildren).orElse(1);
        return (long) children * Math.min(new PoolSize(scenario.forwarding().pool()).connections(), customers());
    }

    private Validity backend(Validity validity) {
        long connections = backendConnections();
        boolean perConnection = scenario.back().kind().threading() != BackKind.Threading.PER_REQUEST;
        return validity.and(
                        !perConnection || connections <= scenario.back().maxThreads(),
                        "the back end gives a thread to each of " + connections + " connections, and has "
                                + scenario.back().maxThreads())
                .and(
                        connections <= scenario.back().connectionLimit(),
                        "the back end takes " + scenario.back().connectionLimit() + " of " + connections
                                + " connections");
    }

    private static boolean isZero(Duration duration) {
        return duration.isZero();
    }

    /** Returns what formulas say as an outcome. */
    public static Outcome outcome(Solution solution) {
        return new Outcome(
                Outcome.By.FORMULA,
                regime(solution),
                exact(solution.throughput()),
                exact(solution.response()),
                percentile(solution, 0.5),
                percentile(solution, 0.95),
                percentile(solution, 0.99),
                exact(solution.waitingFraction()),
                new Outcome.Workers(solution.busy(), solution.idleHeld(), solution.lingering()),
                0,
                constraint(solution));
    }

    private static Report.Regime regime(Solution solution) {
        return switch (solution.regime()) {
            case STABLE -> Report.Regime.STABLE;
            case STALLED -> Report.Regime.STALLED;
            case UNSTABLE -> Report.Regime.UNSTABLE;
            case STARVED -> Report.Regime.STARVING;
        };
    }

    /**
     * Not known where the requests that wait begin just there: a percentile is then at the foot of a cliff, or on top of it. Nor where requests
     * wait for a thread of the back end: what is known of that is its mean, and between a few users its law is narrow.
     */
    private static Estimate percentile(Solution solution, double p) {
        if (solution.backendWait() > BACKEND_WAIT * solution.inBackend().mean()) {
            return Estimate.NONE;
        }
        double beyond = 1 - p;
        boolean cliff = solution.percentile(1 - beyond * (1 - CLIFF_WIDTH))
                > CLIFF_HEIGHT * solution.percentile(1 - beyond * (1 + CLIFF_WIDTH));
        return cliff ? Estimate.NONE : exact(solution.percentile(p));
    }

    private static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    private static Constraint constraint(Solution solution) {
        if (solution.regime() == Solution.Regime.STALLED) {
            return Constraint.ACCEPT_LIMIT;
        }
        double forWorker = solution.response() - solution.inBackend().mean();
        if (forWorker < HARDLY * solution.response() && solution.backendWait() < HARDLY * solution.response()) {
            return Constraint.NONE;
        }
        if (solution.backendWait() > forWorker) {
            return Constraint.BACKEND_THREADS;
        }
        if (!solution.hold().isFinite()) {
            return Constraint.WORKERS_HELD_IDLE;
        }
        double served = solution.hold().service();
        double idle = solution.hold().idle();
        double linger = solution.hold().linger();
        return idle >= Math.max(served, linger)
                ? Constraint.WORKERS_HELD_IDLE
                : linger > served ? Constraint.WORKERS_LINGERING : Constraint.WORKERS_BUSY;
    }
}
