package dev.holdfast.scenario;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/** How long something takes, each time anew and independently of the times before. */
public sealed interface Distribution
        permits Distribution.Exp, Distribution.Const, Distribution.Lognormal, Distribution.Bimodal, Trace {
    /** No time at all. */
    Distribution ZERO = new Const(Duration.ZERO);

    /** Returns the mean in nanoseconds. */
    double meanNanos();

    /** Returns the coefficient of variation: the standard deviation over the mean, 0 where the mean is 0. */
    double cv();

    /** Returns the probability that it takes at most {@code nanos}. */
    double atMost(double nanos);

    /**
     * Exponential.
     *
     * @param mean above zero
     */
    record Exp(Duration mean) implements Distribution {
        /** @throws IllegalArgumentException if the mean is not above zero */
        public Exp {
            requirePositive("mean", mean);
        }

        @Override
        public double meanNanos() {
            return mean.toNanos();
        }

        @Override
        public double cv() {
            return 1;
        }

        @Override
        public double atMost(double nanos) {
            return nanos <= 0 ? 0 : -Math.expm1(-nanos / meanNanos());
        }
    }

    /**
     * Always the same.
     *
     * @param value zero or more
     */
    record Const(Duration value) implements Distribution {
        /** @throws IllegalArgumentException if the value is negative */
        public Const {
            Deadline.nanosOf(value);
        }

        @Override
        public double meanNanos() {
            return value.toNanos();
        }

        @Override
        public double cv() {
            return 0;
        }

        @Override
        public double atMost(double nanos) {
            return nanos >= meanNanos() ? 1 : 0;
        }
    }

    /**
     * Lognormal.
     *
     * @param mean of the times, not of their logarithms; above zero
     * @param cv the coefficient of variation; above zero, at most 100
     */
    record Lognormal(Duration mean, double cv) implements Distribution {
        private static final double MAX_CV = 100;

        /** @throws IllegalArgumentException naming what is out of range */
        public Lognormal {
            requirePositive("mean", mean);
            if (!(cv > 0 && cv <= MAX_CV)) {
                throw new IllegalArgumentException("cv must be above 0 and at most " + MAX_CV + ": " + cv);
            }
        }

        @Override
        public double meanNanos() {
            return mean.toNanos();
        }

        @Override
        public double atMost(double nanos) {
            return nanos <= 0 ? 0 : Normal.atMost((Math.log(nanos) - mu()) / sigma());
        }

        /** Returns the standard deviation of the times' natural logarithms, in nanoseconds. */
        public double sigma() {
            return Math.sqrt(Math.log1p(cv * cv));
        }

        /** Returns the mean of the times' natural logarithms, in nanoseconds. */
        public double mu() {
            return Math.log(meanNanos()) - Math.log1p(cv * cv) / 2;
        }
    }

    /**
     * Now short, now long, exponential in either case (hyperexponential).
     *
     * @param fast the mean of the short ones, above zero
     * @param slow the mean of the long ones, {@code fast} or more
     * @param slowShare which part are long; above 0 and below 1
     */
    record Bimodal(Duration fast, Duration slow, double slowShare) implements Distribution {
        /** @throws IllegalArgumentException naming what is out of range */
        public Bimodal {
            requirePositive("fast", fast);
            if (slow.compareTo(fast) < 0) {
                throw new IllegalArgumentException("slow must be fast or more: " + TimeText.of(slow));
            }
            if (!(slowShare > 0 && slowShare < 1)) {
                throw new IllegalArgumentException("slowShare must be above 0 and below 1: " + slowShare);
            }
        }

        @Override
        public double meanNanos() {
            return (1 - slowShare) * fast.toNanos() + slowShare * slow.toNanos();
        }

        @Override
        public double cv() {
            double fastNanos = fast.toNanos();
            double slowNanos = slow.toNanos();
            double squares = 2 * ((1 - slowShare) * fastNanos * fastNanos + slowShare * slowNanos * slowNanos);
            return Math.sqrt(squares / (meanNanos() * meanNanos()) - 1);
        }

        @Override
        public double atMost(double nanos) {
            return (1 - slowShare) * new Exp(fast).atMost(nanos) + slowShare * new Exp(slow).atMost(nanos);
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero: " + TimeText.of(duration));
        }
    }
}
