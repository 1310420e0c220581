package dev.holdfast.plan.solve;

import org.apache.commons.statistics.distribution.PoissonDistribution;

/**
 * The machine repairman M/M/c//N: customers who go away for a while, come back and are served by one of several servers. Exact where both
 * times are exponential; in fact whatever the distribution of the time away, and where there is a server for everyone whatever the other.
 *
 * @param customers 1 or more
 * @param servers 1 or more
 * @param service mean seconds that a server is held, above zero
 * @param away mean seconds between two visits, above zero
 */
public record Repairman(int customers, int servers, double service, double away) {
    /** @throws IllegalArgumentException if a component is out of range */
    public Repairman {
        if (customers < 1 || servers < 1 || !(service > 0) || !(away > 0)) {
            throw new IllegalArgumentException("there must be customers, servers and times above zero: " + customers
                    + ", " + servers + ", " + service + ", " + away);
        }
    }

    /** Returns the probability of each number at the servers and in the queue, 0 to customers, as an outsider sees it. */
    public double[] probabilities() {
        return probabilities(customers);
    }

    private double[] probabilities(int population) {
        return BirthDeath.probabilities(population, n -> (population - n) / away, n -> Math.min(n, servers) / service);
    }

    /** Visits per second. */
    public double throughput() {
        double[] p = probabilities();
        double gone = 0;
        for (int n = 0; n < customers; n++) {
            gone += p[n] * (customers - n);
        }
        return gone / away;
    }

    /** Mean servers held. */
    public double busy() {
        return throughput() * service;
    }

    /** Mean number that waits. */
    public double waiting() {
        double[] p = probabilities();
        double sum = 0;
        for (int n = servers; n <= customers; n++) {
            sum += p[n] * (n - servers);
        }
        return sum;
    }

    /** Mean wait of a visit, those without one included. */
    public double meanWait() {
        return waiting() / throughput();
    }

    /** P(a visit waits): what an arrival sees is what an outsider sees with one customer fewer. */
    public double waitingFraction() {
        double[] p = probabilities(customers - 1);
        double sum = 0;
        for (int n = servers; n < customers; n++) {
            sum += p[n];
        }
        return sum;
    }

    /** P(wait &gt; t): behind k others in the queue the wait is a sum of k+1 exponential times. */
    public double waitExceeds(double t) {
        double[] p = probabilities(customers - 1);
        double expected = t * servers / service;
        if (expected == 0) {
            return waitingFraction();
        }
        PoissonDistribution departures = PoissonDistribution.of(expected);
        double sum = 0;
        for (int n = servers; n < customers; n++) {
            sum += p[n] * departures.cumulativeProbability(n - servers);
        }
        return sum;
    }
}
