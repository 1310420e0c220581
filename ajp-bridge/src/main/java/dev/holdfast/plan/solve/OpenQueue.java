package dev.holdfast.plan.solve;

/**
 * Poisson arrivals, one queue, several servers and room for all: M/M/c, M/G/1 and M/G/c.
 *
 * @param servers 1 or more
 * @param arrivalRate per second
 * @param service how long a server is held
 */
public record OpenQueue(int servers, double arrivalRate, Law service) {
    /** @throws IllegalArgumentException if there is no server, or the rate is negative */
    public OpenQueue {
        if (servers < 1 || !(arrivalRate >= 0)) {
            throw new IllegalArgumentException(
                    "there must be a server and a rate of 0 or more: " + servers + ", " + arrivalRate);
        }
    }

    /** Servers' worth of work that arrives. */
    public double load() {
        return arrivalRate * service.mean();
    }

    /** Whether the queue stays finite. */
    public boolean isStable() {
        return load() < servers;
    }

    /** P(an arrival waits): exact for exponential service, else Erlang C as an approximation. */
    public double waitingFraction() {
        return servers == 1 ? Math.min(1, load()) : Erlang.c(servers, load());
    }

    /**
     * The mean wait, infinite where the queue is not stable. Exact for exponential service and, as Pollaczek and Khinchine have it, for one
     * server; else interpolated by the squared coefficient of variation between exponential and constant service (Cosmetatos' value).
     */
    public double meanWait() {
        if (!isStable()) {
            return Double.POSITIVE_INFINITY;
        }
        double rho = load() / servers;
        double exponential = Erlang.c(servers, load()) * service.mean() / (servers - load());
        double cv2 = service.squaredCv();
        if (servers == 1 || cv2 >= 1) {
            return exponential * (1 + cv2) / 2;
        }
        double constant = exponential
                / 2
                * (1 + (1 - rho) * (servers - 1) * (Math.sqrt(4 + 5.0 * servers) - 2) / (16 * rho * servers));
        return load() == 0 ? 0 : cv2 * exponential + (1 - cv2) * Math.min(exponential, constant);
    }

    /** P(wait &gt; t): exact for exponential service, else an exponential tail with the right mean. */
    public double waitExceeds(double t) {
        if (!isStable()) {
            return 1;
        }
        double waiting = waitingFraction();
        return waiting == 0 ? 0 : waiting * Math.exp(-t * waiting / meanWait());
    }

    /** Whether {@link #meanWait} is exact, or within 5 %. */
    public Validity validity() {
        double cv2 = service.squaredCv();
        return Validity.VALID
                .and(isStable(), "more arrives than " + servers + " servers can serve: the queue grows without end")
                .and(
                        servers == 1 || cv2 <= 1.01,
                        "several servers and a service time of cv^2 " + (float) cv2 + ", above 1");
    }
}
