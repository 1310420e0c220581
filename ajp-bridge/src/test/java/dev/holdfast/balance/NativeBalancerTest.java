package dev.holdfast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NativeBalancerTest {
    private static final int ERROR_THRESHOLD = 2;
    private static final NativeBalancerSettings SETTINGS = new NativeBalancerSettings(
            true, false, ERROR_THRESHOLD, Duration.ofNanos(100), Duration.ofNanos(400), Duration.ofNanos(1000));
    private static final BitSet NONE_TRIED = new BitSet();
    private static final MemberSettings A = MemberSettings.of("a", "a");
    private static final MemberSettings B = MemberSettings.of("b", "b");
    private static final MemberSettings C = MemberSettings.of("c", "c");

    private static NativeBalancer of(MemberSettings... members) {
        return new NativeBalancer(SETTINGS, List.of(members));
    }

    private static BitSet tried(int... members) {
        BitSet tried = new BitSet();
        for (int member : members) {
            tried.set(member);
        }
        return tried;
    }

    private static int chosen(NativeBalancer balancer, long now) {
        return balancer.choose(null, NONE_TRIED, now);
    }

    /** Has {@code member} fail to connect often enough to be in ERROR from {@code now} on. */
    private static void breakDown(NativeBalancer balancer, int member, long now) {
        String route = balancer.members().get(member).settings().route();
        for (int i = 0; i < ERROR_THRESHOLD; i++) {
            assertThat(balancer.choose(route, NONE_TRIED, now)).isEqualTo(member);
            balancer.ended(member, Outcome.CONNECT_FAILED, 0, 0, now);
        }
        assertThat(balancer.members().get(member).health()).isEqualTo(Health.ERROR);
    }

    @Test
    void equalMembersTakeTurns() {
        NativeBalancer balancer = of(A, B, C);
        for (int i = 0; i < 9; i++) {
            int member = chosen(balancer, i);
            assertThat(member).isEqualTo(i % 3);
            balancer.ended(member, Outcome.ANSWERED, 0, 10, i);
        }
    }

    @Test
    void theMemberWithTheLeastOutstandingLatencyIsChosen() {
        NativeBalancer balancer = of(A, B);
        balancer.ended(chosen(balancer, 0), Outcome.ANSWERED, 0, 30, 0);
        balancer.ended(chosen(balancer, 0), Outcome.ANSWERED, 0, 10, 0);
        // b is three times as fast, so it gets three of four while nothing ends.
        assertThat(chosen(balancer, 0)).isEqualTo(1);
        assertThat(chosen(balancer, 0)).isEqualTo(1);
        assertThat(chosen(balancer, 0)).isEqualTo(0);
        assertThat(chosen(balancer, 0)).isEqualTo(1);
    }

    @Test
    void aRouteIsKeptWhateverBecameOfItsMember() {
        NativeBalancer balancer = of(A, B.withActivation(Activation.STOPPED));
        assertThat(balancer.keeps("a", tried(0))).isTrue();
        assertThat(balancer.keeps("b", NONE_TRIED)).isTrue();
        assertThat(balancer.keeps("", NONE_TRIED)).isFalse();
        assertThat(balancer.keeps("c", NONE_TRIED)).isFalse();
    }

    @Test
    void lbfactorWeighs() {
        NativeBalancer balancer = of(A, B.withLbfactor(3));
        int[] chosen = new int[2];
        for (int i = 0; i < 40; i++) {
            chosen[chosen(balancer, 0)]++;
        }
        assertThat(chosen).containsExactly(10, 30);
    }

    @Test
    void aMemberNobodyHasHeardOfIsNotBuriedUnderEverything() {
        NativeBalancer balancer = of(A, B);
        balancer.ended(chosen(balancer, 0), Outcome.ANSWERED, 0, 10, 0);
        int[] chosen = new int[2];
        for (int i = 0; i < 10; i++) {
            chosen[chosen(balancer, 0)]++;
        }
        assertThat(chosen).containsExactly(5, 5);
    }

    @Test
    void oneLateAnswerIsForgottenWithTime() {
        NativeBalancer balancer = of(A, B);
        balancer.ended(chosen(balancer, 0), Outcome.ANSWERED, 0, 1_000_000, 0);
        for (long now = 1; now <= 100; now++) {
            int member = chosen(balancer, now);
            assertThat(member).isEqualTo(1);
            balancer.ended(member, Outcome.ANSWERED, 0, 10, now);
        }
        long later = 20_000;
        balancer.ended(1, Outcome.ANSWERED, 0, 10, later(balancer, later));
        assertThat(chosen(balancer, later)).isZero();
    }

    /** Has b in use at {@code now}. */
    private static long later(NativeBalancer balancer, long now) {
        assertThat(balancer.choose("b", NONE_TRIED, now)).isEqualTo(1);
        return now;
    }

    @Test
    void failingFastIsNotBeingFast() {
        NativeBalancer balancer = of(A, B);
        balancer.ended(chosen(balancer, 0), Outcome.ANSWERED, 0, 1000, 0);
        balancer.ended(chosen(balancer, 0), Outcome.FAILED_STATUS, 0, 1, 0);
        int[] chosen = new int[2];
        for (int i = 0; i < 10; i++) {
            chosen[chosen(balancer, 0)]++;
        }
        assertThat(chosen).containsExactly(5, 5);
    }

    @Test
    void aSessionStaysWithItsMemberAlsoWhileThatIsDisabled() {
        NativeBalancer balancer = of(A, B);
        balancer.activate(1, Activation.DISABLED);
        assertThat(balancer.choose("b", NONE_TRIED, 0)).isEqualTo(1);
        assertThat(balancer.choose("b", NONE_TRIED, 0)).isEqualTo(1);
        assertThat(chosen(balancer, 0)).isZero();
        assertThat(balancer.choose("unknown", NONE_TRIED, 0)).isZero();
        balancer.activate(1, Activation.STOPPED);
        assertThat(balancer.choose("b", NONE_TRIED, 0)).isZero();
    }

    @Test
    void aSessionWhoseMemberFailedGoesToItsRedirectThenItsDomainThenAnywhere() {
        NativeBalancer balancer = of(
                A.withRedirect("c"),
                B.withDomain("d"),
                C,
                MemberSettings.of("e", "e").withDomain("d"));
        assertThat(balancer.choose("a", tried(0), 0)).isEqualTo(2);
        assertThat(balancer.choose("b", tried(1), 0)).isEqualTo(3);
        assertThat(balancer.choose("b", tried(1, 3), 0)).isIn(0, 2);
    }

    @Test
    void aForcedSessionGoesNowhereElse() {
        NativeBalancerSettings forced = new NativeBalancerSettings(
                true, true, ERROR_THRESHOLD, Duration.ofNanos(100), Duration.ofNanos(400), Duration.ofNanos(1000));
        NativeBalancer balancer = new NativeBalancer(forced, List.of(A, B));
        assertThat(balancer.choose("a", tried(0), 0)).isEqualTo(BalancerMachine.NONE);
        assertThat(balancer.choose(null, tried(0), 0)).isEqualTo(1);
    }

    @Test
    void distanceAndHotStandbyAreAskedFirst() {
        NativeBalancer balancer = of(A.withHotStandby(true), B.withDistance(1), C);
        assertThat(chosen(balancer, 0)).isEqualTo(2);
        assertThat(chosen(balancer, 0)).isEqualTo(2);
        assertThat(balancer.choose(null, tried(2), 0)).isEqualTo(1);
        assertThat(balancer.choose(null, tried(1, 2), 0)).isZero();
        assertThat(balancer.choose(null, tried(0, 1, 2), 0)).isEqualTo(BalancerMachine.NONE);
    }

    @Test
    void oneRequestThatFailsMarksNobodyDown() {
        NativeBalancer balancer = of(A);
        for (Outcome outcome : List.of(
                Outcome.CONNECT_FAILED,
                Outcome.ANSWERED,
                Outcome.PING_FAILED,
                Outcome.REPLY_TIMEOUT,
                Outcome.REPLY_TIMEOUT,
                Outcome.BROKEN,
                Outcome.BROKEN,
                Outcome.NO_CONNECTION,
                Outcome.NO_CONNECTION,
                Outcome.CLIENT)) {
            balancer.ended(chosen(balancer, 0), outcome, 0, 1, 0);
            assertThat(balancer.members().get(0).health())
                    .as("after %s", outcome)
                    .isEqualTo(Health.OK);
        }
        assertThat(balancer.members().get(0).failures()).isEqualTo(6);
    }

    @Test
    void aMemberInErrorIsTriedWithOneRequestWhenItsTimeIsOver() {
        NativeBalancer balancer = of(A, B);
        breakDown(balancer, 0, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(chosen(balancer, 99)).isEqualTo(1);
        }
        assertThat(chosen(balancer, 100)).isZero();
        assertThat(balancer.members().get(0).health()).isEqualTo(Health.RECOVER);
        assertThat(chosen(balancer, 100)).isEqualTo(1);
        balancer.ended(0, Outcome.ANSWERED, 0, 1, 110);
        assertThat(balancer.members().get(0).health()).isEqualTo(Health.OK);
        assertThat(chosen(balancer, 110)).isZero();
    }

    @Test
    void recoverTimeDoublesUpToItsMaximum() {
        NativeBalancer balancer = of(A, B);
        breakDown(balancer, 0, 0);
        long errorSince = 0;
        for (long wait : new long[] {100, 200, 400, 400}) {
            assertThat(balancer.choose("a", NONE_TRIED, errorSince + wait - 1)).isEqualTo(1);
            errorSince += wait;
            assertThat(balancer.choose("a", NONE_TRIED, errorSince)).isZero();
            balancer.ended(0, Outcome.CONNECT_FAILED, 0, 0, errorSince);
        }
    }

    @Test
    void withEverybodyInErrorTheOneDueFirstIsTriedAllTheSame() {
        NativeBalancer balancer = of(A, B);
        breakDown(balancer, 1, 0);
        breakDown(balancer, 0, 10);
        assertThat(chosen(balancer, 20)).isEqualTo(1);
        assertThat(balancer.choose(null, tried(1), 20)).isZero();
    }

    @Test
    void aHealthCheckDecidesAtOnce() {
        NativeBalancer balancer = of(A, B);
        balancer.checked(0, false, 0);
        assertThat(balancer.members().get(0).health()).isEqualTo(Health.ERROR);
        balancer.checked(0, true, 1);
        assertThat(balancer.members().get(0).health()).isEqualTo(Health.OK);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> of(A).ended(0, Outcome.ANSWERED, 0, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ended ANSWERED of member a, not busy");
        assertThatThrownBy(() -> of(A, A)).hasMessage("two members are called a");
        assertThatThrownBy(() -> of()).hasMessage("a balancer needs a member");
        assertThatThrownBy(() -> A.withLbfactor(0)).hasMessage("lbfactor must be 1 to 100: 0");
        assertThatThrownBy(() -> A.withDistance(100)).hasMessage("distance must be 0 to 99: 100");
    }

    @Test
    void aWatchedMemberInErrorIsLeftToChecks() {
        NativeBalancer balancer = of(A, B);
        balancer.watched(0);
        breakDown(balancer, 0, 0);
        for (long now = 0; now < 5000; now += 1000) {
            assertThat(balancer.choose("a", NONE_TRIED, now)).isEqualTo(1);
            balancer.ended(1, Outcome.ANSWERED, 0, 10, now);
        }
        balancer.checked(0, true, 5000);
        assertThat(balancer.health(0)).isEqualTo(Health.OK);
        assertThat(balancer.choose("a", NONE_TRIED, 5000)).isEqualTo(0);
    }

    @Test
    void withEverybodyInErrorAWatchedMemberIsTriedAllTheSame() {
        NativeBalancer balancer = of(A);
        balancer.watched(0);
        breakDown(balancer, 0, 0);
        assertThat(chosen(balancer, 1)).isEqualTo(0);
        balancer.ended(0, Outcome.ANSWERED, 0, 10, 2);
        assertThat(balancer.health(0)).isEqualTo(Health.OK);
    }

    @Test
    void whatAMemberAnswersDoesNotOverrideItsChecks() {
        NativeBalancer balancer = of(A, B);
        balancer.watched(0);
        assertThat(balancer.choose("a", NONE_TRIED, 0)).isEqualTo(0);
        balancer.checked(0, false, 1);
        balancer.ended(0, Outcome.ANSWERED, 0, 10, 2);
        assertThat(balancer.health(0)).isEqualTo(Health.ERROR);
        assertThat(balancer.choose("a", NONE_TRIED, 100_000)).isEqualTo(1);
    }
}
