package dev.holdfast.fidelity;

import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Run;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.Users;
import dev.holdfast.sim.Sampler;
import java.time.Duration;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** The users of a scenario, with sockets. Each has a thread, so that none waits for another. */
final class Crowd {
    private static final int STACK_BYTES = 256 << 10;

    private final Scenario scenario;
    private final int port;
    private final SplittableRandom seeds;
    private final Queue<User> users = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Ledger ledger;
    private final long end;
    private volatile boolean over;

    private Crowd(Scenario scenario, int port) {
        Run run = scenario.run();
        this.scenario = scenario;
        this.port = port;
        this.seeds = new SplittableRandom(run.seed());
        long now = System.nanoTime();
        this.end = now + run.duration().toNanos();
        Duration warmup = run.warmup().orElse(run.duration().dividedBy(4));
        this.ledger = new Ledger(now + warmup.toNanos(), run.waitingOver().toNanos());
    }

    /** Lets the users of {@code scenario} have their way with the front on the loopback address, until its run is over. */
    static TesterFigures run(Scenario scenario, int port) throws InterruptedException {
        return new Crowd(scenario, port).run();
    }

    private TesterFigures run() throws InterruptedException {
        Users rules = scenario.users();
        if (rules.population() instanceof Population.Closed closed) {
            if (closed.step() != null) {
                throw new IllegalArgumentException("a step of users is not run for real");
            }
            for (int i = 0; i < closed.users(); i++) {
                start(user -> user.live(closed.together()));
            }
            sleepUntil(end);
        } else if (rules.population() instanceof Population.Open open) {
            SplittableRandom arrivals = seeds.split();
            Sampler interval = Sampler.of(open.arrivals());
            long next = System.nanoTime();
            while (next < end) {
                sleepUntil(next);
                start(User::visit);
                next += interval.draw(arrivals);
            }
            sleepUntil(end);
        }
        return stop();
    }

    private interface Life {
        void of(User user);
    }

    private void start(Life life) {
        User user = new User(this, scenario.users(), scenario.service(), seeds.nextLong());
        Thread thread = new Thread(null, () -> life.of(user), "user", STACK_BYTES);
        thread.setDaemon(true);
        users.add(user);
        threads.add(thread);
        thread.start();
    }

    private TesterFigures stop() throws InterruptedException {
        int unfinished = (int) users.stream().filter(User::isAsking).count();
        over = true;
        TesterFigures figures = ledger.figures(end, unfinished);
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                LockSupport.unpark(thread);
                users.forEach(User::hangUp);
                thread.join(10);
            }
        }
        return figures;
    }

    private static void sleepUntil(long until) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    int port() {
        return port;
    }

    long end() {
        return end;
    }

    boolean isOver() {
        return over;
    }
}
