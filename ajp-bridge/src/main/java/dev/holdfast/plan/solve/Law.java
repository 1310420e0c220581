package dev.holdfast.plan.solve;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** A distribution of times in seconds, none of them negative. */
public sealed interface Law {
    /** The mean. */
    double mean();

    /** The squared coefficient of variation: variance by squared mean; 0 if the mean is 0. */
    double squaredCv();

    /** P(X &lt;= t). */
    double atMost(double t);

    /** E[min(X, t)]: what a wait for X lasts that is given up after t. */
    double meanUpTo(double t);

    /** E[min(X, t)^2]. */
    double secondMomentUpTo(double t);

    /** The smallest t with P(X &lt;= t) &gt;= p, for p from 0 (excluded) to 1 (excluded). */
    double quantile(double p);

    /** E[X - t | X &gt; t]: how long it still takes after t; 0 if nothing is beyond t. */
    default double residual(double t) {
        double beyond = 1 - atMost(t);
        return beyond <= 1e-12 ? 0 : (mean() - meanUpTo(t)) / beyond;
    }

    /** Returns the distribution of {@code factor} times X. */
    Law times(double factor);

    /** Memoryless. */
    record Exponential(double mean) implements Law {
        /** @throws IllegalArgumentException if the mean is negative or no number */
        public Exponential {
            requireTime("mean", mean);
        }

        @Override
        public double squaredCv() {
            return mean == 0 ? 0 : 1;
        }

        @Override
        public double atMost(double t) {
            return mean == 0 ? 1 : -Math.expm1(-t / mean);
        }

        @Override
        public double meanUpTo(double t) {
            return mean * atMost(t);
        }

        @Override
        public double secondMomentUpTo(double t) {
            if (mean == 0) {
                return 0;
            }
            double beyond = 1 - atMost(t);
            return 2 * mean * mean * (1 - beyond) - (beyond == 0 ? 0 : 2 * mean * t * beyond);
        }

        @Override
        public double quantile(double p) {
            return -mean * Math.log1p(-p);
        }

        @Override
        public Law times(double factor) {
            return new Exponential(mean * factor);
        }
    }

    /** Always the same. */
    record Constant(double mean) implements Law {
        /** @throws IllegalArgumentException if the value is negative or no number */
        public Constant {
            requireTime("value", mean);
        }

        @Override
        public double squaredCv() {
            return 0;
        }

        @Override
        public double atMost(double t) {
            return t >= mean ? 1 : 0;
        }

        @Override
        public double meanUpTo(double t) {
            return Math.min(mean, t);
        }

        @Override
        public double secondMomentUpTo(double t) {
            return Math.pow(Math.min(mean, t), 2);
        }

        @Override
        public double quantile(double p) {
            return mean;
        }

        @Override
        public Law times(double factor) {
            return new Constant(mean * factor);
        }
    }

    /** Its logarithm is normal; {@code cv} is the coefficient of variation of the times themselves. */
    record Lognormal(double mean, double cv) implements Law {
        /** @throws IllegalArgumentException if the mean or the cv is not above zero */
        public Lognormal {
            requireTime("mean", mean);
            requireTime("cv", cv);
            if (mean == 0 || cv == 0) {
                throw new IllegalArgumentException("mean and cv must be above zero: " + mean + ", " + cv);
            }
        }

        @Override
        public double squaredCv() {
            return cv * cv;
        }

        private double sigma() {
            return Math.sqrt(Math.log1p(cv * cv));
        }

        private double mu() {
            return Math.log(mean) - Math.log1p(cv * cv) / 2;
        }

        @Override
        public double atMost(double t) {
            return t <= 0 ? 0 : LogNormalDistribution.of(mu(), sigma()).cumulativeProbability(t);
        }

        /** E[X^k; X <= t]. */
        private double partialMoment(int k, double t) {
            double sigma = sigma();
            return Math.exp(k * mu() + k * k * sigma * sigma / 2)
                    * NormalDistribution.of(0, 1).cumulativeProbability((Math.log(t) - mu()) / sigma - k * sigma);
        }

        @Override
        public double meanUpTo(double t) {
            return t <= 0 ? 0 : t == Double.POSITIVE_INFINITY ? mean : partialMoment(1, t) + t * (1 - atMost(t));
        }

        @Override
        public double secondMomentUpTo(double t) {
            if (t <= 0) {
                return 0;
            }
            return t == Double.POSITIVE_INFINITY
                    ? mean * mean * (1 + cv * cv)
                    : partialMoment(2, t) + t * t * (1 - atMost(t));
        }

        @Override
        public double quantile(double p) {
            return LogNormalDistribution.of(mu(), sigma()).inverseCumulativeProbability(p);
        }

        @Override
        public Law times(double factor) {
            return new Lognormal(mean * factor, cv);
        }
    }

    /** Memoryless once it is known which of two it is; {@code slowShare} of them, above 0 and below 1, are the slow one. */
    record Hyperexponential(Exponential fast, Exponential slow, double slowShare) implements Law {
        private static final int HALVINGS = 100;

        /** @throws IllegalArgumentException if the share is not above 0 and below 1 */
        public Hyperexponential {
            if (!(slowShare > 0 && slowShare < 1)) {
                throw new IllegalArgumentException("slowShare must be above 0 and below 1: " + slowShare);
            }
        }

        private double mix(double ofFast, double ofSlow) {
            return (1 - slowShare) * ofFast + slowShare * ofSlow;
        }

        @Override
        public double mean() {
            return mix(fast.mean(), slow.mean());
        }

        @Override
        public double squaredCv() {
            double mean = mean();
            return mean == 0 ? 0 : 2 * mix(fast.mean() * fast.mean(), slow.mean() * slow.mean()) / (mean * mean) - 1;
        }

        @Override
        public double atMost(double t) {
            return mix(fast.atMost(t), slow.atMost(t));
        }

        @Override
        public double meanUpTo(double t) {
            return mix(fast.meanUpTo(t), slow.meanUpTo(t));
        }

        @Override
        public double secondMomentUpTo(double t) {
            return mix(fast.secondMomentUpTo(t), slow.secondMomentUpTo(t));
        }

        @Override
        public double quantile(double p) {
            double low = Math.min(fast.quantile(p), slow.quantile(p));
            double high = Math.max(fast.quantile(p), slow.quantile(p));
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (low + high) / 2;
                if (atMost(middle) < p) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return high;
        }

        @Override
        public Law times(double factor) {
            return new Hyperexponential(
                    new Exponential(fast.mean() * factor), new Exponential(slow.mean() * factor), slowShare);
        }
    }

    /** What was observed, each value as likely as the others. */
    final class Empirical implements Law {
        private final double[] sorted;
        private final double mean;
        private final double secondMoment;

        /** @throws IllegalArgumentException if there is no value, or one is negative or no number */
        public Empirical(double... values) {
            if (values.length == 0) {
                throw new IllegalArgumentException("there must be a value");
            }
            sorted = values.clone();
            Arrays.sort(sorted);
            requireTime("least value", sorted[0]);
            requireTime("greatest value", sorted[sorted.length - 1]);
            mean = Arrays.stream(sorted).average().orElseThrow();
            secondMoment = Arrays.stream(sorted).map(x -> x * x).average().orElseThrow();
        }

        @Override
        public double mean() {
            return mean;
        }

        @Override
        public double squaredCv() {
            return mean == 0 ? 0 : Math.max(0, secondMoment / (mean * mean) - 1);
        }

        @Override
        public double atMost(double t) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] <= t) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return (double) low / sorted.length;
        }

        @Override
        public double meanUpTo(double t) {
            return Arrays.stream(sorted).map(x -> Math.min(x, t)).average().orElseThrow();
        }

        @Override
        public double secondMomentUpTo(double t) {
            return Arrays.stream(sorted)
                    .map(x -> Math.min(x, t) * Math.min(x, t))
                    .average()
                    .orElseThrow();
        }

        @Override
        public double quantile(double p) {
            return sorted[(int) Math.min(sorted.length - 1L, Math.max(0, (long) Math.ceil(p * sorted.length) - 1))];
        }

        @Override
        public Law times(double factor) {
            return new Empirical(Arrays.stream(sorted).map(x -> x * factor).toArray());
        }
    }

    private static void requireTime(String name, double value) {
        if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(name + " must be zero or more, and finite: " + value);
        }
    }
}
