package dev.holdfast.plan;

import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.stats.Estimate;

/**
 * What a scenario comes to. Times are a client's, in seconds.
 *
 * @param by how it was found
 * @param regime whether there is a steady state; the times of another depend on how long was looked
 * @param throughput requests per second
 * @param mean response time
 * @param p50 of the response times
 * @param p95 likewise
 * @param p99 likewise
 * @param waitingFraction the part of the requests that waits, as the scenario defines waiting
 * @param workers how many there are on average that serve, are held idle, linger; NaN where not known
 * @param failed the part of the requests that fails
 * @param constraint what keeps requests waiting
 */
public record Outcome(
        By by,
        Report.Regime regime,
        Estimate throughput,
        Estimate mean,
        Estimate p50,
        Estimate p95,
        Estimate p99,
        Estimate waitingFraction,
        Workers workers,
        double failed,
        Constraint constraint) {
    /** How an outcome was found. */
    public enum By {
        /** By a closed form that holds here. */
        FORMULA,
        /** By simulation. */
        SIMULATION
    }

    /**
     * What workers do, on average.
     *
     * @param busy serving
     * @param idleHeld waiting for the next request of their connection
     * @param lingering waiting for a client to close
     */
    public record Workers(double busy, double idleHeld, double lingering) {}
}
