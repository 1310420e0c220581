package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ModJkPoolTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final ModJkPoolSettings ONE = ModJkPoolSettings.forThreads(1);
    private static final ModJkPoolSettings TWO = ModJkPoolSettings.forThreads(2);
    private static final ModJkPoolSettings FOUR =
            ModJkPoolSettings.forThreads(4).withConnectionPoolTimeout(Duration.ofSeconds(5));

    private final RecordingEffects effects = new RecordingEffects();
    private final SharedBusy busy = new SharedBusy();
    private PoolMachine pool = TWO.machine(effects, busy);

    private void expect(String... lines) {
        assertThat(effects.drain()).containsExactly(lines);
    }

    /** Gives the request a connection at {@code now}, opening it where it must be, and returns which. */
    private long lease(long request, long now) {
        pool.acquire(request, 0, now);
        long connection = effects.lastConnection();
        if (effects.drain().contains("open " + connection + " for " + request + " on 0")) {
            assertThat(pool.opened(connection, now)).isTrue();
            expect("grant " + request + " " + connection + " idle -1");
        }
        return connection;
    }

    @Test
    void theFirstConnectedFreeSlotIsTakenAndOnlyThenTheFirstFreeOne() {
        pool = ModJkPoolSettings.forThreads(3).machine(effects);
        long a = lease(1, 0);
        long b = lease(2, 0);
        pool.released(b, 10);
        pool.released(a, CloseReason.EXCHANGE_FAILED, 10);
        expect("close " + a + " EXCHANGE_FAILED");
        // Slot 0 is free and comes first, but it is slot 1 that has a connection.
        pool.acquire(3, 0, 30);
        expect("grant 3 " + b + " idle 20");
        long c = lease(4, 30);
        assertThat(c % 3).isZero();
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 2, 0));
    }

    @Test
    void slotsAreReusedInTheOrderOfTheirNumbersNotOfTheirRelease() {
        long a = lease(1, 0);
        long b = lease(2, 0);
        pool.released(a, 10);
        pool.released(b, 20);
        pool.acquire(3, 0, 30);
        expect("grant 3 " + a + " idle 20");
    }

    @Test
    void aRequestLooksEvery100msAndGivesUp100msAfterItsLastLook() {
        pool = ONE.machine(effects);
        lease(1, 0);
        pool.acquire(2, 0, 7);
        assertThat(pool.nextDeadline()).isEqualTo(100 * MS + 7);
        pool.timeout(100 * MS + 6);
        pool.timeout(100 * MS + 7);
        expect();
        assertThat(pool.nextDeadline()).isEqualTo(200 * MS + 7);
        pool.timeout(200 * MS + 6);
        expect();
        pool.timeout(200 * MS + 7);
        expect("reject 2 ACQUIRE_TIMEOUT");
        assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void theNumberOfLooksIsTheTimeoutIn100msRoundedUp() {
        long[][] timeoutAndRejection = {{0, 0}, {1, 100}, {99, 100}, {100, 100}, {101, 200}, {150, 200}, {500, 500}};
        for (long[] row : timeoutAndRejection) {
            pool = ONE.withConnectionAcquireTimeout(Duration.ofMillis(row[0])).machine(effects);
            if (row[0] > 0) {
                lease(1, 0);
            }
            pool.acquire(2, 0, 0);
            while (pool.nextDeadline() < row[1] * MS) {
                expect();
                pool.timeout(pool.nextDeadline());
            }
            pool.timeout(row[1] * MS);
            expect("reject 2 ACQUIRE_TIMEOUT");
        }
    }

    @Test
    void withoutTimeToAcquireEvenAFreePoolRejects() {
        pool = ONE.withConnectionAcquireTimeout(Duration.ZERO).machine(effects);
        pool.acquire(1, 0, 0);
        expect("reject 1 ACQUIRE_TIMEOUT");
    }

    @Test
    void aSlotFreedBetweenTwoLooksIsNotNoticedBeforeTheNext() {
        pool = ONE.machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.released(a, MS);
        pool.timeout(99 * MS);
        expect();
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 1, 0, 1));
        pool.timeout(100 * MS);
        expect("grant 2 " + a + " idle " + 99 * MS);
    }

    @Test
    void whoComesBetweenTwoLooksOvertakesWhoHasWaited() {
        pool = ONE.machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.released(a, 98 * MS);
        pool.acquire(3, 0, 99 * MS);
        expect("grant 3 " + a + " idle " + MS);
        pool.timeout(100 * MS);
        pool.timeout(200 * MS);
        expect("reject 2 ACQUIRE_TIMEOUT");
    }

    @Test
    void aFailedConnectIsTriedAgainAfterRetryIntervalInTheSameSlot() {
        pool = ONE.machine(effects, busy);
        pool.acquire(1, 0, 0);
        expect("open 1 for 1 on 0");
        pool.openFailed(1, RejectReason.CONNECT_REFUSED, 5);
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 0, 1));
        assertThat(pool.nextDeadline()).isEqualTo(100 * MS + 5);
        pool.timeout(100 * MS + 4);
        expect();
        pool.timeout(100 * MS + 5);
        expect("open 2 for 1 on 0");
        pool.openFailed(2, RejectReason.CONNECT_REFUSED, 100 * MS + 6);
        expect("reject 1 CONNECT_REFUSED");
        assertThat(busy.busy()).isZero();
    }

    @Test
    void aFailedConnectTakesOverAConnectionThatIsFreeByThen() {
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        long b = effects.lastConnection();
        pool.released(a, 1);
        pool.openFailed(b, RejectReason.CONNECT_REFUSED, 2);
        effects.drain();
        // Nobody else gets it meanwhile.
        assertThat(pool.isIdle(a)).isFalse();
        pool.timeout(100 * MS + 2);
        expect("grant 2 " + a + " idle " + (100 * MS + 1));
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 1, 0));
    }

    @Test
    void aConnectFailsAtItsTimeoutAndALateSuccessIsTurnedAway() {
        pool = ONE.withSocketConnectTimeout(Duration.ofNanos(50))
                .withRetries(1, Duration.ZERO)
                .machine(effects);
        pool.acquire(1, 0, 3);
        expect("open 1 for 1 on 0");
        pool.timeout(52);
        expect();
        pool.timeout(53);
        expect("close 1 CONNECT_TIMEOUT", "reject 1 CONNECT_TIMEOUT");
        assertThat(pool.opened(1, 54)).isFalse();
        pool.openFailed(1, RejectReason.CONNECT_REFUSED, 54);
        expect();
    }

    @Test
    void busyLimitCountsOverAllChildren() {
        ModJkPoolSettings limited = TWO.withBusyLimit(1);
        pool = limited.machine(effects, busy);
        PoolMachine other = limited.machine(effects, busy);
        long a = lease(1, 0);
        other.acquire(2, 0, 1);
        expect("reject 2 BUSY_LIMIT");
        pool.released(a, 2);
        other.acquire(3, 0, 3);
        assertThat(effects.drain()).hasSize(1).first().asString().startsWith("open");
        assertThat(busy.busy()).isOne();
    }

    @Test
    void anIdleChildNeverShrinks() {
        pool = FOUR.machine(effects);
        pool.released(lease(1, 0), 0);
        assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
        pool.timeout(1000 * SECOND);
        expect();
    }

    @Test
    void theFirstRequestAfterMaintainShrinksFromTheTopDownToMinsize() {
        pool = FOUR.machine(effects);
        long[] connections = {lease(1, 0), lease(2, 0), lease(3, 0), lease(4, 0)};
        for (long connection : connections) {
            pool.released(connection, 0);
        }
        pool.acquire(5, 0, 60 * SECOND - 1);
        expect("grant 5 " + connections[0] + " idle " + (60 * SECOND - 1));
        pool.released(connections[0], 60 * SECOND - 1);
        pool.acquire(6, 0, 60 * SECOND);
        expect(
                "close " + connections[3] + " POOL_TIMEOUT",
                "close " + connections[2] + " POOL_TIMEOUT",
                "grant 6 " + connections[0] + " idle 1");
        // The next is due 60 s later.
        pool.released(connections[0], 60 * SECOND);
        pool.acquire(7, 0, 119 * SECOND);
        assertThat(effects.drain()).hasSize(1);
    }

    @Test
    void idleIsCountedInWholeSecondsAndMustBeLonger() {
        long released = 2 * SECOND + 999 * MS;
        for (long[] row : new long[][] {{8 * SECOND - 1, 0}, {8 * SECOND, 1}}) {
            pool = FOUR.withConnectionPoolMinsize(0)
                    .withMaintenance(Duration.ofSeconds(1), Duration.ZERO)
                    .machine(effects);
            long a = lease(1, 0);
            long b = lease(2, 0);
            pool.released(b, released);
            pool.acquire(3, 0, row[0]);
            effects.drain();
            assertThat(pool.counts().idle()).isEqualTo(0);
            assertThat(pool.isIdle(a)).isFalse();
            // b was granted where it was not closed, else a new one is opening.
            assertThat(pool.counts().opening()).isEqualTo((int) row[1]);
        }
    }

    @Test
    void shrinkingUndershootsMinsizeByTheHighestSlot() {
        pool = FOUR.withConnectionPoolMinsize(4).machine(effects);
        long[] connections = {lease(1, 0), lease(2, 0), lease(3, 0), lease(4, 0)};
        for (long connection : connections) {
            pool.released(connection, 0);
        }
        pool.acquire(5, 0, 60 * SECOND);
        expect("close " + connections[3] + " POOL_TIMEOUT", "grant 5 " + connections[0] + " idle " + 60 * SECOND);
    }

    @Test
    void preforksOneConnectionIsClosedThoughMinsizeIsOne() {
        pool = ONE.withConnectionPoolTimeout(Duration.ofSeconds(5)).machine(effects);
        assertThat(ONE.connectionPoolMinsize()).isOne();
        long a = lease(1, 0);
        pool.released(a, 0);
        pool.acquire(2, 0, 60 * SECOND);
        expect("close " + a + " POOL_TIMEOUT", "open " + (a + 1) + " for 2 on 0");
    }

    @Test
    void withAWatchdogAnIdleChildShrinksAndRequestsDoNotMaintain() {
        pool = FOUR.withConnectionPoolMinsize(0)
                .withMaintenance(Duration.ofSeconds(10), Duration.ofSeconds(4))
                .machine(effects);
        long a = lease(1, 0);
        pool.released(a, 0);
        assertThat(pool.nextDeadline()).isEqualTo(4 * SECOND);
        // The first look maintains, since nothing has before; a is not old enough. The next maintenance is due at 14 s,
        // the look after at 16 s.
        for (long look = 4; look < 16; look += 4) {
            pool.timeout(look * SECOND);
            expect();
            assertThat(pool.nextDeadline()).isEqualTo((look + 4) * SECOND);
        }
        pool.timeout(16 * SECOND);
        expect("close " + a + " POOL_TIMEOUT");
    }

    @Test
    void pingsAreOneAfterTheOtherAndHoldTheLock() {
        pool = TWO.withConnectionPingInterval(Duration.ofSeconds(3)).machine(effects);
        long a = lease(1, 0);
        long b = lease(2, 0);
        pool.released(a, 0);
        pool.released(b, 0);
        pool.acquire(3, 0, 60 * SECOND);
        expect("ping " + b);
        assertThat(pool.isIdle(b)).isFalse();
        pool.acquire(4, 0, 61 * SECOND);
        expect();
        pool.released(b, CloseReason.STALE, 62 * SECOND);
        expect("close " + b + " STALE", "ping " + a);
        pool.released(a, 63 * SECOND);
        expect("grant 3 " + a + " idle " + 63 * SECOND, "open 7 for 4 on 0");
    }

    @Test
    void aConnectionThatStirsWhileIdleIsClosed() {
        long a = lease(1, 0);
        pool.peerSpoke(a, 0);
        expect();
        pool.released(a, 0);
        pool.peerSpoke(a, 1);
        expect("close " + a + " PEER_SPOKE_WHILE_IDLE");
        pool.peerSpoke(a, 2);
        expect();
    }

    @Test
    void aCancelledRequestGetsNothing() {
        pool = ONE.machine(effects, busy);
        pool.acquire(1, 0, 0);
        pool.cancel(1);
        pool.opened(1, 1);
        expect("open 1 for 1 on 0");
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 1, 0, 0));
        assertThat(busy.busy()).isZero();
        long a = lease(2, 1);
        pool.acquire(3, 0, 2);
        pool.cancel(3);
        assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
        pool.released(a, CloseReason.EXCHANGE_FAILED, 3);
        effects.drain();
        pool.acquire(4, 0, 4);
        pool.openFailed(2, RejectReason.CONNECT_REFUSED, 5);
        pool.cancel(4);
        assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(busy.busy()).isZero();
    }

    @Test
    void aClosedPoolLetsLeasesEndAndTakesNoOneIn() {
        long a = lease(1, 0);
        long b = lease(2, 0);
        pool.acquire(3, 0, 0);
        pool.released(b, 1);
        pool.close();
        expect("reject 3 POOL_CLOSED", "close " + b + " POOL_CLOSED");
        pool.acquire(4, 0, 2);
        expect("reject 4 POOL_CLOSED");
        pool.released(a, 3);
        expect("close " + a + " POOL_CLOSED");
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> pool.released(9, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("released of unknown connection 9");
        pool.acquire(1, 0, 0);
        assertThatThrownBy(() -> pool.released(2, 0)).hasMessage("released of connection 2 in OPENING");
        assertThatThrownBy(() -> TWO.withConnectionPoolTimeout(Duration.ofMillis(1500)))
                .hasMessage("connectionPoolTimeout must be whole seconds, 0 or more: 1500ms");
        assertThatThrownBy(() -> TWO.withConnectionPoolMinsize(3))
                .hasMessage("connectionPoolMinsize must be 0 to 2: 3");
        assertThatThrownBy(() -> TWO.withRetries(0, Duration.ZERO)).hasMessage("retries must be 1 to 100: 0");
    }
}
