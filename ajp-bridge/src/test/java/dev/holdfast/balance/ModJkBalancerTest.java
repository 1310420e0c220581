package dev.holdfast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ModJkBalancerTest {
    private static final long SECOND = 1_000_000_000;
    private static final ModJkBalancerSettings DEFAULT = ModJkBalancerSettings.DEFAULT;
    private static final MemberSettings A = MemberSettings.of("a", null);
    private static final MemberSettings B = MemberSettings.of("b", null);
    private static final MemberSettings C = MemberSettings.of("c", null);

    private final boolean[] free = new boolean[3];

    private BalancerMachine of(ModJkBalancerSettings settings, MemberSettings... members) {
        return new ModJkBalancer(settings, List.of(members), member -> free[member]);
    }

    private static BitSet tried(int... members) {
        BitSet tried = new BitSet();
        for (int member : members) {
            tried.set(member);
        }
        return tried;
    }

    private static int choose(BalancerMachine balancer, long now) {
        return balancer.choose(null, new BitSet(), now);
    }

    /** Chooses that often, with every request answered at once, and returns whom. */
    private static String sequence(BalancerMachine balancer, int requests, long bytes) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            int member = choose(balancer, 0);
            balancer.ended(member, Outcome.ANSWERED, bytes, 1, 0);
            names.append(balancer.members().get(member).settings().name());
        }
        return names.toString();
    }

    private static Health health(BalancerMachine balancer, int member) {
        return balancer.members().get(member).health();
    }

    private static void fail(BalancerMachine balancer, int member, Outcome outcome, long now) {
        String route = balancer.members().get(member).settings().name();
        assertThat(balancer.choose(route, new BitSet(), now)).isEqualTo(member);
        balancer.ended(member, outcome, 0, 0, now);
    }

    @Test
    void equalMembersTakeTurns() {
        assertThat(sequence(of(DEFAULT, A, B, C), 7, 0)).isEqualTo("abcabca");
    }

    @Test
    void loadGrowsByTheCommonMultipleDividedByLbfactor() {
        // Multipliers 3 and 2: loads 3,0 3,2 3,4 6,4 6,6 9,6 9,8 9,10.
        assertThat(sequence(of(DEFAULT, A.withLbfactor(2), B.withLbfactor(3)), 8, 0))
                .isEqualTo("abbababb");
    }

    @Test
    void anLbfactorIsWhole() {
        assertThatThrownBy(() -> of(DEFAULT, A.withLbfactor(1.5), B)).hasMessage("lbfactor must be whole: 1.5");
    }

    @Test
    void trafficCountsBytesWhenTheyHaveFlown() {
        BalancerMachine balancer = of(DEFAULT.withMethod(ModJkMethod.TRAFFIC), A, B);
        balancer.ended(choose(balancer, 0), Outcome.ANSWERED, 250, 1, 0);
        assertThat(sequence(balancer, 4, 100)).isEqualTo("bbba");
    }

    @Test
    void busynessCountsWhatIsInProgress() {
        BalancerMachine balancer = of(DEFAULT.withMethod(ModJkMethod.BUSYNESS), A, B);
        assertThat(choose(balancer, 0)).isZero();
        assertThat(choose(balancer, 0)).isOne();
        balancer.ended(1, Outcome.ANSWERED, 0, 1, 0);
        assertThat(choose(balancer, 0)).isOne();
        balancer.ended(0, Outcome.ANSWERED, 0, 1, 0);
        assertThat(choose(balancer, 0)).isZero();
    }

    @Test
    void sessionCountsOnlyRequestsWithoutOne() {
        BalancerMachine balancer = of(DEFAULT.withMethod(ModJkMethod.SESSION), A, B);
        for (int i = 0; i < 5; i++) {
            assertThat(balancer.choose("b", new BitSet(), 0)).isOne();
        }
        assertThat(choose(balancer, 0)).isZero();
        assertThat(choose(balancer, 0)).isOne();
        assertThat(choose(balancer, 0)).isZero();
    }

    @Test
    void aRouteIsKeptByItsMemberOrWhoStandsInForIt() {
        BalancerMachine balancer = of(DEFAULT, MemberSettings.of("a", "x.a"), B.withActivation(Activation.STOPPED), C);
        assertThat(balancer.keeps("x.a", tried())).isTrue();
        assertThat(balancer.keeps("x.gone", tried())).isTrue();
        assertThat(balancer.keeps("x.gone", tried(0))).isFalse();
        assertThat(balancer.keeps("b", tried())).isFalse();
        assertThat(balancer.keeps("", tried())).isFalse();
        assertThat(balancer.keeps("c", tried())).isTrue();
        assertThat(balancer.keeps("c", tried(2))).isFalse();
    }

    @Test
    void maintenanceHalvesLoadsOnceForEachInterval() {
        for (int[] row : new int[][] {{59, 0}, {60, 1}, {120, 2}}) {
            BalancerMachine balancer = of(DEFAULT, A, B);
            for (int i = 0; i < 8; i++) {
                assertThat(balancer.choose("a", new BitSet(), 0)).isZero();
            }
            long later = row[0] * SECOND;
            int turns = 0;
            while (choose(balancer, later) == 1) {
                turns++;
            }
            // b is chosen until it has caught up, and once more where a comes first among equals.
            assertThat(turns).isBetween(8 >> row[1], (8 >> row[1]) + 1);
        }
    }

    @Test
    void nextSubtractsTheLeastInstead() {
        BalancerMachine balancer = of(DEFAULT.withMethod(ModJkMethod.NEXT), A, B);
        balancer.activate(1, Activation.DISABLED);
        for (int i = 0; i < 4; i++) {
            assertThat(choose(balancer, 0)).isZero();
        }
        // b cannot be used, so the least is a's 4.
        assertThat(choose(balancer, 60 * SECOND)).isZero();
        balancer.activate(1, Activation.ACTIVE);
        assertThat(choose(balancer, 61 * SECOND)).isOne();
    }

    @Test
    void aSessionStaysWithItsMemberAlsoWhileThatIsDisabled() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        balancer.activate(1, Activation.DISABLED);
        assertThat(balancer.choose("b", new BitSet(), 0)).isOne();
        assertThat(choose(balancer, 0)).isZero();
        assertThat(choose(balancer, 0)).isZero();
        balancer.activate(1, Activation.STOPPED);
        assertThat(balancer.choose("b", new BitSet(), 0)).isZero();
    }

    @Test
    void aSessionGoesToTheRedirectAndNotToTheDomainWhereThereIsBoth() {
        BalancerMachine balancer = of(DEFAULT, A.withRedirect("b").withDomain("d"), B, C.withDomain("d"));
        assertThat(balancer.choose("a", tried(0), 0)).isOne();
        balancer.activate(1, Activation.STOPPED);
        // Neither the redirect nor the domain, but anybody.
        assertThat(balancer.choose("a", tried(0), 0)).isEqualTo(2);
    }

    @Test
    void aRouteWithADotNamesItsDomain() {
        BalancerMachine balancer = of(
                DEFAULT, MemberSettings.of("a", "x.a"), MemberSettings.of("b", "y.b"), MemberSettings.of("c", "y.c"));
        assertThat(balancer.choose("y.b", tried(1), 0)).isEqualTo(2);
        assertThat(balancer.choose("y.gone", new BitSet(), 0)).isEqualTo(1);
    }

    @Test
    void aForcedSessionGoesNowhereElse() {
        BalancerMachine balancer = of(DEFAULT.withSticky(true, true), A, B);
        assertThat(balancer.choose("a", tried(0), 0)).isEqualTo(BalancerMachine.NONE);
        assertThat(choose(balancer, 0)).isZero();
    }

    @Test
    void theNearestAreAskedFirst() {
        BalancerMachine balancer = of(DEFAULT, A.withDistance(1), B, C);
        assertThat(sequence(balancer, 4, 0)).isEqualTo("bcbc");
        assertThat(balancer.choose(null, tried(1, 2), 0)).isZero();
    }

    @Test
    void aMemberWithoutConnectionIsBusyUntilOneIsFree() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        balancer.choose("a", new BitSet(), 0);
        balancer.choose("a", new BitSet(), 0);
        balancer.ended(0, Outcome.NO_CONNECTION, 0, 0, 0);
        assertThat(health(balancer, 0)).isEqualTo(Health.BUSY);
        assertThat(choose(balancer, 0)).isOne();
        assertThat(choose(balancer, 0)).isOne();
        free[0] = true;
        assertThat(choose(balancer, 0)).isZero();
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
    }

    @Test
    void aMemberWithNothingInProgressDoesNotStayBusy() {
        BalancerMachine balancer = of(DEFAULT, A);
        choose(balancer, 0);
        balancer.ended(0, Outcome.NO_CONNECTION, 0, 0, 0);
        assertThat(choose(balancer, 0)).isZero();
    }

    @Test
    void anEndingRequestEndsBusy() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        choose(balancer, 0);
        balancer.choose("a", new BitSet(), 0);
        balancer.ended(0, Outcome.NO_CONNECTION, 0, 0, 0);
        balancer.ended(0, Outcome.ANSWERED, 0, 1, 1);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
    }

    @Test
    void anErrorWhileOthersAreInProgressIsLocalUntilItIsEscalated() {
        for (Object[] row : new Object[][] {{29, Health.OK}, {30, Health.ERROR}}) {
            BalancerMachine balancer = of(DEFAULT, A, B);
            balancer.choose("a", new BitSet(), 0);
            fail(balancer, 0, Outcome.BROKEN, 0);
            assertThat(health(balancer, 0)).isEqualTo(Health.OK);
            fail(balancer, 0, Outcome.BROKEN, (int) row[0] * SECOND);
            assertThat(health(balancer, 0)).isEqualTo(row[1]);
        }
    }

    @Test
    void anErrorWhileNothingElseIsInProgressIsOneAtOnce() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        fail(balancer, 0, Outcome.CONNECT_FAILED, 0);
        assertThat(health(balancer, 0)).isEqualTo(Health.ERROR);
        assertThat(balancer.choose("a", new BitSet(), 1)).isOne();
    }

    @Test
    void anErrorEndsInTheFirstMaintenanceMoreThanRecoverTimeAfterIt() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        choose(balancer, 0);
        balancer.ended(0, Outcome.ANSWERED, 0, 1, 0);
        fail(balancer, 0, Outcome.CONNECT_FAILED, SECOND);
        for (long second : new long[] {59, 60, 61, 62, 119}) {
            assertThat(balancer.choose("a", new BitSet(), second * SECOND))
                    .as("%s s", second)
                    .isOne();
            balancer.ended(1, Outcome.ANSWERED, 0, 1, second * SECOND);
        }
        assertThat(balancer.choose("a", new BitSet(), 120 * SECOND)).isZero();
        assertThat(health(balancer, 0)).isEqualTo(Health.RECOVER);
        // Until that request has ended, nobody else tries.
        assertThat(balancer.choose("a", new BitSet(), 121 * SECOND)).isOne();
        balancer.ended(0, Outcome.ANSWERED, 0, 1, 122 * SECOND);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
    }

    @Test
    void aMemberThatIsBackStartsWithTheHighestLoad() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        fail(balancer, 0, Outcome.CONNECT_FAILED, 0);
        for (int i = 0; i < 10; i++) {
            balancer.ended(choose(balancer, 0), Outcome.ANSWERED, 0, 1, 0);
        }
        int first = choose(balancer, 120 * SECOND);
        int second = choose(balancer, 120 * SECOND);
        assertThat(List.of(first, second)).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void withEverybodyInErrorAllAreTriedAgainOnceARequest() {
        BalancerMachine balancer = of(DEFAULT.withRetries(3, 2, Duration.ZERO), A, B);
        fail(balancer, 0, Outcome.CONNECT_FAILED, 0);
        fail(balancer, 1, Outcome.CONNECT_FAILED, 0);
        BitSet tried = new BitSet();
        for (int attempt = 0; attempt < 2; attempt++) {
            int member = balancer.choose(null, tried, SECOND);
            assertThat(member).isEqualTo(attempt);
            tried.set(member);
            balancer.ended(member, Outcome.CONNECT_FAILED, 0, 0, SECOND);
        }
        assertThat(balancer.choose(null, tried, SECOND)).isEqualTo(BalancerMachine.NONE);
        tried.clear(0, 2);
        assertThat(balancer.choose(null, tried, SECOND)).isEqualTo(BalancerMachine.NONE);
        assertThat(choose(balancer, SECOND)).isNotEqualTo(BalancerMachine.NONE);
    }

    @Test
    void aMemberThatFailedThisRequestIsForcedOnItAgain() {
        BalancerMachine balancer = of(DEFAULT, A);
        BitSet tried = new BitSet();
        tried.set(balancer.choose(null, tried, 0));
        balancer.ended(0, Outcome.CONNECT_FAILED, 0, 0, 0);
        assertThat(balancer.choose(null, tried, 0)).isZero();
    }

    @Test
    void tooManyReplyTimeoutsAreAnError() {
        BalancerMachine balancer = of(DEFAULT.withMaxReplyTimeouts(1), A, B);
        fail(balancer, 0, Outcome.REPLY_TIMEOUT, 0);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
        // One is halved to none by the maintenance in between.
        fail(balancer, 0, Outcome.REPLY_TIMEOUT, 60 * SECOND);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
        fail(balancer, 0, Outcome.REPLY_TIMEOUT, 61 * SECOND);
        assertThat(health(balancer, 0)).isEqualTo(Health.ERROR);
    }

    @Test
    void failOnStatusIsAnErrorAndWithAMinusSignIsNone() {
        BalancerMachine balancer = of(DEFAULT.withFailOnStatus(Set.of(500, -503)), A, B);
        assertThat(balancer.outcomeOf(500)).isEqualTo(Outcome.FAILED_STATUS);
        assertThat(balancer.outcomeOf(503)).isEqualTo(Outcome.UNWANTED_STATUS);
        assertThat(balancer.outcomeOf(404)).isEqualTo(Outcome.ANSWERED);
        fail(balancer, 0, Outcome.UNWANTED_STATUS, 0);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
        fail(balancer, 0, Outcome.FAILED_STATUS, 0);
        assertThat(health(balancer, 0)).isEqualTo(Health.ERROR);
        assertThat(balancer.failsOver(0, Outcome.UNWANTED_STATUS)).isTrue();
        assertThat(balancer.failsOver(0, Outcome.CLIENT)).isFalse();
    }

    @Test
    void lbRetriesAndRetriesBoundARequestsAttempts() {
        assertThat(of(DEFAULT, A, B, C).maxAttempts()).isEqualTo(2);
        assertThat(of(DEFAULT, A).maxAttempts()).isOne();
        assertThat(of(DEFAULT, A).rounds()).isEqualTo(2);
        assertThat(of(DEFAULT, A).pauseNanos()).isEqualTo(100_000_000);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> of(DEFAULT, A).ended(0, Outcome.ANSWERED, 0, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ended ANSWERED of member a, not busy");
        assertThatThrownBy(() -> of(DEFAULT, A, MemberSettings.of("b", "a")))
                .hasMessage("two members have the route a");
        assertThatThrownBy(() -> of(DEFAULT)).hasMessage("a balancer needs a member");
        assertThatThrownBy(() -> DEFAULT.withRecovery(Duration.ofMillis(1500), Duration.ZERO))
                .hasMessage("recoverTime must be whole seconds, 0 or more: 1500ms");
        assertThatThrownBy(() -> DEFAULT.withRecovery(Duration.ZERO, Duration.ZERO))
                .hasMessage("recoverTime must be at least 1 s: 0s");
    }
}
