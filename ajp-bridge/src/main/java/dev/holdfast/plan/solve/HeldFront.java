package dev.holdfast.plan.solve;

import dev.holdfast.scenario.Reuse;
import java.util.function.DoubleUnaryOperator;

/**
 * A front that gives each connection a worker for its whole life (httpd's prefork and worker), before a back end with threads of its own. Two
 * levels: what a connection holds its worker for, by {@link Hold}; and a queue of connections for workers with that as its service time.
 * The back end's queue is part of the service, found by going back and forth between it and the front until neither changes.
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
    private static final int ROUNDS = 60;
    private static final int LARGEST_CHAIN = 40;
    private static final int MOST_CUSTOMERS = 20_000;
    private static final double NEARLY = 0.05;
    private static final double HARDLY = 0.02;

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
        double backendWait = 0;
        Hold hold = hold(service, closed.think());
        double correction = correction(users, hold);
        double correctedFor = hold.seconds();
        Solution solution = closed(closed, service, hold, correction);
        for (int round = 0; round < ROUNDS; round++) {
            double serviceTime = service.mean() + backendWait;
            Law inBackend = service.times(serviceTime / service.mean());
            hold = hold(inBackend, closed.think());
            // A correction takes longer than all the rest, and hardly depends on a few per cent of what it is for.
            if (Math.abs(hold.seconds() - correctedFor) > NEARLY * correctedFor) {
                correction = correction(users, hold);
                correctedFor = hold.seconds();
            }
            solution = closed(closed, inBackend, hold, correction);
            int atOnce = Math.min(workers, users);
            if (backendThreads >= atOnce || solution.throughput() == 0) {
                break;
            }
            double elsewhere = Math.max(1e-9, atOnce / solution.throughput() - serviceTime);
            double wait = new Repairman(atOnce, backendThreads, service.mean(), elsewhere).meanWait();
            if (Math.abs(wait - backendWait) < 1e-9 * service.mean()) {
                break;
            }
            backendWait = (backendWait + wait) / 2;
        }
        // The wait is that with exponential services; what it differs by from others' is about this.
        double error = backendWait * Math.abs(service.squaredCv() - 1) / 2;
        return solution.withBackendWait(backendWait)
                .withValidity(solution.validity()
                        .and(
                                error <= HARDLY * service.mean(),
                                "back-end threads are waited for, with a service whose squared coefficient of variation is "
                                        + (float) service.squaredCv()));
    }

    private Solution closed(Demand.Closed closed, Law inBackend, Hold hold, double correction) {
        int users = closed.users();
        double think = closed.think().mean();
        if (!hold.isFinite() || hold.away() <= 0) {
            return endless(closed, inBackend, hold);
        }
        if (users <= workers) {
            // Nobody waits, whatever the distributions: each user is a cycle of its own.
            double throughput = users / (think + inBackend.mean());
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
                    0,
                    validityOf(hold, 1));
        }
        Repairman exponential = repairman(users, hold);
        double wait = exponential.meanWait() * correction;
        if (exponential.customers() < users) {
            // So many more than workers are in the queue all the time.
            wait = Math.max(wait, users * hold.seconds() / workers - hold.seconds() - hold.away());
        }
        double connections = users / (hold.seconds() + hold.away() + wait);
        double throughput = connections * hold.requests();
        double response = users / throughput - think;
        double waitingFraction = exponential.waitingFraction() / hold.requests();
        double stretch = correction <= 0 ? 1 : correction;
        DoubleUnaryOperator tail = exponential.waitTail();
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
                0,
                validityOf(hold, correction)
                        .and(exponential.customers() == users, "there are more than " + MOST_CUSTOMERS + " users"));
    }

    /** Of very many users fewer stand for them, who come back as much sooner. */
    private Repairman repairman(int users, Hold hold) {
        int customers = Math.max(workers + 1, Math.min(users, MOST_CUSTOMERS));
        return new Repairman(customers, workers, hold.seconds(), hold.away() * customers / users);
    }

    private double correction(int users, Hold hold) {
        return !hold.isFinite() || hold.away() <= 0 || users <= workers
                ? 1
                : correction(repairman(users, hold), hold.squaredCv());
    }

    /** Connections that never end: the first users keep the workers for ever, and the others starve. */
    private Solution endless(Demand.Closed closed, Law inBackend, Hold hold) {
        int served = Math.min(workers, closed.users());
        double throughput = served / (closed.think().mean() + inBackend.mean());
        boolean starve = closed.users() > workers;
        return new Solution(
                throughput,
                starve ? Double.POSITIVE_INFINITY : inBackend.mean(),
                0,
                0,
                0,
                hold,
                starve ? Solution.Regime.STARVED : Solution.Regime.STABLE,
                t -> 0.0,
                inBackend,
                0,
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
