package dev.holdfast.plan.solve;

/**
 * What one connection costs a front that gives it a worker for its whole life, on average.
 *
 * @param requests that it carries; infinite if it never ends
 * @param seconds that it holds the worker
 * @param squaredCv of that
 * @param service of the seconds, how many a request was being served
 * @param idle of the seconds, how many the worker waited for the next request
 * @param linger of the seconds, how many it waited for the client's FIN
 * @param away seconds from the worker's release to the same client's next connection
 */
public record Hold(
        double requests, double seconds, double squaredCv, double service, double idle, double linger, double away) {
    /** httpd waits no longer for the FIN of a client that is silent. */
    public static final double LONGEST_LINGER = 2;

    /** Whether connections end. */
    public boolean isFinite() {
        return seconds < Double.POSITIVE_INFINITY;
    }

    /**
     * Returns what connections cost whose clients keep them for as long as the server does.
     *
     * @param finReaction seconds until a client closes a connection that the server has closed, if it does not want to ask before: then it finds
     *     the connection closed, and takes another
     */
    public static Hold pooled(Law service, Law think, KeepAlive keepAlive, double finReaction) {
        double tau = keepAlive.timeout();
        double limit = keepAlive.requestLimit();
        double longest = limit == 1 ? 0 : Math.min(finReaction, LONGEST_LINGER);
        double reused = limit == 1 ? 0 : think.atMost(tau);
        if (reused >= 1 - 1e-12 && limit == Double.POSITIVE_INFINITY) {
            double infinite = Double.POSITIVE_INFINITY;
            return new Hold(infinite, infinite, 0, infinite, infinite, 0, think.mean());
        }
        double requests = reused == 0 ? 1 : reused >= 1 - 1e-12 ? limit : (1 - Math.pow(reused, limit)) / (1 - reused);
        double capped = limit == 1 ? 1 : Math.pow(reused, limit - 1);
        double idle = limit == 1 ? 0 : (requests - capped) * think.meanUpTo(tau);
        double linger = longest == 0 || reused >= 1 - 1e-12
                ? longest
                : (think.meanUpTo(tau + longest) - think.meanUpTo(tau)) / (1 - reused);
        double lingering = (1 - capped) * linger;
        double seconds = requests * service.mean() + idle + lingering;
        double afterTimeout = think.residual(tau) == 0 ? 0 : awayAfter(think, tau, longest);
        double away = capped * think.mean() + (1 - capped) * afterTimeout;
        double variance = variance(service, think, tau, limit, reused, tau + linger, seconds);
        return new Hold(
                requests,
                seconds,
                seconds == 0 ? 0 : variance / (seconds * seconds),
                requests * service.mean(),
                idle,
                lingering,
                away);
    }

    /** Returns what connections cost whose clients close them after each response. */
    public static Hold closedByClient(Law service, Law think) {
        return new Hold(1, service.mean(), service.squaredCv(), service.mean(), 0, 0, think.mean());
    }

    /** Returns what connections cost that carry one request and are left open by their clients. */
    public static Hold leftOpen(Law service, KeepAlive keepAlive, double finReaction) {
        double tau = keepAlive.timeout();
        double linger = tau == 0 ? 0 : Math.min(finReaction, LONGEST_LINGER);
        double seconds = service.mean() + tau + linger;
        double variance = service.squaredCv() * service.mean() * service.mean();
        return new Hold(
                1, seconds, variance / (seconds * seconds), service.mean(), tau, linger, Double.POSITIVE_INFINITY);
    }

    /** The thinking that is left when the server has closed, less what goes by until the worker is free. */
    private static double awayAfter(Law think, double tau, double linger) {
        return (think.mean() - think.meanUpTo(tau + linger)) / (1 - think.atMost(tau));
    }

    /**
     * The hold is a sum over the requests before the end: each a service and a think of at most tau. Conditioned on how many there are
     * (geometric, cut off at the limit), their variances add up.
     */
    private static double variance(
            Law service, Law think, double tau, double limit, double reused, double end, double mean) {
        double serviceVariance = service.squaredCv() * service.mean() * service.mean();
        if (reused == 0) {
            return serviceVariance;
        }
        double unused = Math.max(0, 1 - reused);
        double thought = (think.meanUpTo(tau) - (unused == 0 ? 0 : tau * unused)) / reused;
        double thoughtSquared = (think.secondMomentUpTo(tau) - (unused == 0 ? 0 : tau * tau * unused)) / reused;
        double cycleVariance = serviceVariance + Math.max(0, thoughtSquared - thought * thought);
        double cycle = service.mean() + thought;
        if (limit == Double.POSITIVE_INFINITY) {
            double cycles = reused / unused;
            return serviceVariance + cycles * cycleVariance + cycles / unused * cycle * cycle;
        }
        double secondMoment = 0;
        double probability = 1;
        for (int m = 1; m <= limit; m++) {
            boolean last = m == limit;
            double own = last ? probability : probability * unused;
            double expected = service.mean() + (m - 1) * cycle + (last ? 0 : end);
            secondMoment += own * (expected * expected + serviceVariance + (m - 1) * cycleVariance);
            probability *= reused;
            if (probability < 1e-15) {
                break;
            }
        }
        return Math.max(0, secondMoment - mean * mean);
    }
}
