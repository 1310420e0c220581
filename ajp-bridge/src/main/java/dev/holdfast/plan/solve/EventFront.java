package dev.holdfast.plan.solve;

import dev.holdfast.scenario.Reuse;

/**
 * A front that gives a worker to each request and to no idle connection (httpd's event, and our own gateway), in which nothing but that limits
 * it: workers as a queue of requests. Where all workers are busy, event closes idle connections instead of letting requests wait; that is
 * outside of what a formula knows.
 *
 * @param workers 1 or more
 * @param children processes that they are threads of, 1 to as many
 * @param connectionsPerIdle how many connections beyond its workers a process takes for each idle one (AsyncRequestWorkerFactor); infinite
 *     where connections are not limited by workers
 * @param backendThreads requests that the back end works on at a time, 1 or more
 * @param demand who asks
 * @param reuse what clients do with connections
 * @param service of a request in the back end
 * @param keepAlive of the front
 */
public record EventFront(
        int workers,
        int children,
        double connectionsPerIdle,
        int backendThreads,
        Demand demand,
        Reuse reuse,
        Law service,
        KeepAlive keepAlive) {
    private static final double SATURATED = 0.01;
    /** With a smaller part of its workers idle it is busy, whatever it does not accept. */
    private static final double LEAST_IDLE = 0.2;
    /** Standard deviations by which numbers of connections and of busy workers are seldom above their means. */
    private static final double SELDOM = 3;

    /**
     * Connections to the front.
     *
     * @param begun new ones per second
     * @param open at a time, on average
     * @param most at a time, if not very seldom
     */
    private record Connections(double begun, double open, double most) {}

    /** Returns what the front does. */
    public Solution solve() {
        HeldFront perRequest =
                new HeldFront(workers, backendThreads, demand, Reuse.CLOSE_EACH, service, KeepAlive.OFF, 0);
        Solution solution = perRequest.solve();
        Connections connections = connections(solution);
        double busy = solution.busy();
        double idle = Math.max(0, workers - busy);
        double accepted = accepted(idle);
        // A process that had no idle worker accepts again only with one more than would do otherwise.
        double leastAccepted = accepted(Math.max(0, idle - SELDOM * Math.sqrt(busy) - children));
        boolean stalls = solution.regime() == Solution.Regime.STABLE
                && connections.open() > accepted
                && idle >= LEAST_IDLE * workers;
        boolean mayStall = connections.most() > leastAccepted;
        boolean saturates = new OpenQueue(workers / children, solution.throughput() / children, solution.inBackend())
                        .waitingFraction()
                > SATURATED;
        Validity validity = solution.validity()
                .and(
                        solution.waitingFraction() <= SATURATED || connectionsPerIdle == Double.POSITIVE_INFINITY,
                        "all workers are busy more than 1 % of the time, and event then closes idle connections")
                .and(
                        children == 1 || !saturates || connectionsPerIdle == Double.POSITIVE_INFINITY,
                        "all workers of a process are busy more than 1 % of the time, while others have idle ones")
                .and(
                        !stalls,
                        "there are more connections than event accepts, " + (long) accepted
                                + " with that many idle workers: it stalls")
                .and(
                        stalls || !mayStall,
                        "there are now and then more connections than event accepts, " + (long) leastAccepted
                                + " with as few idle workers as there are then");
        return new Solution(
                solution.throughput(),
                solution.response(),
                solution.waitingFraction(),
                solution.meanWait(),
                connections.begun(),
                solution.hold(),
                stalls ? Solution.Regime.STALLED : solution.regime(),
                solution.waits(),
                solution.inBackend(),
                solution.backendWait(),
                validity);
    }

    private double accepted(double idle) {
        return connectionsPerIdle == Double.POSITIVE_INFINITY
                ? Double.POSITIVE_INFINITY
                : workers + connectionsPerIdle * idle;
    }

    private Connections connections(Solution solution) {
        double requests = solution.throughput();
        Law inBackend = solution.inBackend();
        if (demand instanceof Demand.Closed closed) {
            double users = closed.users();
            Hold hold = reuse == Reuse.CLOSE_EACH || keepAlive.timeout() == 0
                    ? Hold.closedByClient(inBackend, closed.think())
                    : reuse == Reuse.LEAVE_OPEN
                            ? Hold.leftOpen(inBackend, keepAlive, 0)
                            : Hold.pooled(inBackend, closed.think(), keepAlive, 0);
            if (!hold.isFinite()) {
                return new Connections(0, users, users);
            }
            double begun = requests / hold.requests();
            double open = requests * solution.response() - solution.busy() + begun * hold.seconds();
            if (reuse == Reuse.LEAVE_OPEN) {
                return new Connections(begun, open, open + SELDOM * Math.sqrt(open));
            }
            double none = Math.max(0, 1 - open / users);
            return new Connections(begun, open, Math.min(users, open + SELDOM * Math.sqrt(open * none)));
        }
        double seconds = inBackend.mean() + (reuse == Reuse.LEAVE_OPEN ? keepAlive.timeout() : 0);
        double open = requests * seconds;
        return new Connections(requests, open, open + SELDOM * Math.sqrt(open));
    }
}
