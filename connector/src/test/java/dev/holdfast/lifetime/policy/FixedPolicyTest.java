package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.time.Deadline;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FixedPolicyTest {
    private static final long TIMEOUT = 5_000;

    private final Places places = new Places(10, 10);
    private final KeepAlivePolicy<String> policy =
            KeepAlivePolicy.of(new FixedSettings(TIMEOUT), new SplittableRandom(1));
    private final IdleConnection<String> a = new IdleConnection<>("a");
    private final IdleConnection<String> b = new IdleConnection<>("b");

    @Test
    void aConnectionIsOverdueAtItsTimeoutAndNotBefore() {
        idle(a, 100);
        assertThat(policy.nextDeadline()).isEqualTo(100 + TIMEOUT);
        assertThat(policy.overdue(places, 100 + TIMEOUT - 1)).isNull();
        assertThat(policy.overdue(places, 100 + TIMEOUT)).isEqualTo("a");
        assertThat(policy.overdue(places, 100 + TIMEOUT + 1)).isNull();
        assertThat(policy.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void theGrantSaysTheTimeoutWhateverTheOccupancy() {
        Grant grant = policy.grant(0, places, 1);
        assertThat(grant.timeoutNanos()).isEqualTo(TIMEOUT);
        assertThat(grant.closesAtOnce()).isFalse();
        assertThat(grant.label()).isEqualTo("full");
        assertThat(policy.grant(1, Places.unlimited(), 2)).isSameAs(grant);
    }

    @Test
    void nothingIsShed() {
        idle(a, 100);
        assertThat(policy.nextToShed(places, 200)).isNull();
    }

    @Test
    void whoeverIsReusedOrLeavesIsNotOverdue() {
        idle(a, 100);
        idle(b, 200);
        policy.reused(a, 300);
        assertThat(policy.nextDeadline()).isEqualTo(200 + TIMEOUT);
        policy.clientLeft(b, 400);
        assertThat(policy.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(policy.overdue(places, 1_000_000)).isNull();
    }

    @Test
    void aConnectionNamedOverdueMayStillBeReusedAndIdleAgain() {
        idle(a, 100);
        assertThat(policy.overdue(places, 100 + TIMEOUT)).isEqualTo("a");
        assertThat(a.isIdle()).isTrue();
        policy.reused(a, 100 + TIMEOUT);
        idle(a, 9_000);
        assertThat(policy.nextDeadline()).isEqualTo(9_000 + TIMEOUT);
        assertThat(policy.overdue(places, 9_000 + TIMEOUT)).isEqualTo("a");
        policy.closed(a, 9_000 + TIMEOUT);
        assertThat(a.isIdle()).isFalse();
    }

    @Test
    void aTimeoutWithoutEndNeverComes() {
        KeepAlivePolicy<String> endless = KeepAlivePolicy.of(new FixedSettings(Deadline.NONE), new SplittableRandom(1));
        endless.idle(a, endless.grant(0, places, 1), 1);
        assertThat(endless.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(endless.overdue(places, Deadline.NONE)).isNull();
    }

    @Test
    void eventsInTheWrongOrderNameThemselvesAndTheState() {
        assertThatThrownBy(() -> policy.reused(a, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("reused in state BUSY");
        assertThatThrownBy(() -> policy.clientLeft(a, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("clientLeft in state BUSY");
        assertThatThrownBy(() -> policy.closed(a, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed in state BUSY");
        idle(a, 2);
        assertThatThrownBy(() -> idle(a, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("idle in state IDLE");
    }

    private void idle(IdleConnection<String> connection, long now) {
        policy.idle(connection, policy.grant(0, places, now), now);
    }
}
