package dev.holdfast.sim.report;

/** Closed forms of queueing theory; times in seconds, rates in one second. */
final class Exact {
    private Exact() {}

    /** Returns the probability that all of {@code servers} are busy where nobody waits (Erlang B). */
    static double erlangB(int servers, double load) {
        double blocked = 1;
        for (int i = 1; i <= servers; i++) {
            blocked = load * blocked / (i + load * blocked);
        }
        return blocked;
    }

    /** Returns the probability that one has to wait (Erlang C). */
    static double erlangC(int servers, double load) {
        double blocked = erlangB(servers, load);
        return servers * blocked / (servers - load * (1 - blocked));
    }

    /** Returns the mean wait in M/M/c. */
    static double wait(int servers, double rate, double service) {
        return erlangC(servers, rate * service) * service / (servers - rate * service);
    }

    /** Returns the probability that a request takes longer than {@code time} in M/M/c. */
    static double takesLonger(int servers, double rate, double service, double time) {
        double rest = servers - 1 - rate * service;
        double t = time / service;
        return Math.exp(-t) * (1 + erlangC(servers, rate * service) * -Math.expm1(-t * rest) / rest);
    }

    /** Returns the mean wait in M/G/1 (Pollaczek, Khinchine). */
    static double waitOfOne(double rate, double service, double cv) {
        double load = rate * service;
        return load * service * (1 + cv * cv) / 2 / (1 - load);
    }

    /** Returns the state probabilities of a birth-death process. */
    static double[] birthDeath(double[] births, double[] deaths) {
        double[] p = new double[births.length + 1];
        p[0] = 1;
        double sum = 1;
        for (int i = 0; i < births.length; i++) {
            p[i + 1] = p[i] * births[i] / deaths[i];
            sum += p[i + 1];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
        return p;
    }

    /** Returns the state probabilities of M/M/c/K. */
    static double[] finite(int servers, int places, double rate, double service) {
        double[] births = new double[places];
        double[] deaths = new double[places];
        for (int i = 0; i < places; i++) {
            births[i] = rate;
            deaths[i] = Math.min(i + 1, servers) / service;
        }
        return birthDeath(births, deaths);
    }

    /** Returns the state probabilities of M/M/c//N, the machine repairman. */
    static double[] repairman(int servers, int users, double think, double service) {
        double[] births = new double[users];
        double[] deaths = new double[users];
        for (int i = 0; i < users; i++) {
            births[i] = (users - i) / think;
            deaths[i] = Math.min(i + 1, servers) / service;
        }
        return birthDeath(births, deaths);
    }

    /** Returns how many are there in the mean. */
    static double mean(double[] probabilities) {
        double mean = 0;
        for (int i = 0; i < probabilities.length; i++) {
            mean += i * probabilities[i];
        }
        return mean;
    }

    /** Returns the response time of one station with processor sharing and users who think (exact mean value analysis). */
    static double shared(int users, double think, double service) {
        double present = 0;
        double response = 0;
        for (int n = 1; n <= users; n++) {
            response = service * (1 + present);
            present = n / (response + think) * response;
        }
        return response;
    }
}
