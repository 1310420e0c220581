package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.holdfast.lifetime.policy.Grant.Reason;
import dev.holdfast.time.Deadline;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AdaptivePolicyTest {
    private static final long SECOND = 1_000_000_000;
    private static final long LONGEST = 60 * SECOND;
    private static final int PAGE = Workload.PAGE;
    private static final int ROBOT = Workload.ROBOT;
    private static final int POLLER = Workload.POLLER;

    /** At this price holding costs as much as setting up after two seconds. */
    private static final HoldPrice TWO_SECONDS = new ConstantPrice(0.05);

    private static final long BREAK_EVEN = 2 * SECOND;

    private final Places places = new Places(100, 100);
    private final IdleConnection<String> connection = new IdleConnection<>("it");
    private AdaptivePolicy<String> policy = policy(TWO_SECONDS);
    private long now;

    @Test
    void whileThereIsRoomEveryConnectionIsHeldAsLongAsAllowed() {
        policy = policy(new ConstantPrice(0));
        teach(ROBOT, 2000, Ending.CLOSED, LONGEST);
        Grant grant = ordinary(ROBOT);
        assertThat(grant.timeoutNanos()).isEqualTo(LONGEST);
        assertThat(grant.reason()).isEqualTo(Reason.FULL);
        assertThat(grant.label()).isEqualTo("full(p=0.00)");
    }

    @Test
    void untilTwoHundredSamplesTheTimeoutStaysNearTheBreakEvenTime() {
        Grant first = ordinary(ROBOT);
        assertThat(first.reason()).isEqualTo(Reason.LEARNING);
        assertThat(first.timeoutNanos()).isEqualTo(BREAK_EVEN * 4 / 5);
        teach(ROBOT, 199, Ending.CLOSED, BREAK_EVEN);
        refresh(ROBOT);
        assertThat(ordinary(ROBOT).reason()).isEqualTo(Reason.LEARNING);
        teach(ROBOT, 1, Ending.CLOSED, BREAK_EVEN);
        refresh(ROBOT);
        assertThat(ordinary(ROBOT).reason()).isEqualTo(Reason.NO_REUSE_EXPECTED);
    }

    @Test
    void whoNeverComesBackIsClosedAtOnce() {
        teach(ROBOT, 300, Ending.CLOSED, BREAK_EVEN);
        refresh(ROBOT);
        Grant grant = ordinary(ROBOT);
        assertThat(grant.closesAtOnce()).isTrue();
        assertThat(grant.label()).isEqualTo("no-reuse(p=0.00)");
        assertThat(grant.reuseClass()).isEqualTo(ROBOT);
    }

    @Test
    void whoComesBackSoonIsHeldUntilThen() {
        teach(PAGE, 300, Ending.REUSED, SECOND);
        refresh(PAGE);
        Grant grant = ordinary(PAGE);
        assertThat(grant.reason()).isEqualTo(Reason.REUSE_EXPECTED);
        assertThat(grant.timeoutNanos()).isBetween(SECOND, 2 * SECOND);
        assertThat(grant.reuseProbability()).isCloseTo(1, within(0.05));
    }

    @Test
    void oneInAHundredIsHeldABreakEvenTimeLongerToExplore() {
        teach(ROBOT, 300, Ending.CLOSED, BREAK_EVEN);
        refresh(ROBOT);
        int explorers = 0;
        for (int i = 0; i < 20_000; i++) {
            Grant grant = policy.grant(ROBOT, places, now);
            if (grant.reason() == Reason.EXPLORING) {
                explorers++;
                assertThat(grant.timeoutNanos()).isEqualTo(BREAK_EVEN);
            }
        }
        assertThat(explorers).isBetween(160, 240);
    }

    @Test
    void anExplorerIsOverdueAtItsOwnTimeout() {
        teach(ROBOT, 300, Ending.CLOSED, BREAK_EVEN);
        refresh(ROBOT);
        policy.idle(connection, exploring(ROBOT), 1000 * SECOND);
        assertThat(policy.nextDeadline()).isEqualTo(1000 * SECOND + BREAK_EVEN);
        assertThat(policy.overdue(places, 1000 * SECOND + BREAK_EVEN - 1)).isNull();
        assertThat(policy.overdue(places, 1000 * SECOND + BREAK_EVEN)).isEqualTo("it");
        assertThat(policy.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void aClassThatWasGivenUpIsHeldAgainOnceItsExplorersReturn() {
        teach(PAGE, 3000, Ending.CLOSED, BREAK_EVEN);
        refresh(PAGE);
        assertThat(ordinary(PAGE).closesAtOnce()).isTrue();
        int grants = 0;
        while (ordinary(PAGE).closesAtOnce() && grants < 8192) {
            Grant grant = policy.grant(PAGE, places, now);
            grants++;
            if (!grant.closesAtOnce()) {
                idleFor(grant, Ending.REUSED, SECOND / 10);
            }
        }
        assertThat(grants).isLessThan(8192);
    }

    @Test
    void theTimeoutsInForceFollowThePrice() {
        policy = policy(new ShadowPrice(90));
        policy.idle(connection, ordinary(PAGE), now);
        assertThat(policy.nextDeadline()).isEqualTo(now + LONGEST);
        long end = now + LONGEST / 2;
        while (policy.overdue(places, now) == null && now < end) {
            now += SECOND / 10;
        }
        assertThat(now).isLessThan(end);
        policy.closed(connection, now);
    }

    @Test
    void theConnectionThatIsWorthLeastIsShedAndNotTheOneIdleLongest() {
        policy = policy(new ConstantPrice(0));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            teach(POLLER, 1, Ending.REUSED, (long) ((4 + 2 * random.nextDouble()) * SECOND));
            teach(ROBOT, 1, Ending.CLOSED, LONGEST);
        }
        refresh(POLLER);
        refresh(ROBOT);
        IdleConnection<String> poller = new IdleConnection<>("poller");
        IdleConnection<String> robot = new IdleConnection<>("robot");
        policy.idle(poller, ordinary(POLLER), now);
        policy.idle(robot, ordinary(ROBOT), now + SECOND);
        assertThat(policy.nextToShed(places.use(99), now + 2 * SECOND)).isNull();
        assertThat(policy.nextToShed(places.use(100), now + 2 * SECOND)).isEqualTo("robot");
        assertThat(policy.nextToShed(places, now + 2 * SECOND)).isEqualTo("poller");
        assertThat(policy.nextToShed(places, now + 2 * SECOND)).isNull();
    }

    @Test
    void explorersAreShedLast() {
        IdleConnection<String> other = new IdleConnection<>("other");
        policy.idle(connection, exploring(ROBOT), now);
        policy.idle(other, ordinary(PAGE), now);
        assertThat(policy.nextToShed(places, now + 1)).isEqualTo("other");
        assertThat(policy.nextToShed(places, now + 1)).isEqualTo("it");
        assertThat(policy.nextToShed(places, now + 1)).isNull();
    }

    @Test
    void aGrantIsTheSameUntilSomethingWasLearnt() {
        Grant grant = ordinary(PAGE);
        assertThat(ordinary(PAGE)).isSameAs(grant);
    }

    @Test
    void requestsAllocateNothingBetweenTwoConclusions() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            request(PAGE);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 64_000; i++) {
            request(PAGE);
        }
        long perRequest = (threads.getCurrentThreadAllocatedBytes() - before) / 64_000;
        // Two grants and a hold after every 64 requests; a single object for each request would be 16 bytes.
        assertThat(perRequest).isLessThan(8);
    }

    private void request(int reuseClass) {
        Grant grant = policy.grant(reuseClass, places, now);
        if (!grant.closesAtOnce()) {
            policy.idle(connection, grant, now);
            now += SECOND / 100;
            policy.nextDeadline();
            policy.overdue(places, now);
            policy.reused(connection, now);
        }
    }

    private AdaptivePolicy<String> policy(HoldPrice price) {
        return new AdaptivePolicy<>(AdaptiveSettings.of(LONGEST), price, new SplittableRandom(11));
    }

    private void teach(int reuseClass, int times, Ending ending, long idleNanos) {
        for (int i = 0; i < times; i++) {
            idleFor(ordinary(reuseClass), ending, idleNanos);
        }
    }

    private void idleFor(Grant grant, Ending ending, long idleNanos) {
        policy.idle(connection, grant, now);
        now += idleNanos;
        switch (ending) {
            case REUSED -> policy.reused(connection, now);
            case CLIENT_LEFT -> policy.clientLeft(connection, now);
            case CLOSED -> policy.closed(connection, now);
        }
    }

    /** Asks until conclusions have been drawn from everything taught. */
    private void refresh(int reuseClass) {
        for (int i = 0; i < ReuseHistogram.LEARN_INTERVAL; i++) {
            ordinary(reuseClass);
        }
    }

    private Grant ordinary(int reuseClass) {
        Grant grant = policy.grant(reuseClass, places, now);
        return grant.reason() == Reason.EXPLORING ? policy.grant(reuseClass, places, now) : grant;
    }

    private Grant exploring(int reuseClass) {
        Grant grant = policy.grant(reuseClass, places, now);
        while (grant.reason() != Reason.EXPLORING) {
            grant = policy.grant(reuseClass, places, now);
        }
        return grant;
    }
}
