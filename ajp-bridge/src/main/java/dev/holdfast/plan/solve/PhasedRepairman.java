package dev.holdfast.plan.solve;

/**
 * The machine repairman with a service time of two exponential phases, the second one sometimes left out (Cox): whatever mean and squared
 * coefficient of variation from 0.5 upwards. Solved exactly, level by level of the number in the system.
 */
final class PhasedRepairman {
    private final int customers;
    private final int servers;
    private final double firstRate;
    private final double secondRate;
    private final double goesOn;
    private final double away;

    PhasedRepairman(int customers, int servers, double service, double squaredCv, double away) {
        if (squaredCv < 0.5) {
            throw new IllegalArgumentException("two phases have a squaredCv of 0.5 or more: " + squaredCv);
        }
        this.customers = customers;
        this.servers = servers;
        this.away = away;
        firstRate = 2 / service;
        secondRate = 1 / (service * squaredCv);
        goesOn = 1 / (2 * squaredCv);
    }

    /** Returns the mean wait of a visit. */
    double meanWait() {
        // pi(n) = pi(n-1) * up[n]: censoring all levels above n leaves a chain in which level n is the last.
        double[][][] up = new double[customers + 1][][];
        for (int n = customers; n >= 1; n--) {
            double[][] within = within(n);
            if (n < customers) {
                double[][] above = Matrices.times(up[n + 1], down(n + 1));
                for (int i = 0; i < within.length; i++) {
                    for (int j = 0; j < within.length; j++) {
                        within[i][j] += above[i][j];
                    }
                }
            }
            double rate = (customers - n + 1) / away;
            double[][] inverse = Matrices.inverseOfNegative(within);
            up[n] = new double[states(n - 1)][];
            for (int j = 0; j < states(n - 1); j++) {
                up[n][j] = new double[states(n)];
                for (int k = 0; k < states(n); k++) {
                    up[n][j][k] = rate * inverse[j][k];
                }
            }
        }
        double[] level = {1};
        double sum = 1;
        double gone = customers;
        double waiting = 0;
        for (int n = 1; n <= customers; n++) {
            level = Matrices.times(level, up[n]);
            double p = 0;
            for (double x : level) {
                p += x;
            }
            sum += p;
            gone += p * (customers - n);
            waiting += p * Math.max(0, n - servers);
            if (sum > 1e200) {
                sum /= 1e200;
                gone /= 1e200;
                waiting /= 1e200;
                for (int i = 0; i < level.length; i++) {
                    level[i] /= 1e200;
                }
            }
        }
        return waiting / (gone / away);
    }

    /** A level's states are how many servers are in the second phase. */
    private int states(int n) {
        return Math.min(n, servers) + 1;
    }

    private double[][] within(int n) {
        int states = states(n);
        double[][] rates = new double[states][states];
        for (int second = 0; second < states; second++) {
            int first = states - 1 - second;
            rates[second][second] = -((customers - n) / away + first * firstRate + second * secondRate);
            if (first > 0) {
                rates[second][second + 1] = first * firstRate * goesOn;
            }
        }
        return rates;
    }

    /** Rates from level n to the one below; who comes from the queue begins with the first phase. */
    private double[][] down(int n) {
        double[][] rates = new double[states(n)][states(n - 1)];
        for (int second = 0; second < states(n); second++) {
            int first = states(n) - 1 - second;
            if (first > 0) {
                rates[second][second] += first * firstRate * (1 - goesOn);
            }
            if (second > 0) {
                rates[second][second - 1] += second * secondRate;
            }
        }
        return rates;
    }
}
