package dev.holdfast.sim.report;

import dev.holdfast.sim.stats.Estimate;

/**
 * What a clock has of the requests that were answered, in milliseconds.
 *
 * @param mean the mean
 * @param p50 the median
 * @param p95 what 95 % do not exceed
 * @param p99 what 99 % do not exceed
 * @param max the longest
 */
public record Latency(Estimate mean, Quantile p50, Quantile p95, Quantile p99, double max) {}
