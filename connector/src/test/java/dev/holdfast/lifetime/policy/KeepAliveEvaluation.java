package dev.holdfast.lifetime.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * What policies cost on a workload at a given price, in new connections for each idle time: 1 where a connection is given up that the client
 * would have used, or does not come back to, and 1 for each break-even time held. The adaptive policy is the real one, driven through its
 * own interface in virtual time.
 */
final class KeepAliveEvaluation {
    static final long SECOND = 1_000_000_000;
    static final long LONGEST = 600 * SECOND;
    /** Idle times after which a learner is compared with who knew the distribution from the start. */
    static final int LEARNING = 2000;

    private static final double SETUP_NANOS = 1e8;

    private final Workload workload;
    private final long seed;
    private final long breakEven;
    private final List<IdleTime> idleTimes;
    private final double[] oracle;
    private final double[] adaptive;

    KeepAliveEvaluation(Workload workload, long breakEven, long seed) {
        this.workload = workload;
        this.breakEven = breakEven;
        this.seed = seed;
        idleTimes = workload.idleTimes(seed);
        oracle = oracle();
        adaptive = adaptive();
    }

    /** Returns the mean cost of each policy over the whole run, in the order of the table. */
    Map<String, Double> costs() {
        Map<String, Double> costs = new LinkedHashMap<>();
        for (long seconds : new long[] {0, 1, 5, 15, 60, 600}) {
            costs.put(seconds == 0 ? "off" : seconds == 600 ? "no limit" : seconds + " s", fixed(seconds * SECOND));
        }
        costs.put("best fixed", fixed(BestTimeouts.best(idleTimes, breakEven, LONGEST)));
        costs.put("ski rental", fixed(Math.min(LONGEST, breakEven)));
        costs.put("adaptive", mean(adaptive, 0));
        costs.put("oracle", mean(oracle, 0));
        costs.put(
                "clairvoyant",
                idleTimes.stream()
                        .mapToDouble(i -> i.leastCost(breakEven))
                        .average()
                        .orElseThrow());
        return costs;
    }

    /** Returns by which factor the adaptive policy was dearer than the oracle, after it had its time to learn. */
    double adaptiveToOracle() {
        return mean(adaptive, LEARNING) / mean(oracle, LEARNING);
    }

    private double fixed(long timeout) {
        return idleTimes.stream()
                .mapToDouble(i -> i.cost(timeout, breakEven))
                .average()
                .orElseThrow();
    }

    private static double mean(double[] costs, int from) {
        double sum = 0;
        for (int i = from; i < costs.length; i++) {
            sum += costs[i];
        }
        return sum / (costs.length - from);
    }

    /** Knows the distribution of each class in each phase, from another sample of it, but not the single idle times. */
    private double[] oracle() {
        long[][] best = new long[Math.min(2, workload.phases())][ReuseClass.COUNT];
        for (int phase = 0; phase < best.length; phase++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + phase);
            Map<Integer, List<IdleTime>> samples = new LinkedHashMap<>();
            for (int i = 0; i < 2 * Workload.LENGTH; i++) {
                IdleTime sample = workload.next(phase, random);
                samples.computeIfAbsent(sample.reuseClass(), c -> new ArrayList<>())
                        .add(sample);
            }
            long[] ofPhase = best[phase];
            samples.forEach((c, sample) -> ofPhase[c] = BestTimeouts.best(sample, breakEven, LONGEST));
        }
        double[] costs = new double[idleTimes.size()];
        for (int i = 0; i < costs.length; i++) {
            IdleTime idleTime = idleTimes.get(i);
            costs[i] = idleTime.cost(best[workload.phaseOf(i) % 2][idleTime.reuseClass()], breakEven);
        }
        return costs;
    }

    private double[] adaptive() {
        Driven driven = new Driven(breakEven, seed);
        double[] costs = new double[idleTimes.size()];
        for (int i = 0; i < costs.length; i++) {
            IdleTime idleTime = idleTimes.get(i);
            costs[i] = idleTime.cost(driven.live(idleTime.reuseClass(), timeout -> idleTime), breakEven);
        }
        return costs;
    }

    /** One connection after another under the real policy at a constant price. */
    static final class Driven {
        private final KeepAlivePolicy<String> policy;
        private final IdleConnection<String> connection = new IdleConnection<>("the only one");
        private final Places places = Places.unlimited();
        private long now;

        Driven(long breakEven, long seed) {
            policy = new AdaptivePolicy<>(
                    new AdaptiveSettings(LONGEST, (long) SETUP_NANOS, 90, 100),
                    new ConstantPrice(SETUP_NANOS / breakEven),
                    new SplittableRandom(seed));
        }

        /** Lets a connection idle as the world answers to the timeout granted, and returns that. */
        long live(int reuseClass, LongFunction<IdleTime> world) {
            Grant grant = policy.grant(reuseClass, places, now);
            long timeout = grant.timeoutNanos();
            IdleTime idleTime = world.apply(timeout);
            if (timeout > 0) {
                policy.idle(connection, grant, now);
                if (idleTime.nanos() > timeout) {
                    now += timeout;
                    policy.closed(connection, now);
                } else if (idleTime.leaves()) {
                    now += idleTime.nanos();
                    policy.clientLeft(connection, now);
                } else {
                    now += idleTime.nanos();
                    policy.reused(connection, now);
                }
            }
            return timeout;
        }
    }
}
