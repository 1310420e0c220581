package dev.holdfast.scenario;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.List;

/** When users come who come once. */
public sealed interface Arrivals {
    /** Returns the mean time between two of them in nanoseconds; above zero. */
    double meanNanos();

    /**
     * Returns the variance of how many come in a long time, by their mean: 1 where they come independently of each other, more where they come in
     * waves.
     */
    double dispersion();

    /**
     * The time between two of them does not depend on the times before.
     *
     * @param interval above zero in the mean
     */
    record Renewal(Distribution interval) implements Arrivals {
        /** @throws IllegalArgumentException if infinitely many would come in no time */
        public Renewal {
            if (!(interval.meanNanos() > 0)) {
                throw new IllegalArgumentException("interval must be above zero in the mean: " + interval);
            }
        }

        @Override
        public double meanNanos() {
            return interval.meanNanos();
        }

        @Override
        public double dispersion() {
            return interval.cv() * interval.cv();
        }
    }

    /**
     * A Poisson process whose rate is now the one and now the other, for times that are exponential (MMPP of two states); on and off where the
     * calm rate is 0.
     *
     * @param calmRate in a second, 0 or more
     * @param burstRate in a second, above {@code calmRate}
     * @param calm how long calm lasts in the mean, above zero
     * @param burst how long a burst lasts in the mean, above zero
     */
    record Modulated(double calmRate, double burstRate, Duration calm, Duration burst) implements Arrivals {
        private static final double NANOS_PER_SECOND = 1e9;

        /** @throws IllegalArgumentException naming what is out of range */
        public Modulated {
            if (!(calmRate >= 0)) {
                throw new IllegalArgumentException("calmRate must be 0 or more: " + calmRate);
            }
            if (!(burstRate > calmRate && Double.isFinite(burstRate))) {
                throw new IllegalArgumentException(
                        "burstRate must be above calmRate: " + burstRate + " and " + calmRate + " in a second");
            }
            if (Deadline.nanosOf(calm) == 0) {
                throw new IllegalArgumentException("calm must be above zero: " + TimeText.of(calm));
            }
            if (Deadline.nanosOf(burst) == 0) {
                throw new IllegalArgumentException("burst must be above zero: " + TimeText.of(burst));
            }
        }

        /** Returns the part of the time that is in a burst. */
        public double inBurst() {
            double burstNanos = burst.toNanos();
            return burstNanos / (burstNanos + calm.toNanos());
        }

        private double rate() {
            return calmRate + inBurst() * (burstRate - calmRate);
        }

        @Override
        public double meanNanos() {
            return NANOS_PER_SECOND / rate();
        }

        @Override
        public double dispersion() {
            double change = NANOS_PER_SECOND / calm.toNanos() + NANOS_PER_SECOND / burst.toNanos();
            double difference = burstRate - calmRate;
            return 1 + 2 * difference * difference * inBurst() * (1 - inBurst()) / (change * rate());
        }
    }

    /** Times between two of them as they were observed, in their order, and over again after the last. */
    final class Recorded implements Arrivals {
        private final long[] nanos;
        private final Trace unordered;

        /** @throws IllegalArgumentException if there is none, one is negative, or all are zero */
        public Recorded(List<Long> nanos) {
            this.unordered = new Trace(nanos);
            if (!(unordered.meanNanos() > 0)) {
                throw new IllegalArgumentException("trace must have a time above zero");
            }
            this.nanos = nanos.stream().mapToLong(Long::longValue).toArray();
        }

        /** Returns how many times there are. */
        public int size() {
            return nanos.length;
        }

        /** Returns one of the times, from 0 on in their order. */
        public long nanos(int index) {
            return nanos[index];
        }

        @Override
        public double meanNanos() {
            return unordered.meanNanos();
        }

        /** What their order adds is not in it. */
        @Override
        public double dispersion() {
            return unordered.cv() * unordered.cv();
        }
    }
}
