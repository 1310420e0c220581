package dev.holdfast.scenario;

import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many users there are, and when they come. */
public sealed interface Population {
    /**
     * A fixed number, each of whom thinks after a response, or after an error, and then asks again.
     *
     * @param users 1 to 1000000
     * @param together whether they all ask at the start; otherwise each thinks first
     * @param step another number from a time on, or null; those who are too many think no more
     */
    record Closed(int users, boolean together, @Nullable Step step) implements Population {
        /** The most of them. */
        public static final int MAX_USERS = 1_000_000;

        /** @throws IllegalArgumentException naming the component that is out of range */
        public Closed {
            Ranges.require("closed", users, 1, MAX_USERS);
        }

        /** A fixed number that is always the same, and thinks first. */
        public Closed(int users) {
            this(users, false, null);
        }

        /** Returns the largest number of users there are at any time. */
        public int most() {
            return step == null ? users : Math.max(users, step.users());
        }
    }

    /**
     * Another number of users.
     *
     * @param at from the start
     * @param users 0 to 1000000
     */
    record Step(Duration at, int users) {
        /** @throws IllegalArgumentException naming the component that is out of range */
        public Step {
            Ranges.require("closed", users, 0, Closed.MAX_USERS);
            Deadline.nanosOf(at);
        }
    }

    /**
     * New ones, each of whom asks a number of times and is never seen again.
     *
     * @param arrivals when they come
     */
    record Open(Arrivals arrivals) implements Population {
        /**
         * With times between them that do not depend on each other.
         *
         * @param interval above zero in the mean
         * @throws IllegalArgumentException if infinitely many would come in no time
         */
        public Open(Distribution interval) {
            this(new Arrivals.Renewal(interval));
        }

        /** Returns how many come in a second, in the mean. */
        public double ratePerSecond() {
            return 1e9 / arrivals.meanNanos();
        }
    }
}
