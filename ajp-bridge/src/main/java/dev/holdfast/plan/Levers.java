package dev.holdfast.plan;

import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Reuse;
import dev.holdfast.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** The changes that a scenario lets one make. */
final class Levers {
    private static final int LARGEST_FACTOR = 64;
    private static final String MORE_THREADS = "more back-end threads";
    private static final int MOST_STEPS = 400;
    private static final long[] TIMEOUTS = {
        60_000, 45_000, 30_000, 20_000, 15_000, 10_000, 8000, 7000, 6000, 5000, 4000, 3500, 3000, 2500, 2000, 1750,
        1500, 1250, 1000, 900, 800, 700, 600, 500, 400, 300, 250, 200, 150, 100
    };

    private static final Set<Constraint> OF_WORKERS = EnumSet.of(
            Constraint.WORKERS_HELD_IDLE,
            Constraint.WORKERS_LINGERING,
            Constraint.WORKERS_BUSY,
            Constraint.ACCEPT_LIMIT,
            Constraint.LISTEN_QUEUE);
    private static final Set<Constraint> OF_IDLE_CONNECTIONS =
            EnumSet.of(Constraint.WORKERS_HELD_IDLE, Constraint.ACCEPT_LIMIT);

    private final Scenario scenario;
    private final List<Lever> levers = new ArrayList<>();

    private Levers(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Returns them, those first that most often help. */
    static List<Lever> of(Scenario scenario) {
        Levers levers = new Levers(scenario);
        scenario.front().ifPresent(levers::ofFront);
        scenario.front().ifPresent(levers::ofProcesses);
        levers.ofPool();
        // What starves for them may be bound by anything.
        boolean exceeded = ScenarioFormula.exceedsBackend(scenario);
        levers.numbers(
                MORE_THREADS,
                scenario.back().maxThreads(),
                LARGEST_FACTOR * scenario.back().maxThreads(),
                exceeded
                        ? EnumSet.allOf(Constraint.class)
                        : EnumSet.of(Constraint.BACKEND_THREADS, Constraint.BACKEND_CONNECTIONS),
                n -> Map.of("back.maxThreads", "" + n));
        scenario.front().ifPresent(levers::ofListenQueue);
        if (exceeded) {
            levers.levers.sort(Comparator.comparing(lever -> !lever.name().equals(MORE_THREADS)));
        }
        return levers.levers;
    }

    private void ofFront(MpmSettings mpm) {
        ConnectionSettings connections = ScenarioFormula.connections(mpm);
        boolean held = scenario.users().reuse() != Reuse.CLOSE_EACH && connections.keepAlive();
        if (held) {
            List<Map<String, String>> timeouts = new ArrayList<>();
            for (long millis : TIMEOUTS) {
                if (Duration.ofMillis(millis).compareTo(connections.keepAliveTimeout()) < 0) {
                    timeouts.add(Map.of("front.keepAliveTimeout", ScenarioValues.duration(Duration.ofMillis(millis))));
                }
            }
            if (!timeouts.isEmpty()) {
                levers.add(new Lever("a shorter KeepAliveTimeout", timeouts, OF_IDLE_CONNECTIONS));
            }
            levers.add(new Lever(
                    "early close: Connection: close on every response",
                    List.of(Map.of("front.keepAlive", "false")),
                    OF_IDLE_CONNECTIONS));
        }
    }

    private void ofListenQueue(MpmSettings mpm) {
        ConnectionSettings connections = ScenarioFormula.connections(mpm);
        numbers(
                "a longer listen queue",
                connections.listenBackLog(),
                Math.min(65_535, LARGEST_FACTOR * connections.listenBackLog()),
                mayFill(connections) ? OF_WORKERS : Set.of(),
                n -> Map.of("front.listenBacklog", "" + n));
    }

    /** Users that are no more than it holds never fill it. */
    private boolean mayFill(ConnectionSettings connections) {
        return !(scenario.users().population() instanceof Population.Closed closed)
                || closed.most() > scenario.kernel().queueLength(connections.listenBackLog());
    }

    private void ofPool() {
        int threads = scenario.front().map(MpmSettings::threadsPerChild).orElse(65_535);
        int size = new PoolSize(scenario.forwarding().pool()).connections();
        boolean proxy = scenario.forwarding().pool() instanceof ModProxyPoolSettings;
        String key = proxy ? "pool.max" : "pool.connection_pool_size";
        numbers(
                "a larger pool",
                size,
                Math.min(threads, LARGEST_FACTOR * size),
                EnumSet.of(Constraint.POOL),
                n -> Map.of(key, "" + n));
    }

    private void ofProcesses(MpmSettings mpm) {
        int per = mpm.threadsPerChild();
        int workers = mpm.maxChildren() * per;
        int most = scenario.users().population() instanceof Population.Closed closed
                ? Math.max(workers, (closed.most() + per - 1) / per * per)
                : LARGEST_FACTOR * workers;
        numbers("more front workers", mpm.maxChildren(), most / per, OF_WORKERS, n -> {
            Map<String, String> changes = new LinkedHashMap<>();
            changes.put("front.maxRequestWorkers", "" + n * per);
            changes.put("front.serverLimit", "" + Math.max(n, ScenarioValues.serverLimit(mpm)));
            return changes;
        });
        if (mpm instanceof EventSettings event) {
            numbers(
                    "a larger AsyncRequestWorkerFactor",
                    event.effectiveFactor(),
                    16,
                    EnumSet.of(Constraint.ACCEPT_LIMIT),
                    n -> Map.of("front.asyncRequestWorkerFactor", "" + n));
        }
    }

    /** Every number while they are small, then steps of two per cent. */
    private void numbers(
            String name, int now, int most, Set<Constraint> against, IntFunction<Map<String, String>> change) {
        List<Map<String, String>> steps = new ArrayList<>();
        double n = now;
        while (steps.size() < MOST_STEPS && n < most) {
            n = Math.min(most, Math.max(n + 1, n * 1.02));
            steps.add(change.apply((int) n));
        }
        if (!steps.isEmpty()) {
            levers.add(new Lever(name, steps, against));
        }
    }
}
