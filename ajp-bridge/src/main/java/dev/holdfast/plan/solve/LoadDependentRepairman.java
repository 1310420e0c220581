package dev.holdfast.plan.solve;

import java.util.function.DoubleUnaryOperator;

/** The machine repairman whose servers help or hinder each other: how fast customers are served depends on how many are. */
final class LoadDependentRepairman {
    private static final double SELDOM = 10;
    private static final double NEVER = 1e-13;

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
        int longest = customers - servers();
        double[] p = probabilities(customers - 1);
        double[] beyond = new double[longest + 1];
        for (int k = longest - 1; k >= 0; k--) {
            beyond[k] = beyond[k + 1] + p[servers() + k];
        }
        // Logarithms, because the first terms may be too small for a double.
        double[] logFactorial = new double[longest + 1];
        for (int k = 1; k <= longest; k++) {
            logFactorial[k] = logFactorial[k - 1] + Math.log(k);
        }
        double rate = rates[servers()];
        return t -> {
            double expected = Math.max(1e-300, t * rate);
            double logExpected = Math.log(expected);
            // Fewer departures than this there never are.
            int first = Math.max(0, (int) (expected - SELDOM * Math.sqrt(expected)) - 1);
            double atMost = 0;
            double sum = 0;
            for (int k = first; k < longest && beyond[k] > NEVER; k++) {
                atMost += Math.exp(k * logExpected - expected - logFactorial[k]);
                if (atMost > 1 - NEVER) {
                    return sum + beyond[k];
                }
                sum += p[servers() + k] * atMost;
            }
            return sum;
        };
    }
}
