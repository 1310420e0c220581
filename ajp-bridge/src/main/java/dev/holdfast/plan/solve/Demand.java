package dev.holdfast.plan.solve;

/** Who sends the requests. */
public sealed interface Demand {
    /** Users who wait for each response, think, and send the next request. */
    record Closed(int users, Law think) implements Demand {
        /** @throws IllegalArgumentException if there is no user */
        public Closed {
            if (users < 1) {
                throw new IllegalArgumentException("there must be a user: " + users);
            }
        }
    }

    /** Connections that come as they come, at so many per second, each with one request. */
    record Open(double rate) implements Demand {
        /** @throws IllegalArgumentException if the rate is not above zero */
        public Open {
            if (!(rate > 0)) {
                throw new IllegalArgumentException("the rate must be above zero: " + rate);
            }
        }
    }
}
