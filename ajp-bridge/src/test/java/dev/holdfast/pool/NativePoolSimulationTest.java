package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random lives of a pool; a failure names its seed, and {@code -Dseed=} repeats it alone. */
final class NativePoolSimulationTest {
    private static final int SEEDS = 200;
    private static final int EVENTS = 400;
    private static final NativePoolSettings SETTINGS =
            new NativePoolSettings(4, 1, Duration.ofNanos(300), Duration.ofNanos(100), 5, Duration.ofNanos(50));

    @Test
    void noRandomSequenceOfEventsBreaksAnInvariant() {
        Integer only = Integer.getInteger("seed");
        for (int seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            new World(seed, SETTINGS).run();
            new World(seed, SETTINGS.withConnectionPingInterval(Duration.ofNanos(60))).run();
            new World(
                            seed,
                            SETTINGS.withConnectionPingInterval(Duration.ofNanos(60))
                                    .withMostLeased(4))
                    .run();
        }
    }

    /** What the pool's surroundings know, kept apart from what the pool believes. */
    private static final class World implements PoolEffects {
        private final String name;
        private final Random random;
        private final NativePoolSettings settings;
        private final NativePool pool;
        private final List<Long> opening = new ArrayList<>();
        private final List<Long> leased = new ArrayList<>();
        private final Set<Long> open = new HashSet<>();
        private final Set<Long> unanswered = new HashSet<>();
        private final ArrayDeque<Long> queue = new ArrayDeque<>();
        private int limit;
        private long now;
        private long lastRequest;

        World(int seed, NativePoolSettings settings) {
            this.settings = settings;
            name = "seed " + seed + (settings.connectionPingInterval().isZero() ? "" : " with pings")
                    + (settings.isLeased() ? ", leased" : "");
            limit = settings.isLeased() ? 0 : settings.connectionPoolSize();
            pool = new NativePool(settings, this);
            random = new Random(seed);
        }

        void run() {
            for (int i = 0; i < EVENTS; i++) {
                now += random.nextInt(30);
                pool.timeout(now);
                assertThat(pool.nextDeadline()).as(name).isGreaterThan(now);
                event();
                check();
            }
            pool.close();
            while (!leased.isEmpty()) {
                pool.released(leased.remove(0), now);
            }
            assertThat(unanswered).as(name).isEmpty();
            assertThat(open).as(name).isEmpty();
            assertThat(pool.counts()).as(name).isEqualTo(new PoolCounts(0, 0, 0, 0));
        }

        private void event() {
            switch (random.nextInt(settings.isLeased() ? 10 : 8)) {
                case 0, 1, 2 -> acquire();
                case 8 -> {
                    limit = random.nextInt(5);
                    pool.limit(limit, now);
                }
                case 9 -> {
                    limit = 0;
                    pool.unreachable(RejectReason.CONNECT_REFUSED);
                }
                case 3 -> {
                    if (!opening.isEmpty()) {
                        pool.opened(opening.remove(random.nextInt(opening.size())), now);
                    }
                }
                case 4 -> {
                    if (!opening.isEmpty()) {
                        long failed = opening.remove(random.nextInt(opening.size()));
                        open.remove(failed);
                        pool.openFailed(failed, RejectReason.CONNECT_REFUSED, now);
                    }
                }
                case 5 -> {
                    if (!leased.isEmpty()) {
                        pool.released(leased.remove(random.nextInt(leased.size())), now);
                    }
                }
                case 6 -> {
                    if (!leased.isEmpty()) {
                        pool.released(leased.remove(random.nextInt(leased.size())), reason(), now);
                    }
                }
                default -> open.stream().min(Long::compare).ifPresent(id -> pool.peerSpoke(id, now));
            }
        }

        private CloseReason reason() {
            return random.nextBoolean() ? CloseReason.STALE : CloseReason.EXCHANGE_FAILED;
        }

        private void acquire() {
            long request = ++lastRequest;
            unanswered.add(request);
            queue.add(request);
            pool.acquire(request, random.nextInt(2), now);
            if (random.nextInt(10) == 0 && unanswered.remove(request)) {
                queue.remove(request);
                pool.cancel(request);
            }
        }

        private void check() {
            PoolCounts counts = pool.counts();
            assertThat(counts.open()).as(name).isEqualTo(open.size()).isLessThanOrEqualTo(4);
            assertThat(counts.leased()).as(name).isEqualTo(leased.size());
            assertThat(counts.opening()).as(name).isEqualTo(opening.size());
            assertThat(counts.waiting()).as(name).isLessThanOrEqualTo(5);
            // Nobody waits beside a connection that is free or could be opened.
            if (counts.waiting() > 0) {
                assertThat(counts.idle()).as(name).isZero();
                assertThat(counts.open()).as(name).isGreaterThanOrEqualTo(limit);
            }
            if (counts.idle() > 0) {
                assertThat(counts.open()).as(name).isLessThanOrEqualTo(limit);
            }
        }

        private void answer(long requestId) {
            assertThat(unanswered.remove(requestId))
                    .as(name + ": one answer for " + requestId)
                    .isTrue();
        }

        @Override
        public void open(long requestId, long connectionId, int shard) {
            assertThat(open.add(connectionId)).as(name).isTrue();
            assertThat(open.size()).as(name).isLessThanOrEqualTo(limit);
            opening.add(connectionId);
        }

        @Override
        public void grant(long requestId, long connectionId, long idleNanos) {
            answer(requestId);
            queue.remove(requestId);
            assertThat(open).as(name).contains(connectionId);
            assertThat(leased).as(name).doesNotContain(connectionId);
            leased.add(connectionId);
        }

        @Override
        public void reject(long requestId, RejectReason reason) {
            answer(requestId);
            if (reason == RejectReason.ACQUIRE_TIMEOUT) {
                // Only requests for which a connection is being opened may be older.
                assertThat(queue.stream().filter(waiting -> waiting < requestId).count())
                        .as(name)
                        .isLessThanOrEqualTo(opening.size());
            }
            queue.remove(requestId);
        }

        @Override
        public void close(long connectionId, CloseReason reason) {
            assertThat(open.remove(connectionId)).as(name).isTrue();
            opening.remove(connectionId);
        }

        @Override
        public void ping(long connectionId) {
            assertThat(settings.connectionPingInterval()).as(name).isPositive();
            assertThat(open).as(name).contains(connectionId);
            assertThat(leased).as(name).doesNotContain(connectionId);
            leased.add(connectionId);
        }
    }
}
