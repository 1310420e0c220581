package dev.holdfast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ModProxyBalancerTest {
    private static final long SECOND = 1_000_000_000;
    private static final BitSet NONE_TRIED = new BitSet();
    private static final ModProxyBalancerSettings DEFAULT = ModProxyBalancerSettings.DEFAULT;
    private static final ModProxyBalancerSettings STICKY = DEFAULT.withSticky(true, false);
    private static final MemberSettings A = MemberSettings.of("a", "a");
    private static final MemberSettings B = MemberSettings.of("b", "b");
    private static final MemberSettings C = MemberSettings.of("c", "c");

    private static BalancerMachine of(ModProxyBalancerSettings settings, MemberSettings... members) {
        return settings.machine(List.of(members));
    }

    private static int choose(BalancerMachine balancer, long now) {
        return balancer.choose(null, NONE_TRIED, now);
    }

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

    private static void fail(BalancerMachine balancer, Outcome outcome, long now) {
        balancer.ended(choose(balancer, now), outcome, 0, 0, now);
    }

    @Test
    void byrequestsWeighsByLoadfactor() {
        assertThat(sequence(of(DEFAULT, A, B, C), 6, 0)).isEqualTo("abcabc");
        assertThat(sequence(of(DEFAULT, A, B.withLbfactor(2)), 6, 0)).isEqualTo("babbab");
    }

    /** As httpd spreads 24 requests. */
    @Test
    void aLoadfactorHasHundredths() {
        String sequence = sequence(of(DEFAULT, A.withLbfactor(1.5), B), 24, 0);
        assertThat(sequence.chars().filter(c -> c == 'a').count()).isEqualTo(14);
        assertThat(sequence).startsWith("ababa");
        assertThat(sequence(of(DEFAULT, A.withLbfactor(1.14), B), 107, 0)
                        .chars()
                        .filter(c -> c == 'a')
                        .count())
                .isEqualTo(57);
        assertThatThrownBy(() -> A.withLbfactor(100.01)).hasMessage("lbfactor must be 1 to 100: 100.01");
        assertThatThrownBy(() -> A.withLbfactor(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDisabledMemberLeavesTheOthersTheirTurns() {
        BalancerMachine balancer = of(DEFAULT, A, B, C);
        balancer.activate(1, Activation.STOPPED);
        assertThat(sequence(balancer, 4, 0)).isEqualTo("acac");
    }

    @Test
    void bytrafficNeverForgets() {
        BalancerMachine balancer = of(DEFAULT.withLbmethod(ModProxyMethod.BYTRAFFIC), A, B.withLbfactor(2));
        balancer.ended(choose(balancer, 0), Outcome.ANSWERED, 10_000, 1, 0);
        int chosen = 0;
        while (choose(balancer, 1000 * SECOND) == 1) {
            balancer.ended(1, Outcome.ANSWERED, 1000, 1, 1000 * SECOND);
            chosen++;
        }
        assertThat(chosen).isEqualTo(20);
    }

    @Test
    void bybusynessLooksAtWhatIsInProgressAndThenTakesTurns() {
        BalancerMachine balancer = of(DEFAULT.withLbmethod(ModProxyMethod.BYBUSYNESS), A, B);
        assertThat(choose(balancer, 0)).isZero();
        assertThat(choose(balancer, 0)).isOne();
        balancer.ended(1, Outcome.ANSWERED, 0, 1, 0);
        assertThat(choose(balancer, 0)).isOne();
        balancer.ended(0, Outcome.ANSWERED, 0, 1, 0);
        balancer.ended(1, Outcome.ANSWERED, 0, 1, 0);
        assertThat(sequence(balancer, 4, 0)).isEqualTo("aaba");
    }

    @Test
    void sessionsCountForTurnsToo() {
        BalancerMachine balancer = of(STICKY, A, B);
        assertThat(balancer.choose("a", NONE_TRIED, 0)).isZero();
        assertThat(choose(balancer, 0)).isOne();
    }

    @Test
    void oneAcquireTimeoutPutsAMemberInErrorForRetry() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        fail(balancer, Outcome.NO_CONNECTION, 0);
        assertThat(health(balancer, 0)).isEqualTo(Health.ERROR);
        assertThat(balancer.failsOver(0, Outcome.NO_CONNECTION)).isTrue();
        for (long now : new long[] {1, 60 * SECOND}) {
            assertThat(choose(balancer, now)).isOne();
        }
        // mod_proxy asks for later than that, not for as late.
        choose(balancer, 60 * SECOND + 1);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
    }

    @Test
    void withAllInErrorForceRecoveryClearsThemAtOnce() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        fail(balancer, Outcome.NO_CONNECTION, 0);
        fail(balancer, Outcome.NO_CONNECTION, 0);
        assertThat(health(balancer, 1)).isEqualTo(Health.ERROR);
        assertThat(choose(balancer, 1)).isNotEqualTo(BalancerMachine.NONE);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
        assertThat(health(balancer, 1)).isEqualTo(Health.OK);
    }

    @Test
    void withoutForceRecoveryAllInErrorIsAnOutage() {
        BalancerMachine balancer = of(DEFAULT.withForceRecovery(false), A.withRetry(Duration.ofSeconds(5)));
        fail(balancer, Outcome.CONNECT_FAILED, 0);
        assertThat(choose(balancer, 5 * SECOND)).isEqualTo(BalancerMachine.NONE);
        assertThat(choose(balancer, 5 * SECOND + 1)).isZero();
    }

    @Test
    void withIgnoreErrorsNothingIsAnErrorAndNothingIsTriedElsewhere() {
        BalancerMachine balancer = of(DEFAULT, A.withIgnoreErrors(true), B);
        fail(balancer, Outcome.CONNECT_FAILED, 0);
        assertThat(health(balancer, 0)).isEqualTo(Health.OK);
        assertThat(balancer.failsOver(0, Outcome.CONNECT_FAILED)).isFalse();
    }

    @Test
    void theOutcomesThatAreErrors() {
        Object[][] rows = {
            {Outcome.ANSWERED, true, Health.OK},
            {Outcome.CLIENT, true, Health.OK},
            {Outcome.FAILED_STATUS, false, Health.ERROR},
            {Outcome.PING_FAILED, false, Health.ERROR},
            {Outcome.BROKEN, false, Health.ERROR},
            {Outcome.REPLY_TIMEOUT, false, Health.ERROR},
            {Outcome.EXCUSED_TIMEOUT, false, Health.OK},
            {Outcome.EXCUSED_TIMEOUT, true, Health.ERROR},
        };
        for (Object[] row : rows) {
            BalancerMachine balancer = of(DEFAULT.withFailOnTimeout((boolean) row[1]), A, B);
            fail(balancer, (Outcome) row[0], 0);
            assertThat(health(balancer, 0)).as("%s", row[0]).isEqualTo(row[2]);
        }
    }

    @Test
    void aStatusOfFailonstatusIsPassedOn() {
        BalancerMachine balancer = of(DEFAULT.withFailOnStatus(Set.of(503)), A, B);
        assertThat(balancer.outcomeOf(503)).isEqualTo(Outcome.FAILED_STATUS);
        assertThat(balancer.outcomeOf(500)).isEqualTo(Outcome.ANSWERED);
        fail(balancer, Outcome.FAILED_STATUS, 0);
        assertThat(balancer.failsOver(0, Outcome.FAILED_STATUS)).isFalse();
    }

    @Test
    void lbsetsAreUsedInTheirOrder() {
        BalancerMachine balancer = of(DEFAULT, A.withDistance(3), B.withDistance(1), C.withDistance(1));
        assertThat(sequence(balancer, 3, 0)).isEqualTo("bcb");
        fail(balancer, Outcome.CONNECT_FAILED, 0);
        assertThat(choose(balancer, 0)).isOne();
        balancer.ended(1, Outcome.CONNECT_FAILED, 0, 0, 0);
        assertThat(choose(balancer, 0)).isZero();
    }

    @Test
    void asManySparesTakePartAsMembersOfTheirSetCannot() {
        BalancerMachine balancer = of(
                DEFAULT, A, B, C.withHotSpare(true), MemberSettings.of("d", "d").withHotSpare(true));
        assertThat(sequence(balancer, 4, 0)).isEqualTo("abab");
        balancer.activate(1, Activation.DISABLED);
        assertThat(sequence(balancer, 4, 0)).contains("a", "c").doesNotContain("b", "d");
        balancer.activate(0, Activation.STOPPED);
        assertThat(sequence(balancer, 6, 0)).contains("c", "d").doesNotContain("a", "b");
    }

    @Test
    void standbysAreUsedOnlyWhereNobodyElseCan() {
        BalancerMachine balancer = of(DEFAULT, A, B.withHotStandby(true));
        assertThat(sequence(balancer, 3, 0)).isEqualTo("aaa");
        balancer.activate(0, Activation.STOPPED);
        assertThat(sequence(balancer, 2, 0)).isEqualTo("bb");
    }

    @Test
    void aDrainedMemberKeepsItsSessions() {
        BalancerMachine balancer = of(STICKY, A, B);
        balancer.activate(0, Activation.DISABLED);
        assertThat(sequence(balancer, 3, 0)).isEqualTo("bbb");
        assertThat(balancer.choose("a", NONE_TRIED, 0)).isZero();
        balancer.activate(0, Activation.STOPPED);
        assertThat(balancer.choose("a", NONE_TRIED, 0)).isOne();
    }

    @Test
    void redirectsAreFollowedAndCirclesEnd() {
        BalancerMachine balancer = of(STICKY, A.withRedirect("b"), B.withRedirect("c"), C.withRedirect("a"));
        balancer.activate(0, Activation.STOPPED);
        balancer.activate(1, Activation.STOPPED);
        assertThat(balancer.choose("a", NONE_TRIED, 0)).isEqualTo(2);
        balancer.activate(2, Activation.STOPPED);
        assertThat(balancer.choose("a", NONE_TRIED, 0)).isEqualTo(BalancerMachine.NONE);
    }

    @Test
    void nofailoverHoldsOnlyForRoutesThatExist() {
        BalancerMachine balancer = of(DEFAULT.withSticky(true, true), A, B);
        balancer.activate(0, Activation.STOPPED);
        assertThat(balancer.choose("a", NONE_TRIED, 0)).isEqualTo(BalancerMachine.NONE);
        assertThat(balancer.choose("gone", NONE_TRIED, 0)).isOne();
    }

    @Test
    void aMemberThatStartsInErrorHasBeenInItLongEnough() {
        for (long now : new long[] {Long.MIN_VALUE / 2, 0, Long.MAX_VALUE / 2}) {
            BalancerMachine balancer = of(DEFAULT, A.withInError(true), B);
            assertThat(health(balancer, 0)).isEqualTo(Health.ERROR);
            assertThat(choose(balancer, now)).isZero();
            assertThat(health(balancer, 0)).isEqualTo(Health.OK);
        }
        BalancerMachine stopped = of(DEFAULT, A.withInError(true).withActivation(Activation.STOPPED), B);
        assertThat(sequence(stopped, 2, 0)).isEqualTo("bb");
    }

    @Test
    void oneThatStartsInErrorIsInItForRetryAfterTheFirstFailure() {
        BalancerMachine balancer = of(DEFAULT, A.withInError(true), B);
        fail(balancer, Outcome.BROKEN, 0);
        assertThat(sequence(balancer, 2, 0)).isEqualTo("bb");
        assertThat(health(balancer, 0)).isEqualTo(Health.ERROR);
    }

    @Test
    void aMemberThatStartsWithAFailedCheckWaitsForOneThatPasses() {
        BalancerMachine balancer = of(DEFAULT, A.withCheckFailed(true), B);
        assertThat(health(balancer, 0)).isEqualTo(Health.ERROR);
        assertThat(choose(balancer, 1000 * SECOND)).isOne();
        balancer.ended(1, Outcome.ANSWERED, 0, 1, 1000 * SECOND);
        balancer.checked(0, true, 1000 * SECOND);
        assertThat(choose(balancer, 1000 * SECOND)).isZero();
    }

    @Test
    void aHealthCheckDecidesAtOnce() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        balancer.checked(0, false, 0);
        assertThat(sequence(balancer, 3, 0)).isEqualTo("bbb");
        balancer.checked(0, true, 1);
        assertThat(choose(balancer, 1)).isZero();
    }

    @Test
    void maxattemptsIsOneLessThanThereAreMembers() {
        assertThat(of(DEFAULT, A, B, C).maxAttempts()).isEqualTo(3);
        assertThat(of(DEFAULT.withMaxAttempts(0), A, B).maxAttempts()).isOne();
        assertThat(of(DEFAULT, A).rounds()).isOne();
    }

    @Test
    void whatComesBackToAMemberUsesUpAnAttempt() {
        BalancerMachine balancer = of(DEFAULT, A.withRetry(Duration.ZERO), B.withActivation(Activation.STOPPED));
        BitSet tried = new BitSet();
        for (int now = 0; now < 2; now++) {
            assertThat(balancer.choose(null, tried, now)).isZero();
            balancer.ended(0, Outcome.NO_CONNECTION, 0, 0, now);
            tried.set(0);
        }
        assertThat(balancer.choose(null, tried, 2)).isEqualTo(BalancerMachine.NONE);
        assertThat(health(balancer, 0))
                .as("who has no attempt left looks at nobody")
                .isEqualTo(Health.ERROR);
    }

    @Test
    void theAttemptsOfMaxattemptsMayAllBeOneMembers() {
        BalancerMachine balancer = of(DEFAULT.withMaxAttempts(3), A);
        BitSet tried = new BitSet();
        for (int attempt = 0; attempt < 4; attempt++) {
            assertThat(balancer.choose(null, tried, attempt)).isZero();
            balancer.ended(0, Outcome.CONNECT_FAILED, 0, 0, attempt);
            tried.set(0);
        }
        assertThat(balancer.choose(null, tried, 4)).isEqualTo(BalancerMachine.NONE);
    }

    @Test
    void whoWaitedIsTurnedAwayWhereTheMemberIsInErrorUntilSomeoneLooksAtIt() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        assertThat(balancer.admits(0)).isTrue();
        fail(balancer, Outcome.NO_CONNECTION, 0);
        assertThat(balancer.admits(0)).isFalse();
        assertThat(balancer.admits(1)).isTrue();
        choose(balancer, 60 * SECOND);
        assertThat(balancer.admits(0)).isFalse();
        choose(balancer, 60 * SECOND + 1);
        assertThat(balancer.admits(0)).isTrue();
    }

    @Test
    void whoWaitedIsTurnedAwayByOperatorsAndHealthChecksToo() {
        BalancerMachine balancer = of(DEFAULT, A, B);
        balancer.activate(0, Activation.DISABLED);
        assertThat(balancer.admits(0)).as("drained").isTrue();
        balancer.activate(0, Activation.STOPPED);
        assertThat(balancer.admits(0)).isFalse();
        balancer.checked(1, false, 0);
        assertThat(balancer.admits(1)).isFalse();
    }

    @Test
    void theOnlyMemberTurnsAwayWhoWaitedUntilTheNextRequest() {
        BalancerMachine balancer = of(DEFAULT, A);
        assertThat(balancer.mayRefuse()).isTrue();
        fail(balancer, Outcome.NO_CONNECTION, 0);
        assertThat(balancer.admits(0)).isFalse();
        assertThat(choose(balancer, 0)).as("all are in error, so none is").isZero();
        assertThat(balancer.admits(0)).isTrue();
    }

    @Test
    void aPlainWorkerIsNeverInErrorAndTurnsNobodyAway() {
        BalancerMachine worker = of(ModProxyBalancerSettings.PLAIN.withFailOnStatus(Set.of(500)), A);
        assertThat(worker.mayRefuse()).isFalse();
        for (Outcome outcome : Outcome.values()) {
            fail(worker, outcome, 0);
            assertThat(health(worker, 0)).as(outcome.name()).isEqualTo(Health.OK);
            assertThat(worker.admits(0)).as(outcome.name()).isTrue();
            assertThat(worker.failsOver(0, outcome)).as(outcome.name()).isFalse();
        }
        assertThat(choose(worker, 0)).isZero();
        worker.activate(0, Activation.STOPPED);
        assertThat(worker.admits(0)).as("who was let in before").isTrue();
    }

    /** A failed connect alone marks it: the rest of what puts members in error is a balancer's, and so is forcerecovery. */
    @Test
    void aPlainWorkerThatDoesNotIgnoreErrorsIsInErrorForRetryAfterAFailedConnect() {
        BalancerMachine worker = of(ModProxyBalancerSettings.FAILING_PLAIN.withFailOnStatus(Set.of(500)), A);
        assertThat(worker.mayRefuse()).isTrue();
        for (Outcome outcome : Outcome.values()) {
            if (outcome != Outcome.CONNECT_FAILED) {
                fail(worker, outcome, 0);
                assertThat(health(worker, 0)).as(outcome.name()).isEqualTo(Health.OK);
            }
        }
        fail(worker, Outcome.CONNECT_FAILED, 0);
        assertThat(health(worker, 0)).isEqualTo(Health.ERROR);
        assertThat(worker.admits(0)).isFalse();
        assertThat(worker.failsOver(0, Outcome.CONNECT_FAILED))
                .as("no attempt follows")
                .isFalse();
        long retry = A.retry().toNanos();
        assertThat(choose(worker, retry - 1)).isEqualTo(BalancerMachine.NONE);
        assertThat(choose(worker, retry)).isEqualTo(BalancerMachine.NONE);
        assertThat(choose(worker, retry + 1)).isZero();
        assertThat(health(worker, 0)).isEqualTo(Health.OK);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> of(DEFAULT, A).ended(0, Outcome.ANSWERED, 0, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ended ANSWERED of member a, not busy");
        assertThatThrownBy(() -> of(ModProxyBalancerSettings.PLAIN, A, B))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a plain worker is one, not 2");
        assertThatThrownBy(() -> DEFAULT.withMaxAttempts(-2)).hasMessage("maxAttempts must be -1 to 100: -2");
        assertThatThrownBy(() -> DEFAULT.withFailOnStatus(Set.of(99)))
                .hasMessage("failOnStatus must be 100 to 999: 99");
    }
}
