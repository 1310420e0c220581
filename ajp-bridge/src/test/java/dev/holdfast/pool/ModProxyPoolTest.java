package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ModProxyPoolTest {
    private static final long SECOND = 1_000_000_000;
    private static final int WAKE_UP = 10;
    private static final ModProxyPoolSettings TWO =
            ModProxyPoolSettings.forThreads(2).withWakeUp(Duration.ofNanos(WAKE_UP));
    private static final ModProxyPoolSettings ONE = TWO.withPlaces(0, 1, 1);

    private final RecordingEffects effects = new RecordingEffects();
    private PoolMachine pool = TWO.machine(effects);

    private void expect(String... lines) {
        assertThat(effects.drain()).containsExactly(lines);
    }

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
    void thePlaceGivenBackLastIsTakenFirst() {
        long a = lease(1, 0);
        long b = lease(2, 0);
        pool.released(a, 10);
        pool.released(b, 20);
        pool.acquire(3, 0, 30);
        expect("grant 3 " + b + " idle 10");
    }

    @Test
    void aPlaceWithoutConnectionIsTakenThoughAnotherHasOne() {
        long a = lease(1, 0);
        long b = lease(2, 0);
        pool.released(a, 10);
        pool.released(b, CloseReason.EXCHANGE_FAILED, 20);
        expect("close " + b + " EXCHANGE_FAILED");
        pool.acquire(3, 0, 30);
        assertThat(effects.drain()).hasSize(1).first().asString().startsWith("open");
        assertThat(pool.counts()).isEqualTo(new PoolCounts(1, 1, 0, 0));
    }

    @Test
    void withoutAcquireARequestWaitsForEver() {
        pool = ONE.machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 1);
        assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
        pool.released(a, 1_000_000 * SECOND);
        pool.timeout(1_000_000 * SECOND + WAKE_UP);
        expect("grant 2 " + a + " idle " + WAKE_UP);
    }

    @Test
    void aWaiterIsRejectedAtAcquireAndNotBefore() {
        pool = ONE.withAcquire(Duration.ofNanos(100)).machine(effects);
        lease(1, 0);
        pool.acquire(2, 0, 7);
        assertThat(pool.nextDeadline()).isEqualTo(107);
        pool.timeout(106);
        expect();
        pool.timeout(107);
        expect("reject 2 ACQUIRE_TIMEOUT");
    }

    @Test
    void aWokenRequestRunsAfterWakeUp() {
        pool = ONE.machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.released(a, 50);
        assertThat(pool.nextDeadline()).isEqualTo(60);
        pool.timeout(59);
        expect();
        pool.timeout(60);
        expect("grant 2 " + a + " idle 10");
    }

    @Test
    void aNewcomerStealsThePlaceOfAWokenRequestWhichThenWaitsAgainFromTheStart() {
        pool = ONE.withAcquire(Duration.ofNanos(100)).machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.released(a, 95);
        pool.acquire(3, 0, 100);
        expect("grant 3 " + a + " idle 5");
        // Woken at 95, it is not late at 100; it runs at 105, finds nothing, and waits until 205.
        pool.timeout(105);
        expect();
        assertThat(pool.nextDeadline()).isEqualTo(205);
        pool.timeout(204);
        expect();
        pool.timeout(205);
        expect("reject 2 ACQUIRE_TIMEOUT");
    }

    @Test
    void whoLostARaceIsBehindThoseWhoCameLater() {
        pool = ONE.machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.acquire(3, 0, 1);
        pool.released(a, 10);
        pool.acquire(4, 0, 12);
        pool.timeout(20);
        pool.released(a, 30);
        pool.timeout(40);
        expect("grant 4 " + a + " idle 2", "grant 3 " + a + " idle 10");
    }

    @Test
    void withoutWakeUpNobodyCanSteal() {
        pool = ONE.withWakeUp(Duration.ZERO).machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.released(a, 10);
        expect("grant 2 " + a + " idle 0");
    }

    @Test
    void aConnectThatFailsLeavesItsPlaceToTheNext() {
        pool = ONE.machine(effects);
        pool.acquire(1, 0, 0);
        pool.acquire(2, 0, 0);
        expect("open 1 for 1 on 0");
        pool.openFailed(1, RejectReason.CONNECT_REFUSED, 5);
        expect("reject 1 CONNECT_REFUSED");
        pool.timeout(15);
        expect("open 2 for 2 on 0");
    }

    @Test
    void aConnectFailsAtItsTimeoutAndALateSuccessIsTurnedAway() {
        pool = ONE.withConnectionTimeout(Duration.ofNanos(50)).machine(effects);
        pool.acquire(1, 0, 3);
        expect("open 1 for 1 on 0");
        pool.timeout(52);
        expect();
        pool.timeout(53);
        expect("close 1 CONNECT_TIMEOUT", "reject 1 CONNECT_TIMEOUT");
        assertThat(pool.opened(1, 54)).isFalse();
    }

    @Test
    void ttlEndsAConnectionWhenItsPlaceIsTakenWhateverSmaxSays() {
        for (long[] row : new long[][] {{5 * SECOND + 9, 0}, {5 * SECOND + 10, 1}}) {
            pool = TWO.withTtl(Duration.ofSeconds(5)).machine(effects);
            long a = lease(1, 0);
            pool.released(a, 10);
            assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
            pool.acquire(2, 0, row[0]);
            if (row[1] == 0) {
                expect("grant 2 " + a + " idle " + (row[0] - 10));
            } else {
                expect("close " + a + " POOL_TIMEOUT", "open 4 for 2 on 0");
            }
        }
    }

    @Test
    void ttlEndsConnectionsOnlyBeyondSmaxWhenAPlaceIsGivenBack() {
        pool = TWO.withPlaces(0, 1, 3).withTtl(Duration.ofSeconds(5)).machine(effects);
        long a = lease(1, 0);
        long b = lease(2, 0);
        long c = lease(3, 0);
        pool.released(a, 0);
        pool.released(b, 1);
        pool.released(c, 5 * SECOND - 1);
        expect();
        pool.acquire(4, 0, 5 * SECOND - 1);
        expect("grant 4 " + c + " idle 0");
        // a and b are too old now, c is not; one of the three may stay.
        pool.released(c, 5 * SECOND + 1);
        expect("close " + a + " POOL_TIMEOUT", "close " + b + " POOL_TIMEOUT");
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 1, 0, 0));
    }

    @Test
    void aWokenRequestDoesNotLookAtTtl() {
        pool = ONE.withTtl(Duration.ofSeconds(1))
                .withWakeUp(Duration.ofSeconds(2))
                .machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.released(a, SECOND);
        pool.timeout(3 * SECOND);
        expect("grant 2 " + a + " idle " + 2 * SECOND);
    }

    @Test
    void minMakesPlacesWithoutConnectionsAndThoseAreTakenFirst() {
        pool = TWO.withPlaces(2, 4, 4).machine(effects);
        long a = lease(1, 0);
        long b = lease(2, 0);
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 2, 0));
        pool.released(a, 10);
        // One free place is fewer than min, so another was made, and it lies on top.
        pool.acquire(3, 0, 20);
        assertThat(effects.drain()).hasSize(1).first().asString().startsWith("open");
        pool.released(b, 30);
        assertThat(pool.counts().open()).isEqualTo(3);
    }

    @Test
    void disableReuseClosesAfterEveryRequest() {
        pool = ONE.withDisableReuse(true).machine(effects);
        long a = lease(1, 0);
        pool.released(a, 10);
        expect("close " + a + " NOT_REUSABLE");
        pool.acquire(2, 0, 20);
        expect("open " + (a + 1) + " for 2 on 0");
    }

    @Test
    void preforkHasExactlyOneConnectionAndNoTtl() {
        pool = ModProxyPoolSettings.forThreads(1).withTtl(Duration.ofSeconds(1)).machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 1);
        expect("reject 2 ACQUIRE_TIMEOUT");
        pool.released(a, 2);
        pool.acquire(3, 0, 100 * SECOND);
        expect("grant 3 " + a + " idle " + (100 * SECOND - 2));
    }

    @Test
    void aCancelledRequestPassesOnWhatItWasWokenFor() {
        pool = ONE.machine(effects);
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.acquire(3, 0, 0);
        pool.released(a, 10);
        pool.cancel(2);
        assertThat(pool.counts().waiting()).isOne();
        pool.timeout(20);
        pool.timeout(30);
        expect("grant 3 " + a + " idle 20");
        pool.acquire(4, 0, 31);
        pool.cancel(4);
        pool.released(a, 40);
        pool.timeout(50);
        expect();
    }

    @Test
    void aConnectionThatStirsWhileIdleIsClosed() {
        long a = lease(1, 0);
        pool.peerSpoke(a, 0);
        expect();
        pool.released(a, 0);
        pool.peerSpoke(a, 1);
        expect("close " + a + " PEER_SPOKE_WHILE_IDLE");
    }

    @Test
    void aClosedPoolLetsLeasesEndAndTakesNoOneIn() {
        long a = lease(1, 0);
        pool.acquire(2, 0, 0);
        pool.close();
        expect("open 5 for 2 on 0", "reject 2 POOL_CLOSED", "close 5 POOL_CLOSED");
        assertThat(pool.opened(5, 1)).isFalse();
        pool.acquire(4, 0, 2);
        expect("reject 4 POOL_CLOSED");
        pool.released(a, 3);
        expect("close " + a + " POOL_CLOSED");
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 0, 0));
    }

    @Test
    void limitsAreLoweredAsHttpdDoesAndMisuseIsNamed() {
        ModProxyPoolSettings settings = TWO.withPlaces(9, 8, 5);
        assertThat(settings.smax()).isEqualTo(5);
        assertThat(settings.min()).isEqualTo(5);
        assertThatThrownBy(() -> TWO.withTtl(Duration.ofMillis(1500)))
                .hasMessage("ttl must be whole seconds, 0 or more: 1500ms");
        assertThatThrownBy(() -> TWO.withPlaces(0, 0, 0)).hasMessage("max must be 1 to 65535: 0");
        assertThatThrownBy(() -> pool.released(9, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("released of unknown connection 9");
    }
}
