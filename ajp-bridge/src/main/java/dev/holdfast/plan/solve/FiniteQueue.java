package dev.holdfast.plan.solve;

/**
 * M/M/c/K: Poisson arrivals of which those are lost that find {@code capacity} in service and queue.
 *
 * @param servers 1 or more
 * @param capacity in service and queue together; at least servers
 * @param arrivalRate per second
 * @param serviceTime seconds, above zero
 */
public record FiniteQueue(int servers, int capacity, double arrivalRate, double serviceTime) {
    /** @throws IllegalArgumentException if a component is out of range */
    public FiniteQueue {
        if (servers < 1 || capacity < servers || !(arrivalRate >= 0) || !(serviceTime > 0)) {
            throw new IllegalArgumentException("there must be a server, room for it, a rate and a time: " + servers
                    + ", " + capacity + ", " + arrivalRate + ", " + serviceTime);
        }
    }

    /** Returns the probability of each number in the system, 0 to capacity. */
    public double[] probabilities() {
        return BirthDeath.probabilities(capacity, n -> arrivalRate, n -> Math.min(n, servers) / serviceTime);
    }

    /** The part of arrivals that is lost. */
    public double lostFraction() {
        return probabilities()[capacity];
    }

    /** The mean wait of those that are not lost. */
    public double meanWait() {
        double[] p = probabilities();
        double waiting = 0;
        for (int n = servers; n <= capacity; n++) {
            waiting += p[n] * (n - servers);
        }
        return arrivalRate == 0 ? 0 : waiting / (arrivalRate * (1 - p[capacity]));
    }
}
