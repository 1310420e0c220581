package dev.holdfast.lifetime.policy;

import org.jspecify.annotations.Nullable;

/**
 * How idle times ended, and what that says of the next one: a life table over {@link GapBins}.
 *
 * <p>An idle time that we end tells only that no request came until then; it counts among those at risk up to there and not beyond, which is
 * what keeps a short timeout from looking like proof that nobody comes back (the estimator is Kaplan and Meier's, in the grouped form of
 * actuaries). What was seen counts half after {@value #HALF_LIFE} events. What little is known about a class is filled up from a parent: as if {@value #PARENT_WEIGHT} connections more had been seen
 * that behave as the parent's.
 */
final class ReuseHistogram {
    /** How many events lie between two conclusions: drawing them takes two microseconds. */
    static final int LEARN_INTERVAL = 64;

    private static final int HALF_LIFE = 4096;
    private static final double AGING = Math.pow(0.5, (double) LEARN_INTERVAL / HALF_LIFE);
    private static final int PARENT_WEIGHT = 8;

    private final @Nullable ReuseHistogram parent;
    private final double[] reused = new double[GapBins.COUNT];
    private final double[] left = new double[GapBins.COUNT];
    private final double[] ended = new double[GapBins.COUNT];
    /** Of those that ended here, how many were at risk: 1 each, but those that we closed only by the part of the bin they lived through. */
    private final double[] atRiskOfEnded = new double[GapBins.COUNT];

    private final double[] nanosOfEnded = new double[GapBins.COUNT];

    private final double[] atRisk = new double[GapBins.COUNT];
    private final double[] reuse = new double[GapBins.COUNT];
    private final double[] leave = new double[GapBins.COUNT];
    private final double[] hold = new double[GapBins.COUNT];

    /** Makes one that has seen nothing; one without parent takes it that nobody comes back. */
    ReuseHistogram(@Nullable ReuseHistogram parent) {
        this.parent = parent;
        learn();
    }

    /** Adds {@code weight} idle times of one length; a negative weight takes them away again. */
    void add(Ending ending, long idleNanos, double weight) {
        int bin = GapBins.of(idleNanos);
        double lived = Math.min(1, (idleNanos - GapBins.start(bin)) / GapBins.width(bin));
        ended[bin] += weight;
        nanosOfEnded[bin] += weight * lived * GapBins.width(bin);
        atRiskOfEnded[bin] += ending == Ending.CLOSED ? weight * lived : weight;
        switch (ending) {
            case REUSED -> reused[bin] += weight;
            case CLIENT_LEFT -> left[bin] += weight;
            case CLOSED -> {}
        }
    }

    /** Ages what was seen by {@value #LEARN_INTERVAL} events, and draws the conclusions that the methods below tell. */
    void learn() {
        for (int bin = 0; bin < GapBins.COUNT; bin++) {
            reused[bin] *= AGING;
            left[bin] *= AGING;
            ended[bin] *= AGING;
            atRiskOfEnded[bin] *= AGING;
            nanosOfEnded[bin] *= AGING;
        }
        countAtRisk();
        if (parent == null) {
            shrinkToShorter();
        } else {
            shrinkTo(parent);
        }
    }

    private void countAtRisk() {
        double beyond = 0;
        for (int bin = GapBins.COUNT - 1; bin >= 0; bin--) {
            atRisk[bin] = beyond + atRiskOfEnded[bin];
            hold[bin] = beyond * GapBins.width(bin) + nanosOfEnded[bin];
            beyond += ended[bin];
        }
    }

    /** Takes each bin to be like the one before it, as far as it has no idle times of its own. */
    private void shrinkToShorter() {
        shrink(0, 1, 0, 0, GapBins.width(0));
        for (int bin = 1; bin < GapBins.COUNT; bin++) {
            shrink(bin, 1, reuse[bin - 1], leave[bin - 1], GapBins.width(bin));
        }
    }

    /**
     * Takes the class to be reused as much more or less often than all are as it was up to there. Without that, robots which are always closed
     * after a second would be taken for readers from the second second on, and held.
     */
    private void shrinkTo(ReuseHistogram all) {
        double seen = 1;
        double expected = 1;
        for (int bin = 0; bin < GapBins.COUNT; bin++) {
            double priorReuse = Math.min(1, all.reuse[bin] * seen / expected);
            seen += reused[bin];
            expected += atRisk[bin] * all.reuse[bin];
            shrink(bin, PARENT_WEIGHT, priorReuse, all.leave[bin], all.hold[bin]);
        }
    }

    private void shrink(int bin, double weight, double priorReuse, double priorLeave, double priorHold) {
        // Weights taken away may leave fewer at risk in a bin than ended there.
        double n = Math.max(atRisk[bin], reused[bin] + left[bin]) + weight;
        reuse[bin] = (reused[bin] + weight * priorReuse) / n;
        leave[bin] = (left[bin] + weight * priorLeave) / n;
        hold[bin] = (hold[bin] + weight * priorHold) / n;
    }

    /** Returns the probability that the next request comes within {@code bin}, given that the connection idles at its start. */
    double reuse(int bin) {
        return reuse[bin];
    }

    /** Returns the probability that the client closes within {@code bin}, given that the connection idles at its start. */
    double leave(int bin) {
        return leave[bin];
    }

    /** Returns how many nanoseconds of {@code bin} a connection idles on average, given that it idles at its start. */
    double hold(int bin) {
        return hold[bin];
    }

    /**
     * Returns what it is worth to go on holding a connection that idles for {@code ageNanos}: requests to be expected for each nanosecond of
     * waiting, over the wait up to {@code longestNanos} for which that is the most. It is the price at which one would give the connection up (Gittins' index), and no
     * less than the present hazard, which would give up every polling program in between two of its polls.
     */
    double worth(long ageNanos, long longestNanos) {
        double idle = 1;
        double requests = 0;
        double nanos = 0;
        double most = 0;
        for (int bin = GapBins.of(ageNanos); bin < GapBins.COUNT && GapBins.start(bin) < longestNanos; bin++) {
            requests += idle * reuse[bin];
            nanos += idle * hold[bin];
            idle *= Math.max(0, 1 - reuse[bin] - leave[bin]);
            if (requests > most * nanos) {
                most = requests / nanos;
            }
        }
        return most;
    }
}
