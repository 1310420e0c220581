package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random lives of the emulated pools; a failure names its kind and seed. */
final class EmulatedPoolSimulationTest {
    private static final int SEEDS = 100;
    private static final int EVENTS = 400;
    private static final int SIZE = 4;
    private static final ModJkPoolSettings MOD_JK =
            ModJkPoolSettings.forThreads(SIZE).withSocketConnectTimeout(Duration.ofMillis(400));
    private static final ModProxyPoolSettings MOD_PROXY =
            ModProxyPoolSettings.forThreads(SIZE).withConnectionTimeout(Duration.ofMillis(400));

    static List<PoolSettings> kinds() {
        return List.of(
                MOD_JK,
                MOD_JK.withConnectionPoolTimeout(Duration.ofSeconds(1))
                        .withConnectionPingInterval(Duration.ofSeconds(1))
                        .withMaintenance(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                MOD_JK.withConnectionPoolTimeout(Duration.ofSeconds(1))
                        .withConnectionPingInterval(Duration.ofSeconds(2))
                        .withMaintenance(Duration.ofSeconds(1), Duration.ZERO)
                        .withBusyLimit(3),
                MOD_PROXY,
                MOD_PROXY.withPlaces(2, 3, SIZE).withTtl(Duration.ofSeconds(1)).withAcquire(Duration.ofMillis(200)),
                MOD_PROXY.withDisableReuse(true).withWakeUp(Duration.ZERO).withAcquire(Duration.ofMillis(50)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noRandomSequenceOfEventsBreaksAnInvariant(PoolSettings settings) {
        for (int seed = 0; seed < SEEDS; seed++) {
            new World(settings, seed).run();
        }
    }

    /** What the pool's surroundings know, kept apart from what the pool believes. */
    private static final class World implements PoolEffects {
        private static final int MAX_STEP_NANOS = 150_000_000;

        private final String name;
        private final Random random;
        private final PoolMachine pool;
        private final List<Long> opening = new ArrayList<>();
        private final List<Long> leased = new ArrayList<>();
        private final List<Long> pinged = new ArrayList<>();
        private final Set<Long> open = new HashSet<>();
        private final Set<Long> unanswered = new HashSet<>();
        private long now;
        private long lastRequest;

        World(PoolSettings settings, int seed) {
            name = settings + " seed " + seed;
            random = new Random(seed);
            pool = settings.machine(this);
        }

        void run() {
            for (int i = 0; i < EVENTS; i++) {
                pass(random.nextInt(MAX_STEP_NANOS));
                event(random.nextInt(9));
                check();
            }
            // Nobody is left waiting once everything comes back.
            for (int i = 0; i < EVENTS && !unanswered.isEmpty(); i++) {
                pass(MAX_STEP_NANOS);
                event(3);
                event(5);
                event(7);
            }
            assertThat(unanswered).as(name).isEmpty();
            pool.close();
            while (!leased.isEmpty()) {
                event(5);
            }
            while (!pinged.isEmpty()) {
                event(7);
            }
            assertThat(open).as(name).isEmpty();
            assertThat(pool.counts()).as(name).isEqualTo(new PoolCounts(0, 0, 0, 0));
        }

        private void pass(long nanos) {
            long end = now + nanos;
            while (pool.nextDeadline() <= end) {
                assertThat(pool.nextDeadline()).as(name).isGreaterThan(now);
                now = pool.nextDeadline();
                pool.timeout(now);
            }
            now = end;
        }

        private void event(int which) {
            switch (which) {
                case 0, 1, 2 -> acquire();
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
                        long failed = leased.remove(random.nextInt(leased.size()));
                        pool.released(failed, CloseReason.EXCHANGE_FAILED, now);
                    }
                }
                case 7 -> {
                    if (!pinged.isEmpty()) {
                        long connection = pinged.remove(0);
                        if (random.nextBoolean()) {
                            pool.released(connection, now);
                        } else {
                            pool.released(connection, CloseReason.STALE, now);
                        }
                    }
                }
                default -> open.stream().min(Long::compare).ifPresent(id -> pool.peerSpoke(id, now));
            }
        }

        private void acquire() {
            long request = ++lastRequest;
            unanswered.add(request);
            pool.acquire(request, random.nextInt(2), now);
            if (random.nextInt(10) == 0) {
                List<Long> candidates = new ArrayList<>(unanswered);
                if (!candidates.isEmpty()) {
                    long cancelled = candidates.get(random.nextInt(candidates.size()));
                    unanswered.remove(cancelled);
                    pool.cancel(cancelled);
                }
            }
        }

        private void check() {
            PoolCounts counts = pool.counts();
            assertThat(counts.open()).as(name).isEqualTo(open.size()).isLessThanOrEqualTo(SIZE);
            assertThat(counts.leased()).as(name).isEqualTo(leased.size() + pinged.size());
            assertThat(counts.opening()).as(name).isEqualTo(opening.size());
            assertThat(counts.waiting() + opening.size()).as(name).isGreaterThanOrEqualTo(unanswered.size());
        }

        private void answer(long requestId) {
            assertThat(unanswered.remove(requestId))
                    .as(name + ": one answer for " + requestId)
                    .isTrue();
        }

        @Override
        public void open(long requestId, long connectionId, int shard) {
            assertThat(open.add(connectionId)).as(name).isTrue();
            opening.add(connectionId);
        }

        @Override
        public void grant(long requestId, long connectionId, long idleNanos) {
            answer(requestId);
            assertThat(open).as(name).contains(connectionId);
            assertThat(leased).as(name).doesNotContain(connectionId);
            assertThat(pinged).as(name).doesNotContain(connectionId);
            assertThat(opening).as(name).doesNotContain(connectionId);
            leased.add(connectionId);
        }

        @Override
        public void reject(long requestId, RejectReason reason) {
            answer(requestId);
        }

        @Override
        public void close(long connectionId, CloseReason reason) {
            assertThat(open.remove(connectionId)).as(name).isTrue();
            opening.remove(connectionId);
        }

        @Override
        public void ping(long connectionId) {
            assertThat(open).as(name).contains(connectionId);
            assertThat(leased).as(name).doesNotContain(connectionId);
            assertThat(pinged).as(name).isEmpty();
            pinged.add(connectionId);
        }
    }
}
