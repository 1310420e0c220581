package dev.holdfast.plan;

import dev.holdfast.scenario.LongestDuration;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.stats.Estimate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wanted.
 *
 * @param measure of what
 * @param bound seconds, at most; or requests per second, at least
 */
public record Target(Measure measure, double bound) {
    /** What is legal, to follow "must be". */
    public static final String LEGAL =
            "mean, p50, p95 or p99 with a duration of at most ten years (p99=300ms), or throughput with a rate (throughput=20/s)";

    /** The part of the requests that may fail. */
    public static final double MOST_FAILED = 0.001;

    private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)/s");

    /** What can be wanted. */
    public enum Measure {
        /** The mean response time. */
        MEAN,
        /** The median of the response times. */
        P50,
        /** What 95 % of the responses do not exceed. */
        P95,
        /** What 99 % of the responses do not exceed. */
        P99,
        /** Responses per second. */
        THROUGHPUT
    }

    /** Returns the target that {@code text} is, if it is one. */
    public static Optional<Target> parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return Optional.empty();
        }
        String value = text.substring(equals + 1);
        return switch (text.substring(0, equals).toLowerCase(Locale.ROOT)) {
            case "mean" -> time(Measure.MEAN, value);
            case "p50" -> time(Measure.P50, value);
            case "p95" -> time(Measure.P95, value);
            case "p99" -> time(Measure.P99, value);
            case "throughput" -> rate(value);
            default -> Optional.empty();
        };
    }

    private static Optional<Target> time(Measure measure, String text) {
        return LongestDuration.parse(text)
                .filter(duration -> !duration.isZero() && !duration.isNegative())
                .map(duration -> new Target(measure, duration.toNanos() / 1e9));
    }

    private static Optional<Target> rate(String text) {
        Matcher matcher = RATE.matcher(text);
        return matcher.matches() && Double.parseDouble(matcher.group(1)) > 0
                ? Optional.of(new Target(Measure.THROUGHPUT, Double.parseDouble(matcher.group(1))))
                : Optional.empty();
    }

    /** Returns the number of the outcome that the target is about. */
    public Estimate of(Outcome outcome) {
        return switch (measure) {
            case MEAN -> outcome.mean();
            case P50 -> outcome.p50();
            case P95 -> outcome.p95();
            case P99 -> outcome.p99();
            case THROUGHPUT -> outcome.throughput();
        };
    }

    /** What can be said of an outcome. */
    public enum Judgement {
        /** All of the interval meets the target. */
        MET,
        /** None of it does, or there is no steady state, or too much fails. */
        MISSED,
        /** A part of the interval does, or the number is not known, or there was no time to find out. */
        UNDECIDED
    }

    /**
     * Judges by the whole interval of the number. An outcome without a steady state misses the target, and so does one of which more than
     * {@link #MOST_FAILED} fails: what users who get nothing wait is in none of its numbers.
     */
    public Judgement judge(Outcome outcome) {
        if (!isAnswered(outcome)) {
            return Judgement.MISSED;
        }
        Estimate estimate = of(outcome);
        if (meets(estimate.low()) && meets(estimate.high())) {
            return Judgement.MET;
        }
        if (isExceededBelow(outcome)) {
            return Judgement.MISSED;
        }
        boolean known = !Double.isNaN(estimate.low()) && !Double.isNaN(estimate.high());
        return known && !meets(estimate.low()) && !meets(estimate.high()) ? Judgement.MISSED : Judgement.UNDECIDED;
    }

    /** Whether a smaller percentile is beyond the bound, which no larger one can be within, known or not. */
    private boolean isExceededBelow(Outcome outcome) {
        return switch (measure) {
            case P99 -> outcome.p95().low() > bound || outcome.p50().low() > bound;
            case P95 -> outcome.p50().low() > bound;
            case MEAN, P50, THROUGHPUT -> false;
        };
    }

    /** Whether it is about a percentile. */
    boolean isOfPercentile() {
        return measure == Measure.P50 || measure == Measure.P95 || measure == Measure.P99;
    }

    /** Whether the whole interval meets it. */
    public boolean isMetBy(Outcome outcome) {
        return judge(outcome) == Judgement.MET;
    }

    /** Whether the value meets it, wherever its interval ends: enough to search by, not to tell. */
    boolean seemsMetBy(Outcome outcome) {
        return isAnswered(outcome) && meets(of(outcome).value()) && !isExceededBelow(outcome);
    }

    private static boolean isAnswered(Outcome outcome) {
        return outcome.regime() == Report.Regime.STABLE && outcome.failed() <= MOST_FAILED;
    }

    private boolean meets(double value) {
        return measure == Measure.THROUGHPUT ? value >= bound : value <= bound;
    }

    /** As it is written. */
    @Override
    public String toString() {
        return measure.name().toLowerCase(Locale.ROOT) + "="
                + (measure == Measure.THROUGHPUT ? Text.number(bound) + "/s" : Text.seconds(bound));
    }
}
