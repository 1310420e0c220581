package dev.holdfast.plan.solve;

import java.util.function.DoubleUnaryOperator;

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

    private LoadDependentRepairman model() {
        double[] rates = new double[Math.min(servers, customers) + 1];
        for (int n = 1; n < rates.length; n++) {
            rates[n] = n / service;
        }
        return new LoadDependentRepairman(customers, away, rates);
    }

    /** Returns the probability of each number at the servers and in the queue, 0 to customers, as an outsider sees it. */
    public double[] probabilities() {
        return model().probabilities(customers);
    }

    /** Visits per second. */
    public double throughput() {
        return model().throughput();
    }

    /** Mean servers held. */
    public double busy() {
        return throughput() * service;
    }

    /** Mean number that waits. */
    public double waiting() {
        return model().waiting();
    }

    /** Mean wait of a visit, those without one included. */
    public double meanWait() {
        return waiting() / throughput();
    }

    /** P(a visit waits): what an arrival sees is what an outsider sees with one customer fewer. */
    public double waitingFraction() {
        return model().waitingFraction();
    }

    /** P(wait &gt; t). */
    public double waitExceeds(double t) {
        return waitTail().applyAsDouble(t);
    }

    /** Returns P(wait &gt; t) as a function of t. */
    public DoubleUnaryOperator waitTail() {
        return model().waitTail();
    }
}
