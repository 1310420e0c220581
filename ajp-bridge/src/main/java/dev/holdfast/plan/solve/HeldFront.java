package dev.holdfast.plan.solve;

import dev.holdfast.scenario.Reuse;
import java.util.function.DoubleUnaryOperator;

/**
 * A front that gives each connection a worker for its whole life (httpd's prefork and worker), before a back end with threads of its own. Two
 * levels: what a connection holds its worker for, by {@link Hold}; and a queue of connections for workers with that as its service time.
 * The back end's queue is part of the service: with each number of busy workers it is as fast as those let it be.
 *
 * @param workers 1 or more
 * @param backendThreads requests that the back end works on at a time, 1 or more
 * @param demand who asks
 * @param reuse what clients do with connections
 * @param service of a request in the back end
 * @param keepAlive of the front
 * @param finReaction seconds until a client closes a connection that the front has closed
 */
public record HeldFront(
        int workers,
        int backendThreads,
        Demand demand,
        Reuse reuse,
        Law service,
        KeepAlive keepAlive,
        double finReaction) {
    private static final int POINTS = 200;
    private static final int LARGEST_CHAIN = 40;
    private static final int MOST_CUSTOMERS = 20_000;
    private static final double HARDLY = 0.02;
    private static final int FEW = 4;
    private static final double SMALL = 0.05;
    private static final double NEARLY = 0.1;

    /** @throws IllegalArgumentException if a component is out of range */
    public HeldFront {
        if (workers < 1 || backendThreads < 1 || !(finReaction >= 0) || !(service.mean() > 0)) {
            throw new IllegalArgumentException(
                    "there must be a worker, a thread, a finReaction of 0 or more and a service above 0: " + workers
                            + ", " + backendThreads + ", " + finReaction + ", " + service.mean());
        }
    }

    /** Returns what the front does. */
    public Solution solve() {
        return demand instanceof Demand.Closed closed ? closed(closed) : open(((Demand.Open) demand).rate());
    }

    private Hold hold(Law inBackend, Law think) {
        return switch (reuse) {
            case POOLED -> Hold.pooled(inBackend, think, keepAlive, finReaction);
            case CLOSE_EACH -> Hold.closedByClient(inBackend, think);
            case LEAVE_OPEN -> Hold.leftOpen(inBackend, keepAlive, finReaction);
        };
    }

    private Solution closed(Demand.Closed closed) {
        int users = closed.users();
        Hold alone = hold(service, closed.think());
        double[] requests = requests(closed, alone);
        Solution solution = !ends(alone)
                ? endless(closed, requests)
                : users <= workers ? unhindered(closed) : queued(closed, alone, requests);
        // The wait is that with exponential services; what it differs by from others' is about this.
        double error = solution.backendWait() * Math.abs(service.squaredCv() - 1) / 2;
        return solution.withValidity(solution.validity()
                .and(
                        error <= HARDLY * service.mean(),
                        "back-end threads are waited for, with a service whose squared coefficient of variation is "
                                + (float) service.squaredCv()));
    }

    private static boolean ends(Hold hold) {
        return hold.isFinite() && hold.away() > 0;
    }

    private Law delayed(double backendWait) {
        return backendWait == 0 ? service : service.times((service.mean() + backendWait) / service.mean());
    }

    /**
     * Returns how many requests are answered in a second, by how many workers have a connection: these share the back end's threads, as a machine
     * repairman that has them for customers.
     */
    private double[] requests(Demand.Closed closed, Hold alone) {
        double[] requests = new double[Math.min(workers, closed.users()) + 1];
        double elsewhere = ends(alone)
                ? alone.seconds() / alone.requests() - service.mean()
                : closed.think().mean();
        int step = Math.max(1, requests.length / POINTS);
        for (int held = 1; held < requests.length; held++) {
            // Among very many, one more or less makes no difference that a line would not.
            int before = Math.max(1, held / step * step);
            double first = throughput(before, elsewhere);
            requests[held] = before == held
                    ? first
                    : first + (throughput(before + step, elsewhere) - first) * (held - before) / step;
        }
        return requests;
    }

    private double throughput(int customers, double elsewhere) {
        if (elsewhere < service.mean() * 1e-9) {
            return Math.min(customers, backendThreads) / service.mean();
        }
        return customers <= backendThreads
                ? customers / (service.mean() + elsewhere)
                : new Repairman(customers, backendThreads, service.mean(), elsewhere).throughput();
    }

    /** Nobody waits for a worker, whatever the distributions: each user is a cycle of its own. */
    private Solution unhindered(Demand.Closed closed) {
        int users = closed.users();
        double think = closed.think().mean();
        double throughput = throughput(users, think);
        double backendWait = backendThreads >= users ? 0 : Math.max(0, users / throughput - think - service.mean());
        Law inBackend = delayed(backendWait);
        Hold hold = hold(inBackend, closed.think());
        return new Solution(
                throughput,
                inBackend.mean(),
                0,
                0,
                throughput / hold.requests(),
                hold,
                Solution.Regime.STABLE,
                t -> 0.0,
                inBackend,
                backendWait,
                validityOf(hold, 1));
    }

    private Solution queued(Demand.Closed closed, Hold alone, double[] requests) {
        int users = closed.users();
        double[] ends = requests.clone();
        for (int i = 0; i < ends.length; i++) {
            ends[i] /= alone.requests();
        }
        // Of very many users fewer stand for them, who come back as much sooner.
        int customers = Math.max(workers + 1, Math.min(users, MOST_CUSTOMERS));
        LoadDependentRepairman exponential =
                new LoadDependentRepairman(customers, alone.away() * customers / users, ends);
        double begun = exponential.throughput();
        double held = exponential.served() / begun;
        double backendWait = backendThreads >= workers ? 0 : Math.max(0, (held - alone.seconds()) / alone.requests());
        Law inBackend = delayed(backendWait);
        Hold hold = hold(inBackend, closed.think());
        double correction = correction(
                new Repairman(customers, workers, hold.seconds(), hold.away() * customers / users), hold.squaredCv());
        double wait = exponential.waiting() / begun * correction;
        if (customers < users) {
            // So many more than workers are in the queue all the time.
            wait = Math.max(wait, users * hold.seconds() / workers - hold.seconds() - hold.away());
        }
        double connections = users / (hold.seconds() + hold.away() + wait);
        double throughput = connections * hold.requests();
        double response = users / throughput - closed.think().mean();
        double waitingFraction = exponential.waitingFraction() / hold.requests();
        double stretch = correction <= 0 ? 1 : correction;
        DoubleUnaryOperator tail = new TailTable(exponential.waitTail(), hold.seconds() / workers);
        return new Solution(
                throughput,
                response,
                waitingFraction,
                waitingFraction == 0 ? 0 : wait / hold.requests() / waitingFraction,
                connections,
                hold,
                Solution.Regime.STABLE,
                t -> tail.applyAsDouble(t / stretch) / hold.requests(),
                inBackend,
                backendWait,
                validityOf(hold, correction)
                        .and(customers == users, "there are more than " + MOST_CUSTOMERS + " users")
                        .and(
                                workers >= FEW
                                        || (isNearlyExponential(service) && Math.abs(hold.squaredCv() - 1) <= NEARLY)
                                        || isSmall(wait / hold.requests(), closed.think(), stretch, response),
                                "of so few workers the laws of the time that one is held, and of thinking, matter and not their "
                                        + "means and variations alone"));
    }

    private static boolean isNearlyExponential(Law law) {
        return Math.abs(law.squaredCv() - 1) <= NEARLY;
    }

    /** The exponential law of what is between two connections does not matter if that of the hold is exponential. */
    private static boolean isSmall(double wait, Law think, double correction, double response) {
        return (isNearlyExponential(think) ? Math.abs(1 - 1 / correction) : 1) * wait <= SMALL * response;
    }

    /** Connections that never end: the first users keep the workers for ever, and the others starve. */
    private Solution endless(Demand.Closed closed, double[] requests) {
        int served = Math.min(workers, closed.users());
        double throughput = requests[served];
        double backendWait = backendThreads >= served
                ? 0
                : Math.max(0, served / throughput - closed.think().mean() - service.mean());
        Law inBackend = delayed(backendWait);
        boolean starve = closed.users() > workers;
        return new Solution(
                throughput,
                starve ? Double.POSITIVE_INFINITY : inBackend.mean(),
                0,
                0,
                0,
                hold(inBackend, closed.think()),
                starve ? Solution.Regime.STARVED : Solution.Regime.STABLE,
                t -> 0.0,
                inBackend,
                backendWait,
                Validity.VALID.and(!starve, (closed.users() - workers) + " users get no worker, ever"));
    }

    private Validity validityOf(Hold hold, double correction) {
        Validity validity = Validity.VALID.and(
                reuse != Reuse.LEAVE_OPEN,
                "closed users who leave connections open hold more workers than they wait for");
        return validity.and(
                correction > 0.6 && correction < 1.6,
                "the time a worker is held has a squared coefficient of variation of " + (float) hold.squaredCv());
    }

    /**
     * By what the wait differs from that with exponential times: exact for two phases, and linear in the squared coefficient of variation
     * below 0.5, where two phases do not reach. Of more than {@value #LARGEST_CHAIN} workers a smaller front, as full, stands for them.
     */
    private static double correction(Repairman exponential, double squaredCv) {
        if (Math.abs(squaredCv - 1) < 0.01 || exponential.meanWait() < 1e-12) {
            return 1;
        }
        double scale = Math.min(1, (double) LARGEST_CHAIN / exponential.servers());
        int servers = (int) Math.round(exponential.servers() * scale);
        int customers =
                (int) Math.min(8L * LARGEST_CHAIN, Math.max(servers + 1L, Math.round(exponential.customers() * scale)));
        // Fewer customers than there are: let them come back as much sooner.
        double away = exponential.away() * customers / (exponential.customers() * scale);
        double plain = new Repairman(customers, servers, exponential.service(), away).meanWait();
        double phased = new PhasedRepairman(customers, servers, exponential.service(), Math.max(0.5, squaredCv), away)
                .meanWait();
        if (plain < 1e-12) {
            return 1;
        }
        double ratio = phased / plain;
        return squaredCv >= 0.5 ? ratio : Math.max(0, 1 + (ratio - 1) * (1 - squaredCv) / 0.5);
    }

    private Solution open(double rate) {
        Hold bare = hold(service, new Law.Constant(0));
        OpenQueue backend = new OpenQueue(backendThreads, rate, service);
        double backendWait = backendThreads >= workers ? 0 : backend.meanWait();
        if (backendWait == Double.POSITIVE_INFINITY) {
            return unstable(bare, backendThreads / service.mean(), "back end");
        }
        Law inBackend = backendWait == 0 ? service : service.times((service.mean() + backendWait) / service.mean());
        Hold hold = reuse == Reuse.LEAVE_OPEN
                ? Hold.leftOpen(inBackend, keepAlive, finReaction)
                : Hold.closedByClient(inBackend, new Law.Constant(0));
        OpenQueue queue = new OpenQueue(workers, rate, heldFor(hold));
        if (!queue.isStable()) {
            return unstable(hold, workers / hold.seconds(), "workers");
        }
        double wait = queue.meanWait();
        double waitingFraction = queue.waitingFraction();
        return new Solution(
                rate,
                inBackend.mean() + wait,
                waitingFraction,
                waitingFraction == 0 ? 0 : wait / waitingFraction,
                rate,
                hold,
                Solution.Regime.STABLE,
                queue::waitExceeds,
                inBackend,
                backendWait,
                queue.validity()
                        .and(
                                queue.load() < 0.97 * workers,
                                "workers are held for more than 97 % of the time: no run is long enough")
                        .and(
                                backendThreads >= workers || backend.load() < 0.5 * backendThreads,
                                "front and back end both queue"));
    }

    private static Law heldFor(Hold hold) {
        if (hold.squaredCv() == 0) {
            return new Law.Constant(hold.seconds());
        }
        return Math.abs(hold.squaredCv() - 1) < 1e-9
                ? new Law.Exponential(hold.seconds())
                : new Law.Lognormal(hold.seconds(), Math.sqrt(hold.squaredCv()));
    }

    private Solution unstable(Hold hold, double capacity, String where) {
        return new Solution(
                capacity,
                Double.POSITIVE_INFINITY,
                1,
                Double.POSITIVE_INFINITY,
                capacity,
                hold,
                Solution.Regime.UNSTABLE,
                t -> 1.0,
                service,
                0,
                Validity.VALID.and(
                        false, "more arrives than the " + where + " can serve: the queue grows without end"));
    }
}
