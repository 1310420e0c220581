package dev.holdfast.mpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random lives of every kind of front; a failure names its kind and seed. */
final class MpmSimulationTest {
    private static final int SEEDS = 20;
    private static final int EVENTS = 400;
    private static final long MAX_STEP_NANOS = 400_000_000;
    private static final ConnectionSettings CONNECTIONS = ConnectionSettings.DEFAULT
            .withKeepAlive(true, Duration.ofMillis(900), 3)
            .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(3));

    static List<MpmSettings> kinds() {
        List<MpmSettings> kinds = new ArrayList<>();
        for (ChildPick pick : ChildPick.values()) {
            kinds.add(PreforkSettings.DEFAULT
                    .withFixedServers(4)
                    .withConnections(CONNECTIONS)
                    .withChildPick(pick));
            kinds.add(WorkerSettings.DEFAULT
                    .withFixedServers(2, 3)
                    .withConnections(CONNECTIONS)
                    .withChildPick(pick));
            kinds.add(EventSettings.DEFAULT
                    .withFixedServers(2, 2)
                    .withConnections(CONNECTIONS)
                    .withChildPick(pick));
        }
        kinds.add(new PreforkSettings(CONNECTIONS, 9, 7, 1, 2, 3, ChildPick.LONGEST_WAITING));
        kinds.add(new WorkerSettings(CONNECTIONS, 4, 2, 8, 1, 2, 3, ChildPick.UNIFORM));
        kinds.add(new EventSettings(
                CONNECTIONS, 6, 2, 8, 1, 1, 2, 3, ChildPick.UNIFORM, Duration.ofMillis(100), Scheduling.IMMEDIATE));
        ConnectionSettings five = CONNECTIONS.withMaxConnectionsPerChild(5);
        kinds.add(new PreforkSettings(five, 9, 7, 1, 2, 3, ChildPick.UNIFORM));
        kinds.add(new WorkerSettings(five, 4, 2, 8, 1, 2, 3, ChildPick.UNIFORM));
        kinds.add(new EventSettings(
                five, 6, 2, 8, 1, 1, 2, 3, ChildPick.UNIFORM, Duration.ofMillis(100), Scheduling.IMMEDIATE));
        for (double preemption : new double[] {0, 0.5, 1}) {
            kinds.add(EventSettings.DEFAULT
                    .withFixedServers(2, 2)
                    .withConnections(five)
                    .withScheduling(new Scheduling(Duration.ofMillis(1), preemption, Duration.ofMillis(100))));
        }
        kinds.add(EventSettings.DEFAULT
                .withFixedServers(1, 1)
                .withConnections(CONNECTIONS.withGracefulShutdownTimeout(Duration.ofSeconds(1))));
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noRandomSequenceOfEventsBreaksAnInvariant(MpmSettings settings) {
        for (int seed = 0; seed < SEEDS; seed++) {
            new World(settings, seed).run();
        }
    }

    /** What the front's surroundings know, kept apart from what the machine believes. */
    private static final class World implements MpmEffects {
        private final String name;
        private final MpmSettings settings;
        private final Random random;
        private final MpmMachine machine;
        /** Child by open connection. */
        private final Map<Integer, Integer> open = new TreeMap<>();

        private final TreeSet<Integer> children = new TreeSet<>();
        private final TreeSet<Integer> listening = new TreeSet<>();
        private final TreeSet<Integer> lingering = new TreeSet<>();
        private int toAccept = -1;
        private final boolean seedIsEven;
        private long now;

        World(MpmSettings settings, int seed) {
            this.name = settings + " seed " + seed;
            this.settings = settings;
            this.random = new Random(seed);
            this.seedIsEven = seed % 2 == 0;
            this.machine = settings.machine(this, new Random(seed));
            machine.start(0);
        }

        void run() {
            for (int i = 0; i < EVENTS; i++) {
                pass((long) (random.nextDouble() * MAX_STEP_NANOS));
                event();
                check();
            }
            if (seedIsEven) {
                // With everybody gone, somebody listens again.
                for (int i = 0; i < EVENTS && !open.isEmpty(); i++) {
                    pass(MAX_STEP_NANOS);
                    List.copyOf(open.keySet()).forEach(this::onward);
                }
                assertThat(open).as(name).isEmpty();
                // A restart that found no free slot is made good by the next look at idle workers.
                pass(3 * Front.SECOND);
                assertThat(machine.isAccepting()).as(name).isTrue();
                assertThat(machine.workers(WorkerUse.IDLE))
                        .as(name)
                        .isEqualTo(machine.counts().workers());
            }
            machine.drain(now);
            check();
            for (int i = 0; i < EVENTS && !machine.isStopped(); i++) {
                pass(MAX_STEP_NANOS);
                List.copyOf(open.keySet()).forEach(this::onward);
                check();
            }
            assertThat(machine.isStopped()).as(name).isTrue();
            assertThat(open).as(name).isEmpty();
            assertThat(children).as(name).isEmpty();
            assertThat(machine.counts()).as(name).isEqualTo(new MpmCounts(0, 0, 0, 0, 0, 0, 0));
            long sum = 0;
            for (WorkerUse use : WorkerUse.values()) {
                assertThat(machine.workerNanos(use, now)).as(name).isNotNegative();
                sum += machine.workerNanos(use, now);
            }
            assertThat(sum).as(name).isLessThanOrEqualTo(now * settings.maxRequests() * 2);
        }

        private void pass(long nanos) {
            long end = now + nanos;
            while (machine.nextDeadline() <= end) {
                // What an event has made due is done at once; nothing is left behind.
                now = Math.max(now, machine.nextDeadline());
                machine.timeout(now);
                assertThat(machine.nextDeadline()).as(name).isGreaterThan(now);
                check();
            }
            now = end;
        }

        private void event() {
            if (random.nextInt(100) == 0) {
                machine.restart(now);
            } else if (random.nextInt(3) == 0) {
                arrive();
            } else if (!open.isEmpty()) {
                List<Integer> all = List.copyOf(open.keySet());
                int connection = all.get(random.nextInt(all.size()));
                switch (random.nextInt(8)) {
                    case 0 -> machine.clientClosed(connection, now);
                    case 1 -> machine.clientReset(connection, now);
                    case 2 -> machine.readable(connection, now);
                    default -> onward(connection);
                }
            }
        }

        private void arrive() {
            for (int tries = 0; machine.isAccepting(); tries++) {
                assertThat(tries).as(name).isLessThanOrEqualTo(settings.maxChildren());
                toAccept = -1;
                machine.acceptable(now);
                if (toAccept >= 0) {
                    if (random.nextInt(10) == 0) {
                        open.remove(toAccept);
                        machine.acceptFailed(toAccept, now);
                    } else {
                        machine.accepted(toAccept, now);
                    }
                    return;
                }
            }
        }

        private void onward(int connection) {
            switch (machine.state(connection)) {
                case AWAITING, KEEP_ALIVE -> machine.readable(connection, now);
                case READING -> machine.headComplete(connection, now);
                case PROCESSING -> {
                    machine.persists(connection, random.nextInt(4) == 0 ? CloseReason.SERVER_SAID_CLOSE : null, now);
                    if (random.nextInt(3) == 0) {
                        machine.responseWritten(connection, now);
                    } else {
                        machine.responseFlushed(connection, random.nextInt(4) == 0, now);
                    }
                }
                case WRITING -> machine.responseFlushed(connection, random.nextInt(4) == 0, now);
                case LINGERING -> {
                    if (random.nextInt(4) == 0) {
                        machine.clientClosed(connection, now);
                    } else {
                        machine.readable(connection, now);
                    }
                }
                case CLOSING, ACCEPTING, CLOSED -> {}
            }
        }

        private void check() {
            MpmCounts counts = machine.counts();
            assertThat(counts.connections()).as(name).isEqualTo(open.size());
            assertThat(counts.children()).as(name).isEqualTo(children.size());
            assertThat(counts.listening()).as(name).isEqualTo(listening.size());
            assertThat(machine.isAccepting()).as(name).isEqualTo(!listening.isEmpty());
            assertThat(counts.workers()).as(name).isLessThanOrEqualTo(children.size() * settings.threadsPerChild());
            int held = 0;
            int busy = 0;
            int keptAlive = 0;
            int closing = 0;
            for (Map.Entry<Integer, Integer> entry : open.entrySet()) {
                int connection = entry.getKey();
                assertThat(machine.child(connection)).as(name).isEqualTo(entry.getValue());
                ConnectionState state = machine.state(connection);
                boolean alwaysHeld = !(settings instanceof EventSettings);
                switch (state) {
                    case AWAITING -> held++;
                    case KEEP_ALIVE -> {
                        keptAlive++;
                        held += alwaysHeld ? 1 : 0;
                    }
                    case READING, PROCESSING -> busy++;
                    case WRITING -> busy += alwaysHeld ? 1 : 0;
                    case CLOSING -> closing++;
                    case LINGERING -> {
                        closing++;
                        assertThat(lingering).as(name).contains(connection);
                    }
                    case ACCEPTING, CLOSED -> throw new AssertionError(name + ": " + connection + " in " + state);
                }
            }
            assertThat(machine.workers(WorkerUse.IDLE_HELD)).as(name).isEqualTo(held);
            assertThat(machine.workers(WorkerUse.BUSY)).as(name).isEqualTo(busy);
            assertThat(counts.keepAlive()).as(name).isEqualTo(keptAlive);
            assertThat(counts.lingering()).as(name).isEqualTo(closing);
            assertThat(counts.idleWorkers()).as(name).isNotNegative();
            if (settings instanceof EventSettings event && settings.maxChildren() == children.size()) {
                int limit = settings.maxRequests() * (event.effectiveFactor() + 1);
                assertThat(open.size() - closing).as(name).isLessThanOrEqualTo(limit);
            }
        }

        @Override
        public void childStarted(int child) {
            assertThat(children.add(child)).as(name).isTrue();
        }

        @Override
        public void childExited(int child) {
            assertThat(children.remove(child)).as(name).isTrue();
            assertThat(listening).as(name).doesNotContain(child);
            assertThat(open.values()).as(name).doesNotContain(child);
        }

        @Override
        public void listening(int child, boolean now) {
            assertThat(now ? listening.add(child) : listening.remove(child))
                    .as(name)
                    .isTrue();
        }

        @Override
        public void accept(int child, int connection) {
            assertThat(children).as(name).contains(child);
            assertThat(open.put(connection, child)).as(name).isNull();
            assertThat(toAccept).as(name).isNegative();
            toAccept = connection;
        }

        @Override
        public void startRequest(int connection) {
            assertThat(machine.state(connection)).as(name).isEqualTo(ConnectionState.PROCESSING);
        }

        @Override
        public void linger(int connection, CloseReason reason) {
            assertThat(open).as(name).containsKey(connection);
            assertThat(lingering.add(connection)).as(name).isTrue();
        }

        @Override
        public void close(int connection, CloseReason reason) {
            assertThat(open.remove(connection)).as(name).isNotNull();
            lingering.remove(connection);
        }

        @Override
        public void reset(int connection, CloseReason reason) {
            close(connection, reason);
        }
    }
}
