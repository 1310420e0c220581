package dev.holdfast.mpm;

import static dev.holdfast.mpm.Front.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.lifetime.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * Users who think for a second and ask for what takes 50 ms, both exponential, over one connection each, in front of real machines in virtual
 * time: what they see, against what was measured in front of Apache httpd with the same users, and against closed forms.
 */
final class ClosedUsersTest {
    private static final double THINK_NANOS = SECOND;
    private static final double SERVICE_NANOS = 0.05 * SECOND;
    private static final long WARM_UP = 500 * SECOND;

    private static ConnectionSettings keepAlive(double seconds) {
        return ConnectionSettings.DEFAULT.withKeepAlive(seconds > 0, Duration.ofNanos((long) (seconds * SECOND)), 0);
    }

    private static World run(MpmSettings settings, int users, long seconds) {
        World world = new World(settings, users);
        world.run(seconds * SECOND);
        return world;
    }

    @Test
    void preforkKeepsUsersWaitingAsApacheDoes() {
        PreforkSettings ten = PreforkSettings.DEFAULT.withFixedServers(10);
        // Measured for 10 minutes: 9.9/s, 995 ms, 5.4 % over 0.5 s; with 1 s: 14.6/s, 368 ms, 30.4 %.
        World threeSeconds = run(ten.withConnections(keepAlive(3)), 20, 20_000);
        assertThat(threeSeconds.throughput()).isCloseTo(9.9, Percentage.withPercentage(5));
        assertThat(threeSeconds.meanMillis()).isCloseTo(995, Percentage.withPercentage(8));
        assertThat(threeSeconds.waitingFraction()).isCloseTo(0.054, within(0.006));
        World oneSecond = run(ten.withConnections(keepAlive(1)), 20, 20_000);
        assertThat(oneSecond.throughput()).isCloseTo(14.6, Percentage.withPercentage(3));
        assertThat(oneSecond.meanMillis()).isCloseTo(368, Percentage.withPercentage(5));
        assertThat(oneSecond.waitingFraction()).isCloseTo(0.304, within(0.015));
    }

    @Test
    void withoutKeepAliveOrWithEnoughProcessesNobodyWaits() {
        World closing = run(PreforkSettings.DEFAULT.withFixedServers(20).withConnections(keepAlive(0)), 40, 5000);
        assertThat(closing.throughput()).isCloseTo(38.1, Percentage.withPercentage(2));
        World enough = run(PreforkSettings.DEFAULT.withFixedServers(40).withConnections(keepAlive(15)), 40, 5000);
        // But for services that take that long themselves, one in 22,000.
        assertThat(enough.waitingFraction()).isLessThan(1e-4);
        assertThat(enough.throughput()).isCloseTo(40 / 1.05, Percentage.withPercentage(2));
    }

    @Test
    void eventServesThemAllWithHalfTheWorkers() {
        World event = run(EventSettings.DEFAULT.withFixedServers(1, 20).withConnections(keepAlive(5)), 40, 5000);
        assertThat(event.throughput()).isCloseTo(38.1, Percentage.withPercentage(2));
        assertThat(event.waitingFraction()).isLessThan(1e-4);
    }

    @Test
    void eventWithFewThreadsStallsWithItsWorkersIdle() {
        World event = run(EventSettings.DEFAULT.withFixedServers(1, 5).withConnections(keepAlive(5)), 40, 5000);
        // Three times the threads, less what is lost while a worker is busy as the last ones come.
        assertThat(event.mostConnections).isBetween(12, 15);
        assertThat(event.throughput()).isBetween(11.0, 15.0);
        double idle = (double) event.machine.workerNanos(WorkerUse.IDLE, event.now) / (5.0 * event.now);
        assertThat(idle).isGreaterThan(0.85);
    }

    private enum What {
        ASK,
        SERVED
    }

    private record Event(long time, long order, What what, int subject) {}

    private static final class World implements MpmEffects {
        private static final long WAITING = SECOND / 2;
        private static final int NONE = -1;

        private final MpmMachine machine;
        private final Random random = new Random(7);
        private final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
        private final ArrayDeque<Runnable> effects = new ArrayDeque<>();
        private final ArrayDeque<Integer> listenQueue = new ArrayDeque<>();
        private final int[] connectionOf;
        private final long[] askedAt;
        private final List<Integer> userOf = new ArrayList<>();
        private long order;
        private long now;
        private long served;
        private long sumNanos;
        private long waits;
        private int mostConnections;

        World(MpmSettings settings, int users) {
            machine = settings.machine(this, new Random(3));
            connectionOf = new int[users];
            askedAt = new long[users];
            for (int user = 0; user < users; user++) {
                connectionOf[user] = NONE;
                askedAt[user] = NONE;
                at(exponential(THINK_NANOS), What.ASK, user);
            }
        }

        void run(long end) {
            machine.start(0);
            settle();
            while (now < end) {
                Event next = events.element();
                if (machine.nextDeadline() <= next.time()) {
                    now = machine.nextDeadline();
                    machine.timeout(now);
                } else {
                    events.remove();
                    now = next.time();
                    if (next.what() == What.ASK) {
                        askedAt[next.subject()] = now;
                        ask(next.subject());
                    } else {
                        machine.persists(next.subject(), null, now);
                        answered(userOf.get(next.subject()));
                        machine.responseFlushed(next.subject(), false, now);
                    }
                }
                settle();
            }
        }

        double throughput() {
            return served / ((now - WARM_UP) / (double) SECOND);
        }

        double meanMillis() {
            return sumNanos / (double) served / Front.MS;
        }

        double waitingFraction() {
            return waits / (double) served;
        }

        private void settle() {
            do {
                for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
                    effect.run();
                }
                while (effects.isEmpty() && !listenQueue.isEmpty() && machine.isAccepting()) {
                    machine.acceptable(now);
                }
            } while (!effects.isEmpty());
        }

        private void ask(int user) {
            if (connectionOf[user] == NONE) {
                listenQueue.add(user);
            } else {
                send(connectionOf[user]);
            }
        }

        private void send(int connection) {
            machine.readable(connection, now);
            if (machine.state(connection) == ConnectionState.READING) {
                machine.headComplete(connection, now);
            }
        }

        private void answered(int user) {
            if (now > WARM_UP) {
                served++;
                sumNanos += now - askedAt[user];
                waits += now - askedAt[user] > WAITING ? 1 : 0;
            }
            askedAt[user] = NONE;
            at(now + exponential(THINK_NANOS), What.ASK, user);
        }

        private void at(long time, What what, int subject) {
            events.add(new Event(time, ++order, what, subject));
        }

        private long exponential(double mean) {
            return (long) (-mean * Math.log(1 - random.nextDouble()));
        }

        @Override
        public void accept(int child, int connection) {
            effects.add(() -> {
                int user = listenQueue.remove();
                while (userOf.size() <= connection) {
                    userOf.add(NONE);
                }
                userOf.set(connection, user);
                connectionOf[user] = connection;
                machine.accepted(connection, now);
                MpmCounts counts = machine.counts();
                mostConnections = Math.max(mostConnections, counts.connections() - counts.lingering());
                send(connection);
            });
        }

        @Override
        public void startRequest(int connection) {
            at(now + exponential(SERVICE_NANOS), What.SERVED, connection);
        }

        @Override
        public void linger(int connection, CloseReason reason) {
            effects.add(() -> {
                int user = userOf.get(connection);
                connectionOf[user] = NONE;
                machine.clientClosed(connection, now);
                if (askedAt[user] != NONE) {
                    ask(user);
                }
            });
        }

        @Override
        public void childStarted(int child) {}

        @Override
        public void childExited(int child) {}

        @Override
        public void listening(int child, boolean listening) {}

        @Override
        public void close(int connection, CloseReason reason) {}

        @Override
        public void reset(int connection, CloseReason reason) {
            throw new AssertionError("reset of " + connection + ": these users send nothing behind a request");
        }
    }
}
