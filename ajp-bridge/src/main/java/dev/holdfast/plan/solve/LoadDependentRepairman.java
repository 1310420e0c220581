package dev.holdfast.plan.solve;

import java.util.function.DoubleUnaryOperator;

/** The machine repairman whose servers help or hinder each other: how fast customers are served depends on how many are. */
final class LoadDependentRepairman {
    private final int customers;
    private final double away;
    private final double[] rates;

    /**
     * @param customers 1 or more
     * @param away mean seconds between two visits, above zero
     * @param rates departures per second with that many customers at the servers, which are one fewer than its length; the first is not looked at
     */
    LoadDependentRepairman(int customers, double away, double... rates) {
        this.customers = customers;
        this.away = away;
        this.rates = rates.clone();
    }

    private int servers() {
        return rates.length - 1;
    }

    private double rate(int present) {
        return rates[Math.min(present, servers())];
    }

    int customers() {
        return customers;
    }

    double[] probabilities(int population) {
        return BirthDeath.probabilities(population, n -> (population - n) / away, this::rate);
    }

    double throughput() {
        double[] p = probabilities(customers);
        double gone = 0;
        for (int n = 0; n < customers; n++) {
            gone += p[n] * (customers - n);
        }
        return gone / away;
    }

    /** Returns the mean number at the servers. */
    double served() {
        double[] p = probabilities(customers);
        double sum = 0;
        for (int n = 1; n <= customers; n++) {
            sum += p[n] * Math.min(n, servers());
        }
        return sum;
    }

    /** Returns the mean number that waits. */
    double waiting() {
        double[] p = probabilities(customers);
        double sum = 0;
        for (int n = servers(); n <= customers; n++) {
            sum += p[n] * (n - servers());
        }
        return sum;
    }

    /** Returns P(a visit waits): what an arrival sees is what an outsider sees with one customer fewer. */
    double waitingFraction() {
        double[] p = probabilities(customers - 1);
        double sum = 0;
        for (int n = servers(); n < customers; n++) {
            sum += p[n];
        }
        return sum;
    }

    /** Returns P(wait &gt; t) as a function of t: behind k others in the queue the wait is a sum of k+1 exponential times. */
    DoubleUnaryOperator waitTail() {
        double[] p = probabilities(customers - 1);
        double rate = rates[servers()];
        return t -> {
            double expected = Math.max(1e-300, t * rate);
            // P(at most k departures until t), term by term; as logarithms, because the first one may be too small for
            // a double.
            double logTerm = -expected;
            double logExpected = Math.log(expected);
            double atMost = 0;
            double sum = 0;
            for (int k = 0; k < customers - servers(); k++) {
                atMost += Math.exp(logTerm);
                sum += p[servers() + k] * Math.min(1, atMost);
                logTerm += logExpected - Math.log(k + 1.0);
            }
            return sum;
        };
    }
}
