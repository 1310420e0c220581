package dev.holdfast.fidelity;

import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Run;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.Users;
import dev.holdfast.sim.Sampler;
import dev.holdfast.sim.Streams;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** The users of a scenario, with sockets. Each has a thread, so that none waits for another. */
final class Crowd {
    private static final int STACK_BYTES = 256 << 10;
    private static final double LEAST_IDLE = 0.2;
    private static final long LOOK_NANOS = 250_000_000;

    private final Scenario scenario;
    private final LiveFront front;
    private final long start;
    private final Streams streams;
    private final User.Draws visitors;
    private final Queue<User> users = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Ledger ledger;
    private final long end;
    private volatile boolean over;
    private long nextLook;

    private Crowd(Scenario scenario, LiveFront front) {
        Run run = scenario.run();
        this.scenario = scenario;
        this.front = front;
        this.streams = Streams.of(run.seed(), 0);
        this.visitors = User.Draws.of(streams, Streams.VISITORS, scenario);
        long now = System.nanoTime();
        this.start = now;
        this.nextLook = now;
        this.end = now + run.duration().toNanos();
        Duration warmup = Reality.warmup(run);
        this.ledger = new Ledger(now + warmup.toNanos(), run.waitingOver().toNanos());
    }

    /** Lets the users of {@code scenario} have their way with the front, until its run is over. */
    static TesterFigures run(Scenario scenario, LiveFront front) throws IOException, InterruptedException {
        return new Crowd(scenario, front).run();
    }

    private TesterFigures run() throws IOException, InterruptedException {
        Users rules = scenario.users();
        if (rules.population() instanceof Population.Closed closed) {
            welcome(closed.users(), closed.together());
            Population.Step step = closed.step();
            if (step != null) {
                sleepUntil(start + step.at().toNanos());
                welcome(step.users() - closed.users(), closed.together());
            }
            if (scenario.run().restartAt().isPresent()) {
                sleepUntil(start + scenario.run().restartAt().get().toNanos());
                front.restart();
            }
            sleepUntil(end);
        } else if (rules.population() instanceof Population.Open open) {
            RandomGenerator arrivals = streams.of(Streams.Purpose.ARRIVAL, Streams.VISITORS);
            Sampler interval = Sampler.of(open.arrivals());
            for (long next = start + interval.draw(arrivals); next < end; next += interval.draw(arrivals)) {
                sleepUntil(next);
                start(visitors, User::visit);
            }
            sleepUntil(end);
        }
        return stop();
    }

    private void welcome(int count, boolean together) {
        if (count < 0) {
            throw new IllegalArgumentException("that users leave is not run for real");
        }
        for (int i = 0; i < count; i++) {
            start(User.Draws.of(streams, users.size(), scenario), user -> user.live(together));
        }
    }

    private interface Life {
        void of(User user);
    }

    private void start(User.Draws draws, Life life) {
        User user = new User(this, scenario.users(), draws);
        Thread thread = new Thread(null, () -> life.of(user), "user", STACK_BYTES);
        thread.setDaemon(true);
        users.add(user);
        threads.add(thread);
        thread.start();
    }

    private TesterFigures stop() throws InterruptedException {
        int unfinished = asking();
        long middle = ledger.middle(end);
        int starved = (int) users.stream()
                .filter(user -> user.isAsking() && user.askingSince() < middle)
                .count();
        for (User user : users) {
            long since = user.idleSince();
            if (since != 0) {
                ledger.idle(since, end);
            }
        }
        over = true;
        boolean open = scenario.users().population() instanceof Population.Open;
        TesterFigures figures = ledger.figures(end, unfinished, open, starved);
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                LockSupport.unpark(thread);
                users.forEach(User::hangUp);
                thread.join(10);
            }
        }
        return figures;
    }

    private int asking() {
        return (int) users.stream().filter(User::isAsking).count();
    }

    /** Whether event has a fifth of its workers idle or more, and accepts no connection although some wait. */
    private boolean stalls(int asking) throws IOException {
        MpmSettings mpm = scenario.front().orElse(null);
        if (!(mpm instanceof EventSettings)) {
            return false;
        }
        int waiting = KernelSockets.now().waiting(front.port());
        int workers = mpm.maxChildren() * mpm.threadsPerChild();
        return waiting > 0 && workers - (asking - waiting) >= LEAST_IDLE * workers;
    }

    /** Looks at how many users wait, meanwhile. */
    private void sleepUntil(long until) throws IOException {
        for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
            if (now >= nextLook) {
                nextLook = now + LOOK_NANOS;
                int asking = asking();
                ledger.asking(asking, stalls(asking), now);
            }
            LockSupport.parkNanos(Math.min(until, nextLook) - now);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    int port() {
        return front.port();
    }

    long end() {
        return end;
    }

    boolean isOver() {
        return over;
    }
}
