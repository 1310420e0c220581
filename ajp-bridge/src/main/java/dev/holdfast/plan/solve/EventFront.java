package dev.holdfast.plan.solve;

import dev.holdfast.scenario.Reuse;

/**
 * A front that gives a worker to each request and to no idle connection (httpd's event, and our own gateway), in which nothing but that limits
 * it: workers as a queue of requests. Where all workers are busy, event closes idle connections instead of letting requests wait; that is
 * outside of what a formula knows.
 *
 * @param workers 1 or more
 * @param connectionsPerIdle how many connections beyond its workers a process takes for each idle one (AsyncRequestWorkerFactor); infinite
 *     where connections are not limited by workers
 * @param backendThreads requests that the back end works on at a time, 1 or more
 * @param demand who asks
 * @param service of a request in the back end
 */
public record EventFront(int workers, double connectionsPerIdle, int backendThreads, Demand demand, Law service) {
    private static final double SATURATED = 0.01;

    /** Returns what the front does. */
    public Solution solve() {
        HeldFront perRequest =
                new HeldFront(workers, backendThreads, demand, Reuse.CLOSE_EACH, service, KeepAlive.OFF, 0);
        Solution solution = perRequest.solve();
        double busy = solution.busy();
        double accepted = workers + connectionsPerIdle * Math.max(0, workers - busy);
        boolean stalls = demand instanceof Demand.Closed closed && closed.users() > accepted;
        Validity validity = solution.validity()
                .and(
                        solution.waitingFraction() <= SATURATED || connectionsPerIdle == Double.POSITIVE_INFINITY,
                        "all workers are busy more than 1 % of the time, and event then closes idle connections")
                .and(
                        !stalls,
                        "there are more connections than event accepts, " + (long) accepted
                                + " with that many idle workers: it stalls");
        return new Solution(
                solution.throughput(),
                solution.response(),
                solution.waitingFraction(),
                solution.meanWait(),
                solution.connections(),
                solution.hold(),
                stalls ? Solution.Regime.STALLED : solution.regime(),
                solution.waits(),
                solution.inBackend(),
                solution.backendWait(),
                validity);
    }
}
