package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Requests that come at random and take a random time, in virtual time: what theory says of such queues holds for the pools that are ones. */
final class PoolQueueTest {
    private static final int PLACES = 5;
    private static final double MEAN_SERVICE = 50e6;
    /** Requests in service on average, were there places for all. */
    private static final double OFFERED = 4;

    private static final int REQUESTS = 300_000;

    /** Erlang's loss formula: the share of requests that find all places taken, where those go away. */
    private static double lost() {
        double lost = 1;
        for (int places = 1; places <= PLACES; places++) {
            lost = OFFERED * lost / (places + OFFERED * lost);
        }
        return lost;
    }

    /** Erlang's delay formula, where they wait. */
    private static double delayed() {
        return lost() / (1 - OFFERED / PLACES * (1 - lost()));
    }

    @Test
    void modJkWithOneLookIsALossSystem() {
        World world =
                new World(ModJkPoolSettings.forThreads(PLACES).withConnectionAcquireTimeout(Duration.ofMillis(100)));
        world.run();
        assertThat(world.rejected / (double) REQUESTS).isCloseTo(lost(), within(0.004));
        // And those that are lost learn of it only when they have slept.
        assertThat(world.rejectionNanos).isEqualTo(world.rejected * 100_000_000L);
    }

    @Test
    void modJkWaitsInWholeSleepsAndLongerThanAQueueWould() {
        World world = new World(ModJkPoolSettings.forThreads(PLACES).withConnectionAcquireTimeout(Duration.ofHours(1)));
        world.run();
        assertThat(world.rejected).isZero();
        assertThat(world.oddWaits).isZero();
        double fair = delayed() * MEAN_SERVICE / (PLACES - OFFERED);
        assertThat(world.waitNanos / REQUESTS).isGreaterThan(1.5 * fair);
    }

    @Test
    void modProxyWithoutAcquireIsTheQueueOfTheTextbook() {
        World world = new World(ModProxyPoolSettings.forThreads(PLACES).withWakeUp(Duration.ZERO));
        world.run();
        assertThat(world.delayed / (double) REQUESTS).isCloseTo(delayed(), within(0.015));
        assertThat(world.waitNanos / REQUESTS)
                .isCloseTo(delayed() * MEAN_SERVICE / (PLACES - OFFERED), Percentage.withPercentage(6));
    }

    @Test
    void stolenWakeUpsLeaveTheMeanAndSpreadTheWaits() {
        World fair = new World(ModProxyPoolSettings.forThreads(PLACES).withWakeUp(Duration.ZERO));
        World unfair = new World(ModProxyPoolSettings.forThreads(PLACES).withWakeUp(Duration.ofMillis(1)));
        fair.run();
        unfair.run();
        assertThat(unfair.waitNanos).isCloseTo(fair.waitNanos, Percentage.withPercentage(20));
        assertThat(unfair.longestWait).isGreaterThan(fair.longestWait);
    }

    private record Event(long time, boolean arrival, long subject) {}

    private static final class World implements PoolEffects {
        private static final long QUANTUM = 100_000_000;

        private final PoolMachine pool;
        private final Random random = new Random(11);
        private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::time));
        private final ArrayDeque<Runnable> effects = new ArrayDeque<>();
        private final Map<Long, Long> askedAt = new HashMap<>();
        private long now;
        private long rejected;
        private long rejectionNanos;
        private long delayed;
        private long oddWaits;
        private long longestWait;
        private double waitNanos;

        World(PoolSettings settings) {
            pool = settings.machine(this);
        }

        void run() {
            long lastRequest = 0;
            events.add(new Event(0, true, 0));
            while (!events.isEmpty() || !askedAt.isEmpty()) {
                Event next = events.peek();
                if (next == null || pool.nextDeadline() <= next.time()) {
                    now = pool.nextDeadline();
                    pool.timeout(now);
                } else {
                    events.remove();
                    now = next.time();
                    if (!next.arrival()) {
                        pool.released(next.subject(), now);
                    } else if (lastRequest < REQUESTS) {
                        askedAt.put(++lastRequest, now);
                        pool.acquire(lastRequest, 0, now);
                        events.add(new Event(now + exponential(MEAN_SERVICE / OFFERED), true, 0));
                    }
                }
                for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
                    effect.run();
                }
            }
        }

        private long exponential(double mean) {
            return (long) (-mean * Math.log(1 - random.nextDouble()));
        }

        private long waited(long request) {
            Long since = askedAt.remove(request);
            if (since == null) {
                throw new AssertionError("a second answer for request " + request);
            }
            return now - since;
        }

        @Override
        public void open(long requestId, long connectionId, int shard) {
            effects.add(() -> pool.opened(connectionId, now));
        }

        @Override
        public void grant(long requestId, long connectionId, long idleNanos) {
            long wait = waited(requestId);
            waitNanos += wait;
            delayed += wait > 0 ? 1 : 0;
            oddWaits += wait % QUANTUM == 0 ? 0 : 1;
            longestWait = Math.max(longestWait, wait);
            events.add(new Event(now + exponential(MEAN_SERVICE), false, connectionId));
        }

        @Override
        public void reject(long requestId, RejectReason reason) {
            rejected++;
            rejectionNanos += waited(requestId);
        }

        @Override
        public void close(long connectionId, CloseReason reason) {}

        @Override
        public void ping(long connectionId) {}
    }
}
