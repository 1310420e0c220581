package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.balance.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which members a request is put to, without a connection to any. */
final class AttemptsTest {
    private long now = 1;

    private Members members(BalancerSettings balancer, int count) {
        List<Member> members = new ArrayList<>();
        List<MemberSettings> settings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Backend backend = Backend.parse("ajp://127.0.0.1:" + (i + 1));
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port());
            members.add(new Member(i, backend, address, Duration.ZERO, () -> now, Machines.PLAIN));
            settings.add(MemberSettings.of("m" + i, "m" + i));
        }
        return new Members(members, balancer.machine(settings), () -> now);
    }

    private static int number(@Nullable Member member) {
        return member == null ? -1 : member.number();
    }

    @Test
    void eachMemberIsChosenOnceInARound() {
        Members members = members(NativeBalancerSettings.DEFAULT, 2);
        Attempts attempts = new Attempts(members, () -> now);
        assertThat(attempts.last()).isNull();
        int first = number(attempts.next(List.of()));
        assertThat(attempts.passOn(Outcome.NO_CONNECTION, 0)).isTrue();
        assertThat(attempts.member()).isNull();
        int second = number(attempts.next(List.of()));
        assertThat(List.of(first, second)).containsExactlyInAnyOrder(0, 1);
        boolean unused = attempts.passOn(Outcome.NO_CONNECTION, 0);
        assertThat(attempts.next(List.of())).isNull();
        assertThat(number(attempts.last())).isEqualTo(second);
        assertThat(attempts.beginsAnotherRound()).isFalse();
    }

    @Test
    void aRoundBeginsWithAllMembersAgain() {
        Members members = members(ModJkBalancerSettings.DEFAULT, 1);
        assertThat(members.rounds()).isEqualTo(2);
        Attempts attempts = new Attempts(members, () -> now);
        assertThat(number(attempts.next(List.of()))).isZero();
        boolean unused = attempts.passOn(Outcome.NO_CONNECTION, 0);
        assertThat(attempts.next(List.of())).isNull();
        assertThat(attempts.beginsAnotherRound()).isTrue();
        assertThat(number(attempts.next(List.of()))).isZero();
        assertThat(attempts.beginsAnotherRound()).isFalse();
    }

    @Test
    void theFirstSessionThatAMemberKeepsCounts() {
        Members members = members(NativeBalancerSettings.DEFAULT, 2);
        assertThat(chosen(members, List.of("gone", "m1", "m0"))).isOne();
        assertThat(chosen(members, List.of("m1", "m0"))).isOne();
        members.activate(1, Activation.STOPPED);
        assertThat(chosen(members, List.of("m1", "m0"))).isZero();
    }

    /** Where all sessions are to stay and the first has no member any more, any other will do; where none has one, nobody. */
    @Test
    void amongSessionsOfModJkThoseWhoseMemberCanBeUsedComeFirst() {
        Members members = members(ModJkBalancerSettings.DEFAULT.withSticky(true, true), 2);
        assertThat(chosen(members, List.of("", "gone", "m1"))).isOne();
        members.activate(0, Activation.STOPPED);
        assertThat(chosen(members, List.of("m0", "m1"))).isOne();
        assertThat(chosen(members, List.of("m0", "gone"))).isEqualTo(-1);
        assertThat(chosen(members, List.of(""))).isEqualTo(-1);
        assertThat(chosen(members, List.of())).isOne();
    }

    private int chosen(Members members, List<String> routes) {
        Attempts attempts = new Attempts(members, () -> now);
        int chosen = number(attempts.next(routes));
        boolean unused = attempts.leave(Outcome.ANSWERED, 0);
        return chosen;
    }

    @Test
    void theBalancerLearnsOfEachMemberOnce() {
        Members members = members(NativeBalancerSettings.DEFAULT, 1);
        Attempts attempts = new Attempts(members, () -> now);
        Member unused = attempts.next(List.of("m0"));
        assertThat(members.statuses().get(0).busy()).isOne();
        now = 5_000_000;
        assertThat(attempts.answered(200, now)).isTrue();
        attempts.leaveAnswered(10);
        attempts.leaveAnswered(10);
        assertThat(attempts.leave(Outcome.BROKEN, 0)).isFalse();
        assertThat(members.statuses().get(0).busy()).isZero();
        assertThat(members.statuses().get(0).health()).isEqualTo(Health.OK);
    }

    /** The native balancer chooses who is likely to answer first. */
    @Test
    void theBalancerLearnsWhenAMembersHeadCame() {
        Members members = members(NativeBalancerSettings.DEFAULT, 2);
        answerAfter(members, "m0", 5_000_000);
        answerAfter(members, "m1", 50_000_000);
        for (int i = 0; i < 5; i++) {
            Attempts attempts = new Attempts(members, () -> now);
            assertThat(number(attempts.next(List.of()))).isZero();
            assertThat(attempts.leave(Outcome.CLIENT, 0)).isFalse();
        }
    }

    /** The body takes its time, which is not counted. */
    private void answerAfter(Members members, String route, long nanos) {
        Attempts attempts = new Attempts(members, () -> now);
        Member unused = attempts.next(List.of(route));
        now += nanos;
        assertThat(attempts.answered(200, now)).isTrue();
        now += 100_000_000 - nanos;
        attempts.leaveAnswered(10);
    }

    @Test
    void aStatusThatCountsAsAFailureMayBeAnotherMembersTurn() {
        ModJkBalancerSettings d = ModJkBalancerSettings.DEFAULT;
        Members members = members(
                new ModJkBalancerSettings(
                        d.method(),
                        d.stickySession(),
                        d.stickySessionForce(),
                        d.recoverTime(),
                        d.errorEscalationTime(),
                        d.maxReplyTimeouts(),
                        d.lbRetries(),
                        d.retries(),
                        d.retryInterval(),
                        Set.of(-503),
                        d.maintain()),
                2);
        Attempts attempts = new Attempts(members, () -> now);
        int first = number(attempts.next(List.of()));
        assertThat(attempts.answered(503, now)).isFalse();
        assertThat(attempts.passOnForStatus(0)).isTrue();
        assertThat(number(attempts.next(List.of()))).isEqualTo(1 - first);
    }

    @Test
    void triesAreOfOneMemberAndRepeatsOfTheRequest() {
        Attempts attempts = new Attempts(members(ModJkBalancerSettings.DEFAULT, 2), () -> now);
        Member first = attempts.next(List.of());
        assertThat(attempts.tries()).isOne();
        assertThat(attempts.repeats()).isZero();
        attempts.repeat();
        attempts.stay();
        assertThat(attempts.member()).isSameAs(first);
        assertThat(attempts.tries()).isEqualTo(2);
        assertThat(attempts.repeats()).isOne();
        attempts.repeat();
        assertThat(attempts.passOn(Outcome.BROKEN, 0)).isTrue();
        assertThat(attempts.next(List.of())).isNotSameAs(first);
        assertThat(attempts.tries()).isOne();
        assertThat(attempts.repeats()).isEqualTo(2);
    }

    @Test
    void recoveryIsForcedOnceForARequestHoweverManyRoundsItHas() {
        ModJkBalancerSettings threeRounds = ModJkBalancerSettings.DEFAULT.withRetries(2, 3, Duration.ZERO);
        Attempts attempts = new Attempts(members(threeRounds, 1), () -> now);
        assertThat(attempts.next(List.of())).isNotNull();
        boolean unused = attempts.passOn(Outcome.BROKEN, 0);
        assertThat(attempts.next(List.of())).isNull();
        assertThat(attempts.beginsAnotherRound()).isTrue();
        assertThat(attempts.next(List.of())).as("forced").isNotNull();
        unused = attempts.passOn(Outcome.BROKEN, 0);
        assertThat(attempts.next(List.of())).isNull();
        assertThat(attempts.beginsAnotherRound()).isTrue();
        assertThat(attempts.next(List.of())).as("not forced again").isNull();
    }
}
