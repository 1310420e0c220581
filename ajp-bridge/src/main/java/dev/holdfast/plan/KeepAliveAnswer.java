package dev.holdfast.plan;

import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.plan.log.LogFacts;
import dev.holdfast.plan.solve.Law;
import dev.holdfast.plan.solve.OpenQueue;
import dev.holdfast.plan.solve.Solution;
import dev.holdfast.plan.solve.Staffing;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many keep-alive connections a site should have, and how long each should be kept.
 *
 * @param timeout seconds that an idle connection is worth keeping with the workers there are; 0 is not at all
 * @param idleConnections that there are then at a time: by Little's law throughput times the idle time of a request, and twice the square root;
 *     more would add no reuse, fewer would close connections that are used again. No more than there are users or, but for event, {@code workers}
 * @param reused the part of requests that finds its connection open then
 * @param workers for that timeout and this load, so that few connections wait
 * @param pool connections of each process to the back end
 * @param backendThreads at least
 * @param backlog of the listen queue, so that nobody waits in it for much longer than a second
 * @param present what there is now, by formula; absent where users are not a fixed number
 * @param timeouts what each timeout comes to with the workers there are
 */
public record KeepAliveAnswer(
        double timeout,
        double idleConnections,
        double reused,
        int workers,
        int pool,
        int backendThreads,
        int backlog,
        Optional<Solution> present,
        List<OfTimeout> timeouts) {
    private static final List<Long> MILLIS =
            List.of(0L, 100L, 200L, 500L, 1000L, 2000L, 3000L, 5000L, 10_000L, 15_000L, 30_000L, 60_000L);
    /** As good as the best: mean response times that nobody tells apart. */
    private static final double AS_GOOD = 1.02;

    private static final double SECONDS_AS_GOOD = 0.001;
    private static final double RESERVE = 2;
    /** Where workers cost nothing, what holding a connection costs: a thousandth of a second of waiting for each second. */
    private static final double PRICE_OF_MEMORY = 0.001;
    /** What a new connection costs: round trips and handshakes of about a TLS connection from another continent. */
    private static final double SETUP = 0.1;
    /** No connection is taken to have more requests, whatever the gaps were. */
    private static final double MOST_REQUESTS = 1e6;

    /** Copies the list. */
    public KeepAliveAnswer {
        timeouts = List.copyOf(timeouts);
    }

    /**
     * What a timeout comes to.
     *
     * @param timeout seconds
     * @param response the mean response time in seconds, infinite where the workers are too few
     * @param reused the part of requests that finds its connection open
     * @param perConnection for how many seconds a worker has a connection
     * @param throughput requests per second
     * @param workers for it
     */
    public record OfTimeout(
            double timeout, double response, double reused, double perConnection, double throughput, int workers) {}

    /**
     * Works it out: by formula where users are a fixed number whose think time is known, and else from the gaps between requests as the log has
     * them, for timeouts that are no longer than what was seen of these, and longer than what the log's clock tells apart.
     *
     * @throws ConfigurationException if the scenario is not legal
     */
    public static KeepAliveAnswer of(ScenarioSource source, LogFacts facts) throws ConfigurationException {
        Scenario scenario = source.with(Map.of());
        boolean event = scenario.front().filter(EventSettings.class::isInstance).isPresent();
        boolean closed = scenario.users().population() instanceof Population.Closed;
        double service = ScenarioFormula.law(scenario.service()).mean();
        List<OfTimeout> timeouts = new ArrayList<>();
        for (long millis : MILLIS) {
            if (closed) {
                timeouts.add(byFormula(source, millis));
            } else if (millis == 0
                    || (millis / 1e3 > facts.tick()
                            && millis / 1e3 <= facts.gaps().knownUpTo())) {
                timeouts.add(bySight(scenario, event, service, facts, millis / 1e3));
            }
        }
        OfTimeout best = event ? ofEvent(timeouts, facts) : ofBlocking(timeouts);
        Law think = ScenarioFormula.law(scenario.users().think());
        double perRequest =
                closed ? think.meanUpTo(best.timeout()) : facts.gaps().meanUpTo(best.timeout());
        double idle = finite(best.throughput()) * perRequest;
        double held = best.perConnection();
        return new KeepAliveAnswer(
                best.timeout(),
                Math.min(idle + RESERVE * Math.sqrt(idle), most(scenario, event, best)),
                best.reused(),
                best.workers(),
                scenario.front().map(MpmSettings::threadsPerChild).orElse(1),
                Staffing.servers(finite(best.throughput()) * service, RESERVE),
                Staffing.backlog(1, Double.isInfinite(held) ? 1e9 : held, best.workers()),
                closed ? Optional.of(ScenarioFormula.solve(scenario)) : Optional.empty(),
                timeouts);
    }

    private static OfTimeout byFormula(ScenarioSource source, long millis) throws ConfigurationException {
        Scenario changed = source.with(
                Map.of("front.keepAlive", "" + (millis > 0), "front.keepAliveTimeout", Math.max(1, millis) + "ms"));
        Solution solution = ScenarioFormula.solve(changed);
        return new OfTimeout(
                millis / 1e3,
                solution.response(),
                reused(solution),
                solution.hold().seconds(),
                solution.throughput(),
                workers((Population.Closed) changed.users().population(), solution));
    }

    /** Whatever law they follow, a worker that waits for a next request has its connection for the gap, and for the timeout at most. */
    private static OfTimeout bySight(Scenario scenario, boolean event, double service, LogFacts facts, double timeout) {
        double rate = facts.busiestRate();
        double reused = timeout == 0 ? 0 : facts.gaps().within(timeout);
        double perRequest = service + (event ? 0 : facts.gaps().meanUpTo(timeout));
        // What event's workers are waited for by is a request, and others' a connection.
        double waits = event ? 1 : Math.max(1 / MOST_REQUESTS, 1 - reused);
        int workers = scenario.front()
                .map(mpm -> mpm.maxChildren() * mpm.threadsPerChild())
                .orElse(Integer.MAX_VALUE);
        double wait = new OpenQueue(workers, rate * waits, new Law.Exponential(Math.max(1e-9, perRequest / waits)))
                .meanWait();
        return new OfTimeout(
                timeout,
                service + waits * wait,
                reused,
                perRequest / waits,
                rate,
                Staffing.servers(rate * perRequest, RESERVE));
    }

    /** Returns how many idle connections there can be. */
    private static double most(Scenario scenario, boolean event, OfTimeout best) {
        double users = scenario.users().population() instanceof Population.Closed closed
                ? closed.most()
                : Double.POSITIVE_INFINITY;
        boolean held = scenario.front().isPresent() && !event;
        return held ? Math.min(users, best.workers()) : users;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private static double reused(Solution solution) {
        double requests = solution.hold().requests();
        return Double.isInfinite(requests) ? 1 : 1 - 1 / requests;
    }

    /** Workers for the load of connections, and a reserve; no more than there are users. */
    private static int workers(Population.Closed closed, Solution solution) {
        double held = solution.hold().seconds();
        double away = solution.hold().away();
        double load = Double.isInfinite(held) ? closed.most() : closed.most() * held / (held + away);
        return Math.min(closed.most(), Staffing.servers(load, RESERVE));
    }

    /** Of the timeouts that are as good as the best, the shortest with which nearly as much is reused as with any of them. */
    private static OfTimeout ofBlocking(List<OfTimeout> timeouts) {
        double least = timeouts.stream().mapToDouble(OfTimeout::response).min().orElseThrow();
        List<OfTimeout> good = timeouts.stream()
                .filter(each -> each.response() <= least * AS_GOOD + SECONDS_AS_GOOD)
                .toList();
        if (good.isEmpty()) {
            return timeouts.get(0);
        }
        double most = good.stream().mapToDouble(OfTimeout::reused).max().orElseThrow();
        return good.stream()
                .filter(each -> each.reused() >= most - 0.02)
                .findFirst()
                .orElseThrow();
    }

    /** Idle connections hold no worker: they are kept for as long as that saves more than their memory costs. */
    private static OfTimeout ofEvent(List<OfTimeout> timeouts, LogFacts facts) {
        double worth = facts.gaps().bestTimeout(SETUP, PRICE_OF_MEMORY);
        OfTimeout best = timeouts.get(0);
        for (OfTimeout each : timeouts) {
            if (each.timeout() <= worth) {
                best = each;
            }
        }
        double reused = facts.gaps().within(best.timeout());
        return new OfTimeout(
                best.timeout(), best.response(), reused, best.perConnection(), best.throughput(), best.workers());
    }
}
