package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class NativePoolTest {
    private static final NativePoolSettings TWO =
            new NativePoolSettings(2, 0, Duration.ofNanos(1000), Duration.ofNanos(100), 2, Duration.ofNanos(50));

    private final RecordingEffects effects = new RecordingEffects();
    private NativePool pool = new NativePool(TWO, effects);

    private void expect(String... lines) {
        assertThat(effects.drain()).containsExactly(lines);
    }

    /** Leases connections 1 and 2 to requests 1 and 2 at 0. */
    private void leaseBoth() {
        pool.acquire(1, 0, 0);
        pool.acquire(2, 0, 0);
        pool.opened(1, 0);
        pool.opened(2, 0);
        effects.drain();
    }

    @Test
    void aConnectionIsOpenedLeasedAndReused() {
        pool.acquire(1, 0, 0);
        expect("open 1 for 1 on 0");
        assertThat(pool.opened(1, 5)).isTrue();
        expect("grant 1 1 idle -1");
        pool.released(1, 10);
        pool.acquire(2, 0, 30);
        expect("grant 2 1 idle 20");
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 1, 0));
    }

    @Test
    void idleConnectionsAreReusedLastInFirstOut() {
        leaseBoth();
        pool.released(2, 10);
        pool.released(1, 20);
        pool.acquire(3, 0, 30);
        expect("grant 3 1 idle 10");
    }

    @Test
    void aRequestPrefersItsShardThenANewConnectionThenAnyIdleOne() {
        pool.acquire(1, 0, 0);
        pool.opened(1, 0);
        pool.released(1, 0);
        effects.drain();
        pool.acquire(2, 1, 1);
        expect("open 2 for 2 on 1");
        pool.acquire(3, 1, 2);
        expect("grant 3 1 idle 2");
    }

    @Test
    void waitersAreServedFirstComeFirstServed() {
        leaseBoth();
        pool.acquire(3, 0, 1);
        pool.acquire(4, 0, 2);
        expect();
        pool.released(2, 10);
        expect("grant 3 2 idle 0");
        pool.released(1, CloseReason.EXCHANGE_FAILED, 11);
        expect("close 1 EXCHANGE_FAILED", "open 3 for 4 on 0");
        pool.opened(3, 12);
        expect("grant 4 3 idle -1");
    }

    @Test
    void aWaiterIsRejectedAtTheAcquireTimeoutAndNotBefore() {
        leaseBoth();
        pool.acquire(3, 0, 7);
        assertThat(pool.nextDeadline()).isEqualTo(107);
        pool.timeout(106);
        expect();
        pool.timeout(107);
        expect("reject 3 ACQUIRE_TIMEOUT");
        assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void theQueueHasAnEnd() {
        leaseBoth();
        pool.acquire(3, 0, 1);
        pool.acquire(4, 0, 1);
        pool.acquire(5, 0, 1);
        expect("reject 5 QUEUE_FULL");
    }

    @Test
    void withoutAnAcquireTimeoutNobodyWaits() {
        pool = new NativePool(TWO.withConnectionAcquireTimeout(Duration.ZERO), effects);
        leaseBoth();
        pool.acquire(3, 0, 1);
        expect("reject 3 ACQUIRE_TIMEOUT");
    }

    @Test
    void aConnectThatFailsRejectsItsRequestAndLetsTheNextOneTry() {
        pool.acquire(1, 0, 0);
        pool.acquire(2, 0, 0);
        pool.acquire(3, 0, 0);
        effects.drain();
        pool.openFailed(1, RejectReason.CONNECT_REFUSED, 1);
        expect("reject 1 CONNECT_REFUSED", "open 3 for 3 on 0");
    }

    @Test
    void aConnectFailsAtItsTimeoutAndALateSuccessIsTurnedAway() {
        pool.acquire(1, 0, 3);
        effects.drain();
        assertThat(pool.nextDeadline()).isEqualTo(53);
        pool.timeout(52);
        expect();
        pool.timeout(53);
        expect("reject 1 CONNECT_TIMEOUT", "close 1 CONNECT_TIMEOUT");
        assertThat(pool.opened(1, 54)).isFalse();
        assertThat(pool.counts().open()).isZero();
    }

    @Test
    void anIdleConnectionIsClosedAtThePoolTimeoutAndNotBefore() {
        leaseBoth();
        pool.released(1, 10);
        assertThat(pool.nextDeadline()).isEqualTo(1010);
        pool.timeout(1009);
        expect();
        pool.timeout(1010);
        expect("close 1 POOL_TIMEOUT");
    }

    @Test
    void aConnectionPastItsTimeoutIsNotLeasedEvenIfTheTimerIsLate() {
        leaseBoth();
        pool.released(1, 10);
        pool.acquire(3, 0, 1010);
        expect("close 1 POOL_TIMEOUT", "open 3 for 3 on 0");
    }

    @Test
    void closingTheIdleStopsAtTheMinimum() {
        pool = new NativePool(
                new NativePoolSettings(2, 1, Duration.ofNanos(1000), Duration.ofNanos(100), 2, Duration.ofNanos(50)),
                effects);
        leaseBoth();
        pool.released(1, 10);
        pool.released(2, 20);
        pool.timeout(5000);
        expect("close 1 POOL_TIMEOUT");
        assertThat(pool.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void aConnectionThatStirsWhileIdleIsClosed() {
        leaseBoth();
        pool.released(1, 10);
        pool.peerSpoke(2, 0);
        expect();
        pool.peerSpoke(1, 0);
        expect("close 1 PEER_SPOKE_WHILE_IDLE");
    }

    @Test
    void oneStaleConnectionMakesTheIdleOnesSuspect() {
        leaseBoth();
        pool.released(1, 10);
        pool.released(2, CloseReason.STALE, 20);
        expect("close 2 STALE", "close 1 STALE_SIBLING");
    }

    @Test
    void aCancelledRequestGetsNothing() {
        pool.acquire(1, 0, 0);
        pool.cancel(1);
        pool.opened(1, 1);
        expect("open 1 for 1 on 0");
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 1, 0, 0));
    }

    @Test
    void aClosedPoolLetsLeasesEndAndTakesNoOneIn() {
        leaseBoth();
        pool.released(1, 1);
        pool.close();
        expect("close 1 POOL_CLOSED");
        pool.acquire(3, 0, 2);
        expect("reject 3 POOL_CLOSED");
        pool.released(2, 3);
        expect("close 2 POOL_CLOSED");
    }

    @Test
    void releasingWhatIsNotLeasedIsABug() {
        assertThatThrownBy(() -> pool.released(9, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("9");
    }

    @Test
    void anIdleConnectionIsPingedWhenNothingWentOverItForTheInterval() {
        pool = new NativePool(TWO.withConnectionPingInterval(Duration.ofNanos(300)), effects);
        leaseBoth();
        pool.released(1, 10);
        assertThat(pool.nextDeadline()).isEqualTo(310);
        pool.timeout(309);
        expect();
        pool.timeout(310);
        expect("ping 1");
        assertThat(pool.isIdle(1)).isFalse();
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 2, 0));
        pool.released(1, 315);
        assertThat(pool.isIdle(1)).isTrue();
        pool.timeout(614);
        expect();
        pool.timeout(615);
        expect("ping 1");
    }

    @Test
    void pingsDoNotKeepAConnectionOfNoUse() {
        pool = new NativePool(TWO.withConnectionPingInterval(Duration.ofNanos(300)), effects);
        leaseBoth();
        pool.released(1, 10);
        pool.released(2, 20);
        for (long now = 310; now <= 930; now += 310) {
            pool.timeout(now);
            pool.timeout(now + 10);
            expect("ping 1", "ping 2");
            pool.released(1, now + 10);
            pool.released(2, now + 10);
        }
        pool.timeout(1009);
        expect();
        pool.timeout(1010);
        expect("close 1 POOL_TIMEOUT");
        pool.timeout(1020);
        expect("close 2 POOL_TIMEOUT");
    }

    @Test
    void norChangeWhichIsReusedFirst() {
        pool = new NativePool(TWO.withConnectionPingInterval(Duration.ofNanos(300)), effects);
        leaseBoth();
        pool.released(2, 10);
        pool.released(1, 20);
        pool.timeout(310);
        expect("ping 2");
        pool.released(2, 311);
        pool.acquire(3, 0, 312);
        expect("grant 3 1 idle 292");
        pool.acquire(4, 0, 313);
        expect("grant 4 2 idle 2");
    }

    @Test
    void whoeverWaitsGetsThePingedConnectionAndAFailedPingMakesRoom() {
        pool = new NativePool(TWO.withConnectionPingInterval(Duration.ofNanos(300)), effects);
        leaseBoth();
        pool.released(1, 0);
        pool.released(2, 0);
        pool.timeout(300);
        expect("ping 1", "ping 2");
        pool.acquire(3, 0, 301);
        pool.acquire(4, 0, 301);
        expect();
        pool.released(1, 302);
        expect("grant 3 1 idle 0");
        pool.released(2, CloseReason.STALE, 303);
        expect("close 2 STALE", "open 3 for 4 on 0");
    }

    @Test
    void aPoolClosedDuringAPingClosesItsConnectionAfterwards() {
        pool = new NativePool(TWO.withConnectionPingInterval(Duration.ofNanos(300)), effects);
        leaseBoth();
        pool.released(1, 0);
        pool.timeout(300);
        pool.close();
        expect("ping 1");
        pool.released(1, 301);
        expect("close 1 POOL_CLOSED");
    }

    /** As TWO, but leased, with two connections in use. */
    private void leased() {
        pool = new NativePool(TWO.withMostLeased(9), effects);
        pool.limit(2, 0);
        leaseBoth();
    }

    @Test
    void aLeasedPoolHasNothingBeforeItsFirstLimit() {
        pool = new NativePool(TWO.withMostLeased(9), effects);
        pool.acquire(1, 0, 0);
        pool.acquire(2, 0, 1);
        expect();
        pool.timeout(99);
        expect();
        pool.limit(1, 99);
        expect("open 1 for 1 on 0");
        pool.timeout(100);
        expect();
        pool.timeout(101);
        expect("reject 2 ACQUIRE_TIMEOUT");
    }

    @Test
    void aLimitThatRisesOpensForThoseThatWait() {
        leased();
        pool.acquire(3, 0, 1);
        pool.acquire(4, 0, 1);
        expect();
        pool.limit(3, 2);
        expect("open 3 for 3 on 0");
        pool.limit(9, 3);
        expect("open 4 for 4 on 0");
        pool.acquire(5, 0, 4);
        expect("open 5 for 5 on 0");
    }

    @Test
    void aLimitThatFallsClosesIdleOnesTheOldestFirstAndOthersWhenReleased() {
        leased();
        pool.limit(4, 0);
        pool.acquire(3, 0, 0);
        pool.acquire(4, 0, 0);
        pool.opened(3, 0);
        pool.opened(4, 0);
        pool.released(2, 1);
        pool.released(1, 2);
        effects.drain();
        pool.limit(3, 3);
        expect("close 2 LEASE_SHRANK");
        pool.limit(1, 4);
        expect("close 1 LEASE_SHRANK");
        assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 2, 0));
        pool.acquire(5, 0, 5);
        pool.released(3, 6);
        expect("close 3 LEASE_SHRANK");
        pool.released(4, 7);
        expect("grant 5 4 idle 0");
    }

    @Test
    void whatIsOpenedAboveTheLimitIsItsRequestsAndNobodyElses() {
        pool = new NativePool(TWO.withMostLeased(9), effects);
        pool.limit(2, 0);
        pool.acquire(1, 0, 0);
        pool.acquire(2, 0, 0);
        pool.cancel(2);
        effects.drain();
        pool.limit(0, 1);
        expect();
        assertThat(pool.opened(2, 2)).isFalse();
        expect("close 2 LEASE_SHRANK");
        assertThat(pool.opened(1, 2)).isTrue();
        expect("grant 1 1 idle -1");
        pool.released(1, 3);
        expect("close 1 LEASE_SHRANK");
    }

    @Test
    void whereNobodyIsThereToLeaseFromNobodyWaits() {
        leased();
        pool.acquire(3, 0, 1);
        pool.released(2, CloseReason.NOT_REUSABLE, 1);
        pool.acquire(4, 0, 1);
        effects.drain();
        pool.unreachable(RejectReason.CONNECT_REFUSED);
        expect("reject 4 CONNECT_REFUSED");
        pool.acquire(5, 0, 2);
        expect("reject 5 CONNECT_REFUSED");
        pool.released(1, 3);
        expect("close 1 LEASE_SHRANK");
        pool.limit(2, 4);
        pool.acquire(6, 0, 5);
        expect("open 4 for 6 on 0");
    }

    @Test
    void aFixedPoolHasNoOtherLimit() {
        leaseBoth();
        pool.limit(9, 0);
        pool.unreachable(RejectReason.CONNECT_REFUSED);
        pool.acquire(3, 0, 0);
        expect();
        pool.limit(0, 0);
        pool.released(1, 0);
        expect("grant 3 1 idle 0");
    }

    @Test
    void whatMayBeLeasedIsNoLessThanThePoolsSize() {
        assertThatThrownBy(() -> TWO.withMostLeased(1)).hasMessage("mostLeased must be 2 to 65535: 1");
    }
}
