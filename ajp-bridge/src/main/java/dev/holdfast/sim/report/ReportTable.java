package dev.holdfast.sim.report;

import dev.holdfast.sim.stats.Estimate;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a report for people. */
public final class ReportTable {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;
    /** Of an interval that reaches so much further to one side, both bounds are told. */
    private static final double TO_ONE_SIDE = 0.1;

    private static final String LATENCIES = "%-14s%26s%26s%26s%26s%10s%n";

    private final StringBuilder text = new StringBuilder();

    private ReportTable() {}

    /** Returns the report as lines of a fixed width. */
    public static String write(Report report) {
        ReportTable table = new ReportTable();
        table.rates(report);
        table.latencies(report);
        table.parts(report);
        table.resources(report);
        table.end(report);
        return table.text.toString();
    }

    private void rates(Report report) {
        line("regime", report.regime().toString());
        line("throughput", plusMinus(report.throughput(), 1) + " requests/s");
        line(
                "waiting",
                plusMinus(report.waitingFraction(), PERCENT) + " % of the requests, "
                        + plusMinus(report.waitingMean(), 1) + " ms in the mean");
        text.append('\n');
    }

    private void latencies(Report report) {
        text.append(String.format(Locale.ROOT, LATENCIES, "milliseconds", "mean", "p50", "p95", "p99", "max"));
        latency("  users", report.tester());
        latency("  front's %D", report.front());
        latency("  back end's", report.back());
        text.append('\n');
    }

    private void latency(String clock, Latency latency) {
        text.append(String.format(
                Locale.ROOT,
                LATENCIES,
                clock,
                plusMinus(latency.mean(), 1),
                quantile(latency.p50()),
                quantile(latency.p95()),
                quantile(latency.p99()),
                number(latency.max())));
    }

    private void parts(Report report) {
        text.append("what the users wait for, in milliseconds of the mean\n");
        report.parts().forEach((part, estimate) -> line("  " + part, plusMinus(estimate, 1)));
        text.append('\n');
    }

    private void resources(Report report) {
        report.workers().forEach((use, estimate) -> line("workers " + use, plusMinus(estimate, 1) + " worker-seconds"));
        line("listen queue", plusMinus(report.acceptQueue(), 1) + ", at most " + report.acceptQueueMax());
        line("AJP connections", plusMinus(report.ajpConnections(), 1) + ", at most " + report.ajpConnectionsMax());
        line(
                "refused",
                count(report.refused()) + " connections, " + count(report.synDrops()) + " SYNs dropped, "
                        + count(report.resets()) + " connections closed under a request");
        line(
                "errors",
                report.failures().isEmpty()
                        ? "none"
                        : report.failures().entrySet().stream()
                                .map(entry -> entry.getKey() + " " + count(entry.getValue()))
                                .collect(Collectors.joining(", ")));
        line(
                "used",
                report.utilisation().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + number(entry.getValue() * PERCENT) + " %")
                        .collect(Collectors.joining(", ")));
        line("bottleneck", report.bottleneck().toString());
        text.append('\n');
    }

    private void end(Report report) {
        line(
                "observed",
                number(report.observed().toNanos() / NANOS_PER_SECOND) + " s after "
                        + number(report.warmup().toNanos() / NANOS_PER_SECOND) + " s of warm-up, "
                        + report.replications()
                        + (report.replications() == 1 ? " time; " : " times; ") + "intervals are of 95 %");
        double seconds = report.wall().toNanos() / NANOS_PER_SECOND;
        line("simulated", report.events() + " events in " + number(seconds) + " s");
        report.notes().forEach(note -> line("note", note));
    }

    private void line(String name, String value) {
        text.append(String.format(Locale.ROOT, "%-22s%s%n", name, value));
    }

    private static String plusMinus(Estimate estimate, double factor) {
        String value = number(estimate.value() * factor);
        if (Double.isNaN(estimate.low())) {
            return value;
        }
        double up = estimate.high() - estimate.value();
        double down = estimate.value() - estimate.low();
        return Math.abs(up - down) > TO_ONE_SIDE * (up + down)
                ? value + between(estimate.low() * factor, estimate.high() * factor)
                : value + " ± " + number(estimate.half() * factor);
    }

    /** What never happened is none to the reader, few as they might be. */
    private static String count(Estimate estimate) {
        return estimate.value() == 0 ? "0" : number(estimate.value()) + between(estimate.low(), estimate.high());
    }

    private static String between(double low, double high) {
        return " (" + number(low) + ".." + number(high) + ")";
    }

    private static String quantile(Quantile quantile) {
        return quantile.isKnown() ? number(quantile.value()) + between(quantile.low(), quantile.high()) : "too short";
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        double size = Math.abs(number);
        int digits = size == 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }
}
