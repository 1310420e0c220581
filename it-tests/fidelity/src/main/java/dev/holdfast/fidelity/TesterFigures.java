package dev.holdfast.fidelity;

import dev.holdfast.sim.report.Report;
import java.util.Map;

/**
 * What the users measured.
 *
 * @param count requests answered with 200 after the warm-up
 * @param throughput of them, a second
 * @param mean from the wish to ask to the last byte, connects included; milliseconds, as are the next three
 * @param waitingFraction how many took longer than the scenario's {@code run.waitingOver}
 * @param waitingMean how long those took, in the mean, in milliseconds
 * @param idleHeld connections open and without a request, in the mean over time
 * @param errors answers other than 200, by status
 * @param resets connections closed under a request
 * @param refused connects that failed
 * @param unfinished users in the middle of a request at the end
 * @param regime by the rules that the simulator has
 */
record TesterFigures(
        long count,
        double throughput,
        double mean,
        double p50,
        double p95,
        double p99,
        double waitingFraction,
        double waitingMean,
        double idleHeld,
        Map<Integer, Long> errors,
        long resets,
        long refused,
        int unfinished,
        Report.Regime regime) {}
