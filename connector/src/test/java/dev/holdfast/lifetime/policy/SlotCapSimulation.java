package dev.holdfast.lifetime.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * More clients than places: whoever comes without a connection needs one, and where none is left an idle one is given up. Readers load a page
 * with its assets, read, and sooner or later go; programs poll; robots come once and stay connected. What a strategy costs is the share of
 * requests that found their client's earlier connection gone.
 */
final class SlotCapSimulation {
    static final int PLACES = 100;

    private static final long SECOND = 1_000_000_000;
    private static final long END = 1800 * SECOND;
    private static final int READERS = 150;
    private static final int POLLERS = 50;

    /** Who gives up which connection when no place is left. */
    enum Strategy {
        KILL_ALL("all idle ones, as httpd's event MPM; 15 s timeout"),
        LONGEST_IDLE("the one idle longest (LRU); no timeout"),
        PRESSURE("`pressure`, 60 s"),
        ADAPTIVE("`adaptive`, 60 s"),
        CLAIRVOYANT("the one used last in the future (Belady)");

        private final String title;

        Strategy(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        private KeepAlivePolicySettings settings() {
            return switch (this) {
                case KILL_ALL -> new FixedSettings(15 * SECOND);
                case LONGEST_IDLE, CLAIRVOYANT -> new PressureSettings(END, END, 0, 100, 0);
                case PRESSURE -> PressureSettings.of(60 * SECOND);
                case ADAPTIVE -> AdaptiveSettings.of(60 * SECOND);
            };
        }
    }

    private enum Kind {
        READER,
        POLLER,
        ROBOT
    }

    private static final class Client {
        private final Kind kind;
        private final IdleConnection<Client> connection = new IdleConnection<>(this);
        private final RandomGenerator random;
        private boolean connected;
        private int requests;
        private int assetsLeft;
        private long next;

        Client(Kind kind, RandomGenerator random, long next) {
            this.kind = kind;
            this.random = random;
            this.next = next;
        }

        /** Returns the class of the response just got, and plans the next request. */
        int respond() {
            requests++;
            return switch (kind) {
                case READER -> read();
                case POLLER -> {
                    next += (long) ((4 + 2 * random.nextDouble()) * SECOND);
                    yield ReuseClass.of(ResponseKind.API, ClientKind.PROGRAM, false, requests);
                }
                case ROBOT -> {
                    next = IdleTime.NEVER;
                    yield ReuseClass.of(ResponseKind.PAGE, ClientKind.PROGRAM, false, requests);
                }
            };
        }

        private int read() {
            boolean page = assetsLeft == 0;
            assetsLeft = page ? 5 : assetsLeft - 1;
            if (assetsLeft > 0) {
                next += (long) (Workload.exponential(0.05, random) * SECOND);
            } else if (random.nextDouble() < 0.3) {
                next = IdleTime.NEVER;
            } else {
                next += (long) (Workload.logNormal(12, 0.8, random) * SECOND);
            }
            return ReuseClass.of(page ? ResponseKind.PAGE : ResponseKind.ASSET, ClientKind.BROWSER, false, requests);
        }
    }

    private final Strategy strategy;
    private final KeepAlivePolicy<Client> policy;
    private final Places places = new Places(0, PLACES);
    private final List<Client> idle = new ArrayList<>();
    private final PriorityQueue<Client> agenda = new PriorityQueue<>((a, b) -> Long.compare(a.next, b.next));
    private final SplittableRandom random;
    private long requests;
    private long reconnections;

    SlotCapSimulation(Strategy strategy, long seed) {
        this.strategy = strategy;
        random = new SplittableRandom(seed);
        policy = KeepAlivePolicy.of(strategy.settings(), random.split());
        for (int i = 0; i < READERS + POLLERS; i++) {
            agenda.add(client(i < READERS ? Kind.READER : Kind.POLLER, 0));
        }
        agenda.add(client(Kind.ROBOT, 0));
    }

    /** Returns the share of the requests of clients seen before that needed a new connection. */
    double run() {
        while (agenda.peek() != null && agenda.peek().next < END) {
            Client client = agenda.remove();
            long now = client.next;
            closeOverdue(now);
            connect(client, now);
            Grant grant = policy.grant(client.respond(), places, now);
            if (grant.closesAtOnce()) {
                disconnect(client);
            } else {
                policy.idle(client.connection, grant, now);
                idle.add(client);
            }
            plan(client, now);
        }
        return reconnections / (double) requests;
    }

    private Client client(Kind kind, long now) {
        return new Client(
                kind,
                random.split(),
                now + (long) (Workload.exponential(kind == Kind.ROBOT ? 0.1 : 10, random) * SECOND));
    }

    /** Whoever leaves for good is followed by another one of the same kind; robots come ten a second. */
    private void plan(Client client, long now) {
        if (client.next != IdleTime.NEVER) {
            agenda.add(client);
        } else {
            agenda.add(client(client.kind, now));
        }
    }

    private void closeOverdue(long now) {
        while (policy.nextDeadline() <= now) {
            long due = policy.nextDeadline();
            Client overdue = policy.overdue(places, due);
            if (overdue != null) {
                close(overdue, due);
            }
        }
    }

    private void connect(Client client, long now) {
        if (client.requests > 0) {
            requests++;
        }
        if (client.connected) {
            policy.reused(client.connection, now);
            idle.remove(client);
            return;
        }
        if (client.requests > 0) {
            reconnections++;
        }
        while (places.isFull()) {
            giveUp(now);
        }
        client.connected = true;
        places.use(places.inUse() + 1);
    }

    private void giveUp(long now) {
        switch (strategy) {
            case KILL_ALL -> List.copyOf(idle).forEach(victim -> close(victim, now));
            case CLAIRVOYANT ->
                close(idle.stream().max((a, b) -> Long.compare(a.next, b.next)).orElseThrow(), now);
            case LONGEST_IDLE, PRESSURE, ADAPTIVE -> {
                @Nullable Client victim = policy.nextToShed(places, now);
                if (victim == null) {
                    throw new IllegalStateException("full of busy connections");
                }
                close(victim, now);
            }
        }
    }

    private void close(Client client, long now) {
        policy.closed(client.connection, now);
        idle.remove(client);
        disconnect(client);
    }

    private void disconnect(Client client) {
        client.connected = false;
        places.use(places.inUse() - 1);
    }
}
