package dev.holdfast.plan;

import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Advice for people. */
public final class AdviceText {
    private final List<String> lines = new ArrayList<>();

    private AdviceText() {}

    /** Returns the lines. */
    public static List<String> of(Advice advice) {
        AdviceText text = new AdviceText();
        text.advice(advice);
        return text.lines;
    }

    private void advice(Advice advice) {
        lines.add("target     " + advice.target());
        lines.add("now        "
                + advice.before().map(AdviceText::outcome).orElse("not known: the time was too short to simulate it"));
        advice.before().ifPresent(before -> lines.add("           bound by " + before.constraint()));
        lines.add("formula    "
                + advice.formula()
                        .map(AdviceText::outcome)
                        .orElseGet(() -> advice.validity().toString()));
        lines.add("verdict    " + advice.verdict());
        if (!advice.undecided().isEmpty()) {
            lines.add("undecided  " + String.join(", ", advice.undecided()));
        }
        int number = 1;
        for (Advice.Option option : advice.options()) {
            lines.add("");
            lines.add(number++ + ". " + String.join(", and ", option.what()));
            for (Map.Entry<String, String> change : option.to().entrySet()) {
                lines.add("     " + change.getKey() + ": " + option.from().get(change.getKey()) + " -> "
                        + change.getValue());
            }
            lines.add("   then    " + outcome(option.after()) + (option.isBrief() ? ", for a short while" : ""));
            lines.add("           bound by " + option.after().constraint());
            option.formula().ifPresent(formula -> lines.add("   formula " + outcome(formula)));
            lines.add("   cost    " + cost(option.cost()));
        }
    }

    static String outcome(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        text.append("mean ").append(time(outcome.mean()));
        text.append(", p95 ").append(time(outcome.p95())).append(", p99 ").append(time(outcome.p99()));
        text.append(", ").append(rate(outcome.throughput())).append(" requests/s");
        if (outcome.failed() > 0) {
            text.append(", ").append(Text.percent(outcome.failed())).append(" fail");
        }
        if (outcome.regime() != Report.Regime.STABLE) {
            text.append(", ").append(outcome.regime());
        }
        return text.append(outcome.by() == Outcome.By.SIMULATION ? "  (simulated)" : "  (formula)")
                .toString();
    }

    static String time(Estimate estimate) {
        double value = estimate.value();
        if (Double.isNaN(value)) {
            return "not known";
        }
        return Text.seconds(value)
                + (isWide(estimate)
                        ? " (" + Text.seconds(estimate.low()) + ".." + Text.seconds(estimate.high()) + ")"
                        : "");
    }

    static String rate(Estimate estimate) {
        return Text.number(estimate.value())
                + (isWide(estimate)
                        ? " (" + Text.number(estimate.low()) + ".." + Text.number(estimate.high()) + ")"
                        : "");
    }

    private static boolean isWide(Estimate estimate) {
        return estimate.half() > 0.005 * estimate.value();
    }

    static String cost(Cost cost) {
        List<String> parts = new ArrayList<>();
        count(parts, cost.workers(), "front workers");
        count(parts, cost.backendThreads(), "back-end threads");
        count(parts, cost.ajpConnections(), "AJP connections at most");
        if (cost.memoryMiB() != 0) {
            parts.add("about " + signed(cost.memoryMiB()) + " MiB");
        }
        if (Math.abs(cost.connectionsPerSecond()) > 0.05) {
            parts.add(signed(cost.connectionsPerSecond()) + " new connections/s");
        }
        if (!Double.isNaN(cost.idleWorkers())) {
            parts.add(Text.number(Math.rint(cost.idleWorkers() * 10) / 10) + " workers idle on average");
        }
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static void count(List<String> parts, long more, String of) {
        if (more != 0) {
            parts.add(signed((double) more) + " " + of);
        }
    }

    private static String signed(double value) {
        return (value > 0 ? "+" : "") + Text.number(value);
    }
}
