package dev.holdfast.fidelity;

import dev.holdfast.fidelity.Prediction.Range;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.stats.Estimate;
import java.util.List;
import java.util.Objects;

/** What is predicted and measured, and how far the two may be apart. Times are in milliseconds. */
enum Figure {
    THROUGHPUT("requests/s", 0.03, 0),
    TESTER_MEAN("tester's mean", 0.05, 5),
    TESTER_P95("tester's p95", 0.10, 5),
    WAITING_FRACTION("waiting fraction", 0.05, 0.0005),
    FRONT_MEAN("httpd's %D", 0.05, 5),
    BACK_MEAN("back end's %D", 0.05, 5),
    /** In the mean over time; of prefork and worker, and measured by the testers: event holds none. */
    IDLE_HELD("workers held idle", 0, 0),
    /** As many as chance has, and so without a tolerance; so are the resets. */
    FAILED("failed requests", 0, 0),
    RESETS("resets under a request", 0, 0),
    /** In the mean over time. */
    AJP_CONNECTIONS("AJP connections", 0.03, 0.5),
    MOST_AJP_CONNECTIONS("most AJP connections", 0, 0);

    private static final double PART_OF_WORKERS = 0.03;
    private static final double NANOS_PER_SECOND = 1e9;

    private final String text;
    private final double relative;
    private final double absolute;

    /**
     * @param relative the tolerance, as a part of what is predicted
     * @param absolute the tolerance where that is less
     */
    Figure(String text, double relative, double absolute) {
        this.text = text;
        this.relative = relative;
        this.absolute = absolute;
    }

    double of(Report report) {
        return switch (this) {
            case THROUGHPUT -> report.throughput().value();
            case TESTER_MEAN -> report.tester().mean().value();
            case TESTER_P95 -> report.tester().p95().observed();
            case WAITING_FRACTION -> report.waitingFraction().value();
            case FRONT_MEAN -> report.front().mean().value();
            case BACK_MEAN -> report.back().mean().value();
            case IDLE_HELD -> {
                Estimate seconds = Objects.requireNonNull(report.workers().get(Report.Workers.IDLE_HELD));
                yield seconds.value() / report.observed().toNanos() * NANOS_PER_SECOND;
            }
            case FAILED ->
                report.failures().values().stream().mapToDouble(Estimate::value).sum();
            case RESETS -> report.resets().value();
            case AJP_CONNECTIONS -> report.ajpConnections().value();
            case MOST_AJP_CONNECTIONS -> report.ajpConnectionsMax();
        };
    }

    double of(Reality reality) {
        TesterFigures tester = reality.tester();
        return switch (this) {
            case THROUGHPUT -> tester.throughput();
            case TESTER_MEAN -> tester.mean();
            case TESTER_P95 -> tester.p95();
            case WAITING_FRACTION -> tester.waitingFraction();
            case FRONT_MEAN -> reality.frontMean();
            case BACK_MEAN -> reality.backMean();
            case IDLE_HELD -> tester.idleHeld();
            case FAILED ->
                tester.errors().values().stream().mapToLong(Long::longValue).sum() + tester.refused();
            case RESETS -> tester.resets();
            case AJP_CONNECTIONS -> reality.ajpConnections();
            case MOST_AJP_CONNECTIONS -> reality.mostAjpConnections();
        };
    }

    /** Returns how far from {@code predicted} the measured value may be; 0 of what goes wrong. */
    double tolerance(double predicted, Scenario scenario) {
        return this == IDLE_HELD
                ? PART_OF_WORKERS * scenario.front().orElseThrow().maxRequests()
                : Math.max(absolute, relative * predicted);
    }

    /**
     * Returns the least that the mean over {@code runs} can differ by: one request of the run that has the most, if it is a part of all requests; else 0,
     * of what is measured in units of its own.
     *
     * @param runs at least one
     */
    double grain(List<Reality> runs) {
        return this == WAITING_FRACTION
                ? 1.0
                        / runs.size()
                        / runs.stream()
                                .mapToLong(run -> run.tester().count())
                                .max()
                                .orElseThrow()
                : 0;
    }

    /**
     * Judges what is measured. What goes wrong is right where it is as often as chance has it, however rare. All else is where it is within its tolerance, if
     * chance is too; only what is outside of both is wrong. The end of chance is that which can be measured: the nearest multiple of the grain.
     *
     * @param tolerance how far from the predicted mean it may be; 0 or more
     * @param grain the least that measurements can differ by; 0 or more
     */
    Verdict verdict(Range predicted, double tolerance, double measured, double grain) {
        if (this == FAILED || this == RESETS) {
            return predicted.contains(measured) ? Verdict.WITHIN : Verdict.MISSED;
        }
        // A number that nearly all runs have is that of all, though their mean is not quite.
        double expected = predicted.low() == predicted.high() ? predicted.low() : predicted.mean();
        boolean near = Math.abs(measured - expected) <= tolerance;
        boolean decides = expected - tolerance <= predicted.low() && predicted.high() <= expected + tolerance;
        if (near) {
            return decides ? Verdict.WITHIN : Verdict.UNDECIDED;
        }
        double beyond = Math.max(predicted.low() - measured, measured - predicted.high());
        return beyond <= grain / 2 ? Verdict.UNDECIDED : Verdict.MISSED;
    }

    /** Returns whether it can be measured in the scenario. */
    boolean isOf(Scenario scenario) {
        return this != IDLE_HELD || !(scenario.front().orElseThrow() instanceof EventSettings);
    }

    @Override
    public String toString() {
        return text;
    }
}
