package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PressurePolicyTest {
    private static final long FULL = 64_000;
    private static final long MIN = 6_400;
    private static final long A_STEP = (FULL - MIN) / 64;

    /** Full timeout up to 500 connections, minimum from 900 on, back up after a fall by 100. */
    private static final PressureSettings SETTINGS = new PressureSettings(FULL, MIN, 50, 90, 10);

    private final Places places = new Places(0, 1000);
    private final PressurePolicy<String> policy = new PressurePolicy<>(SETTINGS);
    private final IdleConnection<String> a = new IdleConnection<>("a");
    private final IdleConnection<String> b = new IdleConnection<>("b");

    @Test
    void theTimeoutIsFullUpToTheStartMarkAndFallsFromThereOn() {
        assertThat(at(0)).isEqualTo(FULL);
        assertThat(at(499)).isEqualTo(FULL);
        assertThat(at(500)).isEqualTo(FULL);
        // 400 places between the marks make 64 steps.
        assertThat(at(506)).isEqualTo(FULL);
        assertThat(at(507)).isEqualTo(FULL - A_STEP);
        assertThat(at(700)).isEqualTo(FULL - 32 * A_STEP);
    }

    @Test
    void theTimeoutIsAtItsFloorFromTheFullMarkOn() {
        assertThat(at(899)).isEqualTo(MIN + A_STEP);
        assertThat(at(900)).isEqualTo(MIN);
        assertThat(at(1000)).isEqualTo(MIN);
        assertThat(at(1100)).isEqualTo(MIN);
    }

    @Test
    void theTimeoutRisesOnlyOnceTheOccupancyIsTheHysteresisLower() {
        assertThat(at(700)).isEqualTo(FULL - 32 * A_STEP);
        assertThat(at(650)).isEqualTo(FULL - 32 * A_STEP);
        assertThat(at(600)).isEqualTo(FULL - 32 * A_STEP);
        assertThat(at(599)).isEqualTo(FULL - 31 * A_STEP);
        assertThat(at(699)).isEqualTo(FULL - 31 * A_STEP);
        assertThat(at(700)).isEqualTo(FULL - 32 * A_STEP);
        assertThat(at(407)).isEqualTo(FULL - A_STEP);
        assertThat(at(406)).isEqualTo(FULL);
    }

    @Test
    void withoutHysteresisTheTimeoutFollowsBothWays() {
        PressurePolicy<String> nimble = new PressurePolicy<>(new PressureSettings(FULL, MIN, 50, 90, 0));
        assertThat(nimble.grant(0, places.use(900), 1).timeoutNanos()).isEqualTo(MIN);
        assertThat(nimble.grant(0, places.use(899), 1).timeoutNanos()).isEqualTo(MIN + A_STEP);
        assertThat(nimble.grant(0, places.use(500), 1).timeoutNanos()).isEqualTo(FULL);
    }

    @Test
    void theGrantSaysWhetherItWasCutAndIsTheSameEachTime() {
        assertThat(policy.grant(0, places.use(500), 1).reason()).isEqualTo(Grant.Reason.FULL);
        Grant cut = policy.grant(0, places.use(700), 1);
        assertThat(cut.reason()).isEqualTo(Grant.Reason.PRESSURE);
        assertThat(cut.label()).isEqualTo("pressure");
        assertThat(policy.grant(7, places.use(690), 2)).isSameAs(cut);
    }

    @Test
    void aFloorOfNothingClosesAtOnce() {
        PressurePolicy<String> strict = new PressurePolicy<>(new PressureSettings(FULL, 0, 50, 90, 10));
        assertThat(strict.grant(0, places.use(899), 1).closesAtOnce()).isFalse();
        assertThat(strict.grant(0, places.use(900), 1).closesAtOnce()).isTrue();
    }

    @Test
    void whereThereIsNoLimitThereIsNoPressure() {
        at(1000);
        assertThat(policy.grant(0, Places.unlimited(), 1).timeoutNanos()).isEqualTo(FULL);
        idle(a, 1);
        assertThat(policy.nextToShed(Places.unlimited(), 2)).isNull();
    }

    @Test
    void theTimeoutInForceHoldsForThoseWhoIdleAlready() {
        places.use(100);
        idle(a, 1_000);
        assertThat(policy.overdue(places, 1_000 + MIN)).isNull();
        places.use(900);
        assertThat(policy.overdue(places, 1_000 + MIN - 1)).isNull();
        assertThat(policy.nextDeadline()).isEqualTo(1_000 + MIN);
        assertThat(policy.overdue(places, 1_000 + MIN)).isEqualTo("a");
    }

    @Test
    void theOneIdleLongestIsShedAndOnlyWhenNoPlaceIsLeft() {
        places.use(999);
        idle(a, 1);
        idle(b, 2);
        assertThat(policy.nextToShed(places, 3)).isNull();
        places.use(1000);
        assertThat(policy.nextToShed(places, 3)).isEqualTo("a");
        // It had unread bytes: it is served, and another one named.
        policy.reused(a, 3);
        assertThat(policy.nextToShed(places, 3)).isEqualTo("b");
        policy.closed(b, 3);
        assertThat(policy.nextToShed(places, 3)).isNull();
        idle(a, 4);
        assertThat(policy.nextToShed(places, 5)).isEqualTo("a");
    }

    @Test
    void whateverTheOccupancyDoesTheTimeoutStaysBetweenItsCurves() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long full = 1 + random.nextLong(1_000_000_000);
            long min = random.nextLong(full + 1);
            int start = random.nextInt(100);
            int end = start + 1 + random.nextInt(100 - start);
            int hysteresis = random.nextInt(101);
            Places around = new Places(0, 1 + random.nextInt(3000));
            PressureSettings settings = new PressureSettings(full, min, start, end, hysteresis);
            PressurePolicy<String> wanders = new PressurePolicy<>(settings);
            for (int i = 0; i < 200; i++) {
                around.use(random.nextInt(around.limit() + 10));
                long timeout = wanders.grant(0, around, i).timeoutNanos();
                double share = 100.0 * around.inUse() / around.limit();
                double line = full - (full - min) * Math.max(0, Math.min(1, (share - start) / (end - start)));
                double lower =
                        full - (full - min) * Math.max(0, Math.min(1, (share + hysteresis - start) / (end - start)));
                double step = (full - min) / 64.0 + 64;
                assertThat((double) timeout)
                        .as("seed %d, event %d", seed, i)
                        .isBetween(lower - 64, line + step)
                        .isBetween((double) min, (double) full);
            }
        }
    }

    private long at(int inUse) {
        return policy.grant(0, places.use(inUse), 1).timeoutNanos();
    }

    private void idle(IdleConnection<String> connection, long now) {
        policy.idle(connection, policy.grant(0, places, now), now);
    }
}
