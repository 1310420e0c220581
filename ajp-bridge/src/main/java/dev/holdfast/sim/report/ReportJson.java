package dev.holdfast.sim.report;

import dev.holdfast.sim.Sample;
import dev.holdfast.sim.stats.Estimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a report for programs: an interval stands beside its value, as {@code Interval}, and null is what could not be told. */
public final class ReportJson {
    private static final String INTERVAL = "Interval";
    private static final double NANOS_PER_SECOND = 1e9;

    private ReportJson() {}

    /** Returns the report as a JSON object. */
    public static String write(Report report, long seed) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("regime", report.regime().toString());
        put(json, "throughputPerSecond", report.throughput());
        json.put("tester", latency(report.tester()));
        json.put("front", latency(report.front()));
        json.put("back", latency(report.back()));
        put(json, "waitingFraction", report.waitingFraction());
        put(json, "waitingMean", report.waitingMean());
        each(json, "decomposition", report.parts());
        each(json, "workerSeconds", report.workers());
        Map<String, @Nullable Object> queue = new LinkedHashMap<>();
        put(queue, "mean", report.acceptQueue());
        queue.put("max", report.acceptQueueMax());
        json.put("acceptQueue", queue);
        put(json, "refused", report.refused());
        put(json, "synDrops", report.synDrops());
        put(json, "resets", report.resets());
        each(json, "errors", report.failures());
        json.put("unfinished", report.unfinished());
        json.put("starved", report.starved());
        Map<String, @Nullable Object> ajp = new LinkedHashMap<>();
        put(ajp, "mean", report.ajpConnections());
        ajp.put("max", report.ajpConnectionsMax());
        json.put("ajpConnections", ajp);
        put(json, "memberErrorSeconds", report.memberErrorSeconds());
        json.put("bottleneck", report.bottleneck().toString());
        json.put("utilisation", report.utilisation());
        json.put("run", run(report, seed));
        if (!report.series().isEmpty()) {
            json.put("series", series(report.series()));
        }
        json.put("notes", report.notes());
        return Json.write(json);
    }

    private static Map<String, @Nullable Object> run(Report report, long seed) {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        double seconds = report.wall().toNanos() / NANOS_PER_SECOND;
        run.put("seed", seed);
        run.put("replications", report.replications());
        run.put("warmupSeconds", seconds(report.warmup()));
        run.put("observedSeconds", seconds(report.observed()));
        run.put("requests", report.requests());
        run.put("events", report.events());
        run.put("seconds", seconds);
        run.put("eventsPerSecond", report.events() / seconds);
        return run;
    }

    private static List<Map<String, Object>> series(List<Sample> samples) {
        List<Map<String, Object>> series = new ArrayList<>();
        for (Sample sample : samples) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("seconds", sample.nanos() / NANOS_PER_SECOND);
            one.put("children", sample.children());
            one.put("busy", sample.busy());
            one.put("idleHeld", sample.idleHeld());
            one.put("lingering", sample.lingering());
            one.put("idle", sample.idle());
            one.put("connections", sample.connections());
            one.put("acceptQueue", sample.acceptQueue());
            one.put("ajpConnections", sample.ajpConnections());
            one.put("backThreads", sample.backThreads());
            one.put("completed", sample.completed());
            series.add(one);
        }
        return series;
    }

    private static Map<String, @Nullable Object> latency(Latency latency) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        put(json, "mean", latency.mean());
        put(json, "p50", latency.p50());
        put(json, "p95", latency.p95());
        put(json, "p99", latency.p99());
        json.put("max", latency.max());
        return json;
    }

    private static void each(Map<String, @Nullable Object> json, String name, Map<?, Estimate> estimates) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, @Nullable Object> intervals = new LinkedHashMap<>();
        estimates.forEach((key, estimate) -> {
            values.put(String.valueOf(key), estimate.value());
            intervals.put(String.valueOf(key), interval(estimate.low(), estimate.high()));
        });
        json.put(name, values);
        json.put(name + INTERVAL, intervals);
    }

    private static void put(Map<String, @Nullable Object> json, String name, Estimate estimate) {
        json.put(name, estimate.value());
        json.put(name + INTERVAL, interval(estimate.low(), estimate.high()));
    }

    private static void put(Map<String, @Nullable Object> json, String name, Quantile quantile) {
        json.put(name, quantile.value());
        json.put(name + INTERVAL, interval(quantile.low(), quantile.high()));
    }

    private static @Nullable List<Double> interval(double low, double high) {
        return Double.isNaN(low) || Double.isNaN(high) ? null : List.of(low, high);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
