package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** The evaluation that docs/keep-alive-policies.md shows; its tables are written to {@code target/keep-alive-*.md}. */
final class KeepAliveEvaluationTest {
    private static final long SEED = 1;
    private static final long SECOND = KeepAliveEvaluation.SECOND;
    private static final List<Long> BREAK_EVENS = List.of(SECOND / 10, SECOND, 10 * SECOND, 100 * SECOND);
    private static final long SHOWN = 10 * SECOND;

    @Test
    void isNeverMuchDearerThanTheBestFixedTimeoutNorThanTheOracleWhereNothingChanges() throws IOException {
        StringBuilder table = new StringBuilder();
        StringBuilder ratios =
                new StringBuilder("\n| workload | 0.1 s | 1 s | 10 s | 100 s |\n|---|---|---|---|---|\n");
        for (Workload workload : Workload.values()) {
            ratios.append("| ").append(workload.title());
            KeepAliveEvaluation evaluation = new KeepAliveEvaluation(workload, SEED);
            for (long breakEven : BREAK_EVENS) {
                KeepAliveEvaluation.Result result = evaluation.at(breakEven);
                ratios.append(String.format(
                        Locale.ROOT, " | %.3f, %.3f", result.adaptiveToBestFixed(), result.adaptiveToOracle()));
                if (breakEven == SHOWN) {
                    show(table, workload.title(), result.costs());
                }
                String what = workload + " at " + breakEven;
                assertThat(result.adaptiveToBestFixed())
                        .as(what + ", to best fixed")
                        .isLessThanOrEqualTo(1.05);
                if (workload.phases() == 1) {
                    assertThat(result.adaptiveToOracle())
                            .as(what + ", to oracle")
                            .isLessThanOrEqualTo(1.02);
                }
            }
            ratios.append(" |\n");
        }
        write("workloads", table.append(ratios));
    }

    @Test
    void isNotFarFromTheBestPossibleWhereNoTimeoutIsBetterThanAnother() {
        SplittableRandom random = new SplittableRandom(SEED);
        // No timeout is better than another here, and the best that is possible without foresight costs e / (e - 1).
        double ratio = ratio(timeout -> IdleTime.reuse(Workload.PAGE, Workload.exponential(10, random)));
        assertThat(ratio).isLessThanOrEqualTo(1.62);
    }

    @Test
    void isNotCaughtByRequestsThatComeJustAfterTheBreakEvenTime() {
        IdleTime late = new IdleTime(Workload.PAGE, SHOWN + SECOND / 1000, false);
        assertThat(late.cost(SHOWN, SHOWN)).isEqualTo(2);
        assertThat(ratio(timeout -> late)).isLessThanOrEqualTo(1.02);
    }

    @Test
    void costsAtMostTwiceTheLeastWhenRegimesChangeAsSoonAsTheyAreLearnt() {
        int[] count = {0};
        double ratio = ratio(timeout ->
                count[0]++ / 4096 % 2 == 0 ? IdleTime.reuse(Workload.PAGE, 2) : IdleTime.never(Workload.PAGE));
        assertThat(ratio).isLessThanOrEqualTo(2);
    }

    /**
     * Whoever answers to each single timeout, which no client can see before it is used, beats every learner: what is said here is only that
     * the loss is known. A timeout at the break-even time for ever, and nothing else, would keep it to 2.
     */
    @Test
    void losesToAnOpponentWhoSeesEveryTimeout() {
        double ratio = ratio(timeout -> new IdleTime(Workload.PAGE, timeout + SECOND / 1000, false));
        assertThat(ratio).isGreaterThan(2);
    }

    @Test
    void reconnectsHalfAsOftenAsTheLongestIdleRuleWhenPlacesAreShort() throws IOException {
        StringBuilder table =
                new StringBuilder("| given up when no place is left | requests that had to reconnect |\n|---|---|\n");
        double longestIdle = 0;
        double adaptive = 0;
        for (SlotCapSimulation.Strategy strategy : SlotCapSimulation.Strategy.values()) {
            double share = new SlotCapSimulation(strategy, SEED).run();
            table.append(String.format(Locale.ROOT, "| %s | %.1f %% |%n", strategy.title(), 100 * share));
            switch (strategy) {
                case LONGEST_IDLE -> longestIdle = share;
                case ADAPTIVE -> adaptive = share;
                case KILL_ALL, PRESSURE, CLAIRVOYANT -> {}
            }
        }
        write("places", table);
        assertThat(adaptive).isLessThanOrEqualTo(longestIdle / 2);
    }

    /** Returns what the adaptive policy costs in a world, as a multiple of what it costs who knows the world's answers. */
    private static double ratio(LongFunction<IdleTime> world) {
        KeepAliveEvaluation.Driven driven = new KeepAliveEvaluation.Driven(SHOWN, SEED);
        double[] cost = {0, 0};
        for (int i = 0; i < Workload.LENGTH; i++) {
            IdleTime[] answer = new IdleTime[1];
            long timeout = driven.live(Workload.PAGE, granted -> answer[0] = world.apply(granted));
            cost[0] += answer[0].cost(timeout, SHOWN);
            cost[1] += answer[0].leastCost(SHOWN);
        }
        return cost[0] / cost[1];
    }

    private static void show(StringBuilder table, String title, Map<String, Double> costs) {
        if (table.isEmpty()) {
            table.append("| workload | ")
                    .append(String.join(" | ", costs.keySet()))
                    .append(" |\n|---");
            table.append("|---".repeat(costs.size())).append("|\n");
        }
        table.append("| ").append(title);
        costs.values().forEach(cost -> table.append(String.format(Locale.ROOT, " | %.2f", cost)));
        table.append(" |\n");
    }

    private static void write(String name, CharSequence table) throws IOException {
        Files.writeString(Path.of("target", "keep-alive-" + name + ".md"), table);
    }
}
