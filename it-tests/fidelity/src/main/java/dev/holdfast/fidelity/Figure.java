package dev.holdfast.fidelity;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.report.Report;
import java.util.function.ToDoubleFunction;

/** What is predicted and measured, and how far the two may be apart. Times are in milliseconds. */
enum Figure {
    THROUGHPUT(
            "requests/s",
            report -> report.throughput().value(),
            reality -> reality.tester().throughput(),
            0.03,
            0),
    TESTER_MEAN(
            "tester's mean",
            report -> report.tester().mean().value(),
            reality -> reality.tester().mean(),
            0.05,
            5),
    TESTER_P95(
            "tester's p95",
            report -> report.tester().p95().value(),
            reality -> reality.tester().p95(),
            0.10,
            5),
    WAITING_FRACTION(
            "waiting fraction",
            report -> report.waitingFraction().value(),
            reality -> reality.tester().waitingFraction(),
            0.05,
            0.0005),
    FRONT_MEAN("httpd's %D", report -> report.front().mean().value(), Reality::frontMean, 0.05, 5),
    BACK_MEAN("Tomcat's %D", report -> report.back().mean().value(), Reality::backMean, 0.05, 5),
    IDLE_HELD(
            "workers held idle",
            report -> report.workers().get(Report.Workers.IDLE_HELD).value()
                    / report.observed().toNanos()
                    * 1e9,
            reality -> reality.tester().idleHeld(),
            0,
            0) {
        /** Three hundredths of the workers. */
        @Override
        double tolerance(double predicted, Scenario scenario) {
            return 0.03 * scenario.front().orElseThrow().maxRequests();
        }

        @Override
        boolean isOf(Scenario scenario) {
            return !(scenario.front().orElseThrow() instanceof dev.holdfast.mpm.EventSettings);
        }
    },
    FAILED(
            "answers other than 200",
            report -> report.failures().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum(),
            reality -> reality.tester().errors().values().stream()
                    .mapToDouble(Long::doubleValue)
                    .sum(),
            0.1,
            0),
    RESETS("resets under a request", Report::resets, reality -> reality.tester().resets(), 0.1, 0),
    MOST_AJP_CONNECTIONS("most AJP connections", Report::ajpConnectionsMax, Reality::mostAjpConnections, 0, 0);

    private final String text;
    private final ToDoubleFunction<Report> predicted;
    private final ToDoubleFunction<Reality> measured;
    private final double relative;
    private final double absolute;

    /**
     * @param relative the tolerance, as a part of what is predicted
     * @param absolute the tolerance where that is less
     */
    Figure(
            String text,
            ToDoubleFunction<Report> predicted,
            ToDoubleFunction<Reality> measured,
            double relative,
            double absolute) {
        this.text = text;
        this.predicted = predicted;
        this.measured = measured;
        this.relative = relative;
        this.absolute = absolute;
    }

    double of(Report report) {
        return predicted.applyAsDouble(report);
    }

    double of(Reality reality) {
        return measured.applyAsDouble(reality);
    }

    /** Returns how far from {@code predicted} the measured value may be. */
    double tolerance(double predictedValue, Scenario scenario) {
        return Math.max(absolute, relative * predictedValue);
    }

    /** Returns whether it can be measured in the scenario. */
    boolean isOf(Scenario scenario) {
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
