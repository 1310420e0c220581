package dev.holdfast.fidelity;

import dev.holdfast.scenario.Reuse;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.Users;
import dev.holdfast.sim.Sampler;
import dev.holdfast.sim.Streams;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One user, on a thread of its own. */
final class User {
    private static final int ATTEMPTS = 3;
    private static final int OK = 200;

    private final Crowd crowd;
    private final Users rules;
    private final Draws draws;
    private volatile @Nullable UserConnection connection;
    private volatile boolean asking;
    private volatile long askingSince;
    private volatile long idleSince;
    private int overThisConnection;

    /** What users draw, one or all visitors together: the same, in the same order, as their doubles in the simulator. */
    static final class Draws {
        private final Sampler think;
        private final Sampler service;
        private final RandomGenerator thinking;
        private final RandomGenerator serving;

        private Draws(Sampler think, Sampler service, RandomGenerator thinking, RandomGenerator serving) {
            this.think = think;
            this.service = service;
            this.thinking = thinking;
            this.serving = serving;
        }

        static Draws of(Streams streams, int subject, Scenario scenario) {
            return new Draws(
                    Sampler.of(scenario.users().think()),
                    Sampler.of(scenario.service()),
                    streams.of(Streams.Purpose.THINK, subject),
                    streams.of(Streams.Purpose.SERVICE, subject));
        }

        synchronized long think() {
            return think.draw(thinking);
        }

        synchronized long service() {
            return service.draw(serving);
        }
    }

    User(Crowd crowd, Users rules, Draws draws) {
        this.crowd = crowd;
        this.rules = rules;
        this.draws = draws;
    }

    /** Asks, thinks and asks again until the run ends. */
    void live(boolean asksAtOnce) {
        boolean thinks = !asksAtOnce;
        while (!crowd.isOver()) {
            if (thinks) {
                think(draws.think());
            }
            for (int i = 0; i < rules.burst() && !crowd.isOver(); i++) {
                ask();
            }
            thinks = true;
        }
        hangUp();
    }

    /** Asks as often as the rules say, and is gone once its connection is closed. */
    void visit() {
        for (int i = 0; i < rules.requests() && !crowd.isOver(); i++) {
            if (i > 0) {
                think(draws.think());
            }
            ask();
        }
        UserConnection left = connection;
        if (left != null && rules.reuse() != Reuse.CLOSE_EACH) {
            idle(left, crowd.end());
        }
        hangUp();
    }

    /** Returns whether it is in the middle of a request. */
    boolean isAsking() {
        return asking;
    }

    /** Returns when the request began that it is in the middle of. */
    long askingSince() {
        return askingSince;
    }

    /** Returns since when it holds a connection that the front has not closed, without a request; 0 if it does not. */
    long idleSince() {
        return idleSince;
    }

    /** Ends whatever it waits for. */
    void hangUp() {
        UserConnection open = connection;
        if (open != null) {
            open.close();
        }
        connection = null;
    }

    private void think(long nanos) {
        long until = System.nanoTime() + nanos;
        UserConnection open = connection;
        if (open != null) {
            idle(open, until);
        }
        sleepUntil(until);
    }

    /** Holds the connection, and closes it as long after the front as its rules say. */
    private void idle(UserConnection open, long until) {
        long since = System.nanoTime();
        idleSince = since;
        long fin = open.awaitFin(until);
        idleSince = 0;
        crowd.ledger().idle(since, Math.min(fin, crowd.end()));
        if (open.isFinished()) {
            long close = fin + saturated(rules.finReaction());
            if (close < until) {
                sleepUntil(close);
                hangUp();
            }
        }
    }

    private void ask() {
        long askedAt = System.nanoTime();
        long micros = TimeUnit.NANOSECONDS.toMicros(draws.service());
        askingSince = askedAt;
        asking = true;
        crowd.ledger().began(askedAt);
        for (int attempt = 1; attempt <= ATTEMPTS && !crowd.isOver(); attempt++) {
            UserConnection open = usable();
            if (open == null) {
                crowd.ledger().refused(System.nanoTime());
                break;
            }
            try {
                answered(open.ask(micros), askedAt);
                break;
            } catch (IOException closed) {
                boolean reused = overThisConnection > 0;
                hangUp();
                if (crowd.isOver() || !reused) {
                    crowd.ledger().refused(System.nanoTime());
                    break;
                }
                crowd.ledger().reset(System.nanoTime());
            }
        }
        asking = crowd.isOver() && asking;
    }

    private void answered(UserConnection.Answer answer, long askedAt) {
        asking = false;
        long now = System.nanoTime();
        if (answer.status() == OK) {
            crowd.ledger().answered(askedAt, now);
        } else {
            crowd.ledger().failed(answer.status(), now);
        }
        overThisConnection++;
        boolean enough = rules.requests() > 0 && overThisConnection >= rules.requests();
        if (answer.close() || rules.reuse() == Reuse.CLOSE_EACH || (enough && rules.reuse() == Reuse.POOLED)) {
            hangUp();
        }
    }

    private @Nullable UserConnection usable() {
        UserConnection open = connection;
        if (open != null && !open.looksFinished()) {
            return open;
        }
        hangUp();
        overThisConnection = 0;
        try {
            UserConnection fresh = new UserConnection();
            connection = fresh;
            fresh.connect(crowd.port(), (int) Math.min(rules.connectTimeout().toMillis(), Integer.MAX_VALUE));
            return fresh;
        } catch (IOException refused) {
            hangUp();
            return null;
        }
    }

    private static long saturated(Duration duration) {
        return TimeUnit.SECONDS.toNanos(duration.toSeconds()) + duration.toNanosPart();
    }

    private void sleepUntil(long until) {
        for (long left = until - System.nanoTime(); left > 0 && !crowd.isOver(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
