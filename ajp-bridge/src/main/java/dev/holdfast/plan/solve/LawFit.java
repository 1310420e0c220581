package dev.holdfast.plan.solve;

import java.util.Locale;

/**
 * The law that observed times follow best: of exponential and lognormal the likelier one, with what was cut off taken as longer than that and
 * a penalty for the second parameter (Schwarz); constant where they hardly vary; as observed where neither comes close.
 *
 * @param law the choice
 * @param times how many ended by themselves
 * @param cut how many were cut off
 * @param distance the greatest difference between the law's and the observed distribution (Kolmogorov and Smirnov)
 * @param evidence why this law, in words
 */
public record LawFit(Law law, long times, long cut, double distance, String evidence) {
    private static final double CONSTANT_CV = 0.02;
    private static final double FAR = 0.1;
    private static final int SAMPLE = 400;
    /** A lognormal law at the edge of what is searched says that there is none. */
    private static final double GREATEST_CV = 100;
    /** Times of fewer ticks than this do not show what law they follow. */
    private static final double TICKS = 10;

    /**
     * Fits.
     *
     * @throws IllegalArgumentException if no time ended by itself
     */
    public static LawFit of(LifeTable table) {
        return of(table, 0);
    }

    /**
     * Fits times between two readings of a clock that ticks every {@code tick} seconds: each is wrong by up to a tick. Where they have few ticks,
     * the law is taken to be exponential.
     *
     * @throws IllegalArgumentException if no time ended by itself
     */
    public static LawFit of(LifeTable table, double tick) {
        if (table.count() == 0) {
            throw new IllegalArgumentException("no time ended by itself");
        }
        double cv = Math.sqrt(table.squaredCv());
        if (tick > 0 && table.exposure() < TICKS * tick * table.count()) {
            return ofFewTicks(table, tick);
        }
        if (cv < CONSTANT_CV && table.countCut() == 0) {
            return new LawFit(
                    new Law.Constant(table.mean()),
                    table.count(),
                    0,
                    0,
                    format("constant: the coefficient of variation is %.3f", cv));
        }
        // The likeliest mean: all the time that was watched, for each end that was seen.
        Law exponential = new Law.Exponential(table.exposure() / table.count());
        Law lognormal = lognormal(table);
        double likelihoodExponential = logLikelihood(table, exponential);
        double likelihoodLognormal = logLikelihood(table, lognormal);
        double penalty = Math.log((double) table.count() + table.countCut()) / 2;
        boolean one = likelihoodExponential >= likelihoodLognormal - penalty;
        Law law = one ? exponential : lognormal;
        double distance = distance(table, law, tick);
        String evidence = format(
                "%s: log-likelihood per time %.3f exponential, %.3f lognormal; coefficient of variation %.2f; distance %.3f",
                one ? "exponential" : "lognormal",
                likelihoodExponential / table.count(),
                likelihoodLognormal / table.count(),
                table.countCut() == 0 ? cv : Math.sqrt(law.squaredCv()),
                distance);
        if (distance > FAR && table.countCut() == 0) {
            return new LawFit(
                    new Law.Empirical(table.sample(SAMPLE)),
                    table.count(),
                    0,
                    0,
                    "as observed: " + evidence + ", which is too far");
        }
        return new LawFit(law, table.count(), table.countCut(), distance, evidence);
    }

    /**
     * Fits times of which a clock told the whole ticks only, and not the rest: an exponential law, since they do not show another. Exponential
     * times have 1 / (e^(tick / mean) - 1) whole ticks in the mean.
     *
     * @throws IllegalArgumentException if none has a whole tick
     */
    public static LawFit ofWholeTicks(LifeTable table, double tick) {
        double ticks = table.mean() / tick;
        if (!(ticks > 0)) {
            throw new IllegalArgumentException("no time has a whole tick");
        }
        double mean = tick / Math.log1p(1 / ticks);
        return new LawFit(
                new Law.Exponential(mean),
                table.count(),
                0,
                0,
                format("taken to be exponential: only whole ticks of %.0f s are known, %.4f in the mean", tick, ticks));
    }

    private static LawFit ofFewTicks(LifeTable table, double tick) {
        double mean = table.exposure() / table.count();
        Law law = new Law.Exponential(Math.max(tick / 1000, mean));
        // Less than a tenth of a tick is less than the clock's own error.
        double distance = mean < tick / TICKS ? 1 : distance(table, law, tick);
        return new LawFit(
                law,
                table.count(),
                table.countCut(),
                distance,
                format(
                        "taken to be exponential: the clock ticks every %.0f s, and they are %.2f s on average; distance %.3f",
                        tick, mean, distance));
    }

    /** Whether no law that was tried comes close to what was observed. */
    public boolean isFar() {
        return distance > FAR || law.squaredCv() > GREATEST_CV * GREATEST_CV;
    }

    private static Law lognormal(LifeTable table) {
        double[] best = {0, 0};
        double most = Double.NEGATIVE_INFINITY;
        double logMean = Math.log(Math.max(1e-9, table.exposure() / table.count()));
        double sigmaStep = 0.5;
        double muStep = 1;
        double sigma = 1;
        double mu = logMean - 0.5;
        // Pattern search: the surface has one hill.
        while (muStep > 1e-4) {
            boolean moved = false;
            for (double[] step : new double[][] {{0, 0}, {muStep, 0}, {-muStep, 0}, {0, sigmaStep}, {0, -sigmaStep}}) {
                double s = sigma + step[1];
                if (s < 0.01 || s > 4) {
                    continue;
                }
                double likelihood = logLikelihood(table, of(mu + step[0], s));
                if (likelihood > most + 1e-9) {
                    most = likelihood;
                    best = new double[] {mu + step[0], s};
                    moved = true;
                }
            }
            mu = best[0];
            sigma = best[1];
            if (!moved) {
                muStep /= 2;
                sigmaStep /= 2;
            }
        }
        return of(mu, sigma);
    }

    private static Law of(double mu, double sigma) {
        return new Law.Lognormal(Math.exp(mu + sigma * sigma / 2), Math.sqrt(Math.expm1(sigma * sigma)));
    }

    private static double logLikelihood(LifeTable table, Law law) {
        double sum = 0;
        double before = 0;
        for (int bin = 0; bin < table.bins(); bin++) {
            double after = bin == table.bins() - 1 ? 1 : law.atMost(table.start(bin + 1));
            if (table.endedIn(bin) > 0) {
                sum += table.endedIn(bin) * Math.log(Math.max(1e-300, after - before));
            }
            if (table.cutIn(bin) > 0) {
                sum += table.cutIn(bin) * Math.log(Math.max(1e-300, 1 - (before + after) / 2));
            }
            before = after;
        }
        return sum;
    }

    /** What was observed at t is something between what the law says a tick before and a tick after. */
    private static double distance(LifeTable table, Law law, double tick) {
        double greatest = 0;
        for (int bin = 1; bin < table.bins() && table.start(bin) <= table.knownUpTo(); bin++) {
            // At the starts of bins both are known exactly.
            double at = table.start(bin);
            double observed = table.within(at);
            greatest = Math.max(greatest, law.atMost(Math.max(0, at - tick)) - observed);
            greatest = Math.max(greatest, observed - law.atMost(at + tick));
        }
        return greatest;
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
