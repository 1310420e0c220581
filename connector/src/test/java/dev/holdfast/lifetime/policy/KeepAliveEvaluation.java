package dev.holdfast.lifetime.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;

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

    /**
     * What came out at one price.
     *
     * @param costs the mean cost of each policy over the whole run, in the order of the table
     * @param adaptiveToBestFixed by which factor the adaptive policy was dearer than the best constant timeout, which is known afterwards
     * @param adaptiveToOracle by which factor it was dearer than the oracle, after it had its time to learn
     */
    record Result(Map<String, Double> costs, double adaptiveToBestFixed, double adaptiveToOracle) {}

    private final Workload workload;
    private final long seed;
    private final List<IdleTime> idleTimes;
    private final BestTimeouts hindsight;
    /** For each phase and class what its distribution says is best; phases beyond the second repeat the first two. */
    private final List<Map<Integer, BestTimeouts>> distributions = new ArrayList<>();

    KeepAliveEvaluation(Workload workload, long seed) {
        this.workload = workload;
        this.seed = seed;
        idleTimes = workload.idleTimes(seed);
        hindsight = new BestTimeouts(idleTimes);
        for (int phase = 0; phase < Math.min(2, workload.phases()); phase++) {
            distributions.add(distribution(phase));
        }
    }

    /** Compares the policies at a price at which holding for {@code breakEven} costs one new connection. */
    Result at(long breakEven) {
        Map<String, Double> costs = new LinkedHashMap<>();
        for (long seconds : new long[] {0, 1, 5, 15, 60, 600}) {
            double cost = fixed(seconds * SECOND, breakEven);
            costs.put(seconds == 0 ? "off" : seconds == 600 ? "no limit" : seconds + " s", cost);
        }
        double bestFixed = fixed(hindsight.best(breakEven, LONGEST), breakEven);
        double[] adaptive = adaptive(breakEven);
        double[] oracle = oracle(breakEven);
        costs.put("best fixed", bestFixed);
        costs.put("ski rental", fixed(Math.min(LONGEST, breakEven), breakEven));
        costs.put("adaptive", mean(adaptive, 0));
        costs.put("oracle", mean(oracle, 0));
        costs.put("clairvoyant", mean(each(idleTime -> idleTime.leastCost(breakEven)), 0));
        return new Result(costs, mean(adaptive, 0) / bestFixed, mean(adaptive, LEARNING) / mean(oracle, LEARNING));
    }

    private double fixed(long timeout, long breakEven) {
        return mean(each(idleTime -> idleTime.cost(timeout, breakEven)), 0);
    }

    private double[] each(ToDoubleFunction<IdleTime> cost) {
        return idleTimes.stream().mapToDouble(cost).toArray();
    }

    private static double mean(double[] costs, int from) {
        return Arrays.stream(costs, from, costs.length).average().orElseThrow();
    }

    private Map<Integer, BestTimeouts> distribution(int phase) {
        SplittableRandom random = new SplittableRandom(seed * 31 + phase);
        Map<Integer, List<IdleTime>> samples = new LinkedHashMap<>();
        for (int i = 0; i < 2 * Workload.LENGTH; i++) {
            IdleTime sample = workload.next(phase, random);
            samples.computeIfAbsent(sample.reuseClass(), c -> new ArrayList<>()).add(sample);
        }
        Map<Integer, BestTimeouts> ofClass = new LinkedHashMap<>();
        samples.forEach((c, sample) -> ofClass.put(c, new BestTimeouts(sample)));
        return ofClass;
    }

    /** Knows the distribution of each class in each phase, from another sample of it, but not the single idle times. */
    private double[] oracle(long breakEven) {
        long[][] best = new long[distributions.size()][ReuseClass.COUNT];
        for (int phase = 0; phase < best.length; phase++) {
            long[] ofClass = best[phase];
            distributions.get(phase).forEach((c, timeouts) -> ofClass[c] = timeouts.best(breakEven, LONGEST));
        }
        double[] costs = new double[idleTimes.size()];
        for (int i = 0; i < costs.length; i++) {
            IdleTime idleTime = idleTimes.get(i);
            costs[i] = idleTime.cost(best[workload.phaseOf(i) % 2][idleTime.reuseClass()], breakEven);
        }
        return costs;
    }

    private double[] adaptive(long breakEven) {
        Driven driven = new Driven(breakEven, seed);
        return each(idleTime -> idleTime.cost(driven.live(idleTime.reuseClass(), timeout -> idleTime), breakEven));
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
