package dev.holdfast.plan.solve;

import java.util.function.DoubleUnaryOperator;

/**
 * What a formula says of a front. Response times are a client's: they include the wait for a worker, which the front's own clock does not
 * see.
 *
 * @param throughput requests per second
 * @param response mean seconds; infinite where a queue grows or users starve
 * @param waitingFraction the part of the requests that waits for a worker: only the first of a connection can
 * @param meanWait of those
 * @param connections new connections per second
 * @param hold what a connection costs
 * @param regime whether there is a steady state
 * @param waits P(a request waits for a worker for more than t seconds)
 * @param inBackend seconds of a request in the back end, its queue included
 * @param backendWait mean seconds in that queue
 * @param validity where the rest holds
 */
public record Solution(
        double throughput,
        double response,
        double waitingFraction,
        double meanWait,
        double connections,
        Hold hold,
        Regime regime,
        DoubleUnaryOperator waits,
        Law inBackend,
        double backendWait,
        Validity validity) {
    /** Whether there is a steady state, and for whom. */
    public enum Regime {
        /** Queues stay finite. */
        STABLE,
        /** More arrives than can be served. */
        UNSTABLE,
        /** Some users are never served. */
        STARVED,
        /** The front stops accepting although it has idle workers. */
        STALLED
    }

    private static final int POINTS = 200;

    /** Returns this with another backendWait. */
    Solution withBackendWait(double seconds) {
        return new Solution(
                throughput,
                response,
                waitingFraction,
                meanWait,
                connections,
                hold,
                regime,
                waits,
                inBackend,
                seconds,
                validity);
    }

    /** Returns this with another validity. */
    public Solution withValidity(Validity other) {
        return new Solution(
                throughput,
                response,
                waitingFraction,
                meanWait,
                connections,
                hold,
                regime,
                waits,
                inBackend,
                backendWait,
                other);
    }

    /** Workers that serve a request, on average. */
    public double busy() {
        return throughput * inBackend.mean();
    }

    /** Workers that wait for the next request of their connection, on average. */
    public double idleHeld() {
        return connections == 0 ? 0 : connections * hold.idle();
    }

    /** Workers that wait for a client's FIN, on average. */
    public double lingering() {
        return connections == 0 ? 0 : connections * hold.linger();
    }

    /** P(response time &gt; t). */
    public double responseExceeds(double t) {
        return responseExceeds(t, served());
    }

    private double responseExceeds(double t, double[] served) {
        double sum = 0;
        for (double each : served) {
            sum += each > t ? 1 : waits.applyAsDouble(t - each);
        }
        return sum / POINTS;
    }

    /** Returns times in the back end, each as probable as the others. */
    private double[] served() {
        double[] served = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            served[i] = inBackend.quantile((i + 0.5) / POINTS);
        }
        return served;
    }

    /** Returns the response time that the part {@code p} (above 0, below 1) of the requests does not exceed; infinite where there is none. */
    public double percentile(double p) {
        if (regime != Regime.STABLE) {
            return Double.POSITIVE_INFINITY;
        }
        double[] served = served();
        double high = Math.max(1e-3, inBackend.quantile(p));
        while (responseExceeds(high, served) > 1 - p) {
            high *= 2;
            if (high > 1e9) {
                return Double.POSITIVE_INFINITY;
            }
        }
        double low = 0;
        for (int i = 0; i < 50 && high - low > 1e-4 * high; i++) {
            double middle = (low + high) / 2;
            if (responseExceeds(middle, served) > 1 - p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
