package dev.holdfast.pool;

import static dev.holdfast.pool.FailedExchange.Progress.ANSWERED;
import static dev.holdfast.pool.FailedExchange.Progress.PINGED;
import static dev.holdfast.pool.FailedExchange.Progress.SENT;
import static dev.holdfast.pool.FailedExchange.Progress.UNWANTED;
import static dev.holdfast.pool.Recovery.Next.ANOTHER_MEMBER;
import static dev.holdfast.pool.Recovery.Next.ANY_MEMBER;
import static dev.holdfast.pool.Recovery.Next.GIVE_UP;
import static dev.holdfast.pool.Recovery.Next.SAME_MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.pool.FailedExchange.Fault;
import dev.holdfast.pool.FailedExchange.Progress;
import dev.holdfast.pool.Recovery.Blame;
import dev.holdfast.pool.Recovery.Next;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests whose exchange failed, without an exchange. */
final class RecoveryTest {
    private static FailedExchange post(Progress progress) {
        return new FailedExchange("POST", false, false, true, progress, Fault.CLOSED, false, 1, 0, 2);
    }

    private static FailedExchange get(Progress progress, boolean stale, int repeats, int members) {
        return new FailedExchange("GET", false, true, true, progress, Fault.CLOSED, stale, 1, repeats, members);
    }

    private static FailedExchange tried(int tries) {
        return new FailedExchange("POST", false, false, true, SENT, Fault.CLOSED, false, tries, tries - 1, 2);
    }

    private static Recovery modJk(int bits) {
        return ModJkPoolSettings.forThreads(1)
                .withRecoveryOptions(new RecoveryOptions(bits))
                .recovery(true, false);
    }

    /** What is sent, and of GET, HEAD and POST before and after the response begins, G, H, P and g, h, p are what may be sent again. */
    @ParameterizedTest
    @CsvSource({
        "0,GHPghp",
        "1,ghp",
        "2,GHP",
        "3,''",
        "4,GHPghp",
        "5,ghp",
        "8,GHPghp",
        "9,Hghp",
        "11,H",
        "16,GHPghp",
        "17,Gghp",
        "19,G",
        "24,GHPghp",
        "25,GHghp",
        "27,GH",
        "31,GH"
    })
    void eachBitForbidsOrAllowsWhatItIsDocumentedTo(int bits, String allowed) {
        RecoveryOptions options = new RecoveryOptions(bits);
        StringBuilder found = new StringBuilder();
        for (String method : new String[] {"GET", "HEAD", "POST"}) {
            found.append(options.allow(method, false) ? method.substring(0, 1) : "");
        }
        for (String method : new String[] {"get", "head", "post"}) {
            found.append(options.allow(method.toUpperCase(Locale.ROOT), true) ? method.substring(0, 1) : "");
        }
        assertThat(found).hasToString(allowed);
    }

    @Test
    void methodsAreToldApartByCase() {
        assertThat(new RecoveryOptions(17).allow("get", false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 32})
    void otherBitsAreNone(int bits) {
        assertThatThrownBy(() -> new RecoveryOptions(bits)).hasMessage("recoveryOptions must be 0 to 31: " + bits);
    }

    @Test
    void ofANumberThatModJkReadsTheKnownBitsCount() {
        assertThat(RecoveryOptions.ofAny(-1).bits()).isEqualTo(31);
        assertThat(RecoveryOptions.ofAny(32).bits()).isZero();
        assertThat(RecoveryOptions.ofAny(35).bits()).isEqualTo(3);
    }

    @Test
    void byDefaultModJkSendsAgainWhateverItIs() {
        Recovery recovery = ModJkPoolSettings.forThreads(1).recovery(true, false);
        assertThat(recovery.after(post(SENT))).isEqualTo(SAME_MEMBER);
        assertThat(recovery.after(post(ANSWERED))).isEqualTo(SAME_MEMBER);
        assertThat(recovery.keepsBody()).isTrue();
        assertThat(recovery.pauseNanos()).isEqualTo(100_000_000);
    }

    @Test
    void modJkGivesAMemberItsTriesAndThenItIsAnothersTurn() {
        Recovery three = ModJkPoolSettings.forThreads(1)
                .withRetries(3, Duration.ofMillis(7))
                .recovery(true, false);
        assertThat(three.after(tried(1))).isEqualTo(SAME_MEMBER);
        assertThat(three.after(tried(2))).isEqualTo(SAME_MEMBER);
        assertThat(three.after(tried(3))).isEqualTo(ANOTHER_MEMBER);
        assertThat(three.pauseNanos()).isEqualTo(7_000_000);
        Recovery one =
                ModJkPoolSettings.forThreads(1).withRetries(1, Duration.ZERO).recovery(true, false);
        assertThat(one.after(tried(1))).isEqualTo(ANOTHER_MEMBER);
    }

    @Test
    void theBitsHaveNoSayInWhatNeverLeftOrHadAnUnwantedStatus() {
        assertThat(modJk(3).after(post(PINGED))).isEqualTo(SAME_MEMBER);
        assertThat(modJk(3).after(post(SENT))).isEqualTo(GIVE_UP);
        assertThat(modJk(3).after(post(ANSWERED))).isEqualTo(GIVE_UP);
        assertThat(modJk(3).after(post(UNWANTED))).isEqualTo(SAME_MEMBER);
        assertThat(modJk(19).after(get(SENT, false, 0, 2))).isEqualTo(SAME_MEMBER);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsGoneCannotBeSentAgain(Progress progress) {
        FailedExchange gone = new FailedExchange("GET", false, false, false, progress, Fault.CLOSED, false, 1, 0, 2);
        assertThat(modJk(16).after(gone)).isEqualTo(GIVE_UP);
    }

    @ParameterizedTest
    @CsvSource({
        "PINGED,false,ANOTHER_MEMBER",
        "PINGED,true,ANY_MEMBER",
        "SENT,false,ANOTHER_MEMBER",
        "SENT,true,ANY_MEMBER",
        "ANSWERED,false,GIVE_UP",
        "UNWANTED,false,ANOTHER_MEMBER"
    })
    void theOthersSendAgainWhatIsIdempotent(Progress progress, boolean stale, Next next) {
        assertThat(Recovery.ONCE.after(get(progress, stale, 0, 2))).isEqualTo(next);
    }

    @Test
    void theOthersSendAgainOnce() {
        assertThat(Recovery.ONCE.after(get(SENT, true, 1, 2))).isEqualTo(GIVE_UP);
        assertThat(Recovery.ONCE.after(get(PINGED, false, 1, 2))).isEqualTo(GIVE_UP);
        assertThat(Recovery.ONCE.after(get(SENT, false, 0, 1))).isEqualTo(ANY_MEMBER);
        assertThat(Recovery.ONCE.keepsBody()).isFalse();
    }

    @Test
    void theOthersNeverSendAgainWhatMayHaveBeenActedOn() {
        assertThat(Recovery.ONCE.after(post(PINGED))).isEqualTo(ANOTHER_MEMBER);
        assertThat(Recovery.ONCE.after(post(SENT))).isEqualTo(GIVE_UP);
        assertThat(Recovery.ONCE.after(post(UNWANTED))).isEqualTo(GIVE_UP);
        FailedExchange late = new FailedExchange("GET", false, true, true, SENT, Fault.LATE, false, 1, 0, 2);
        assertThat(Recovery.ONCE.after(late)).isEqualTo(GIVE_UP);
        assertThat(NativePoolSettings.DEFAULT.recovery(true, false)).isSameAs(Recovery.ONCE);
    }

    /** Of what mod_proxy was given in vain: whether it is another worker's, what is said of this one, and what the client is told else. */
    @ParameterizedTest
    @CsvSource({
        // ajp, ping, progress, fault, repeatable, query
        "true,false,SENT,CLOSED,true,false,ANOTHER_MEMBER,MEMBER,503",
        "true,false,SENT,CLOSED,true,true,GIVE_UP,MEMBER,500",
        "true,false,SENT,CLOSED,false,false,GIVE_UP,MEMBER,500",
        "true,false,SENT,VIOLATION,true,false,ANOTHER_MEMBER,MEMBER,503",
        "true,false,ANSWERED,CLOSED,true,false,ANOTHER_MEMBER,MEMBER,503",
        "true,false,ANSWERED,CLOSED,false,false,GIVE_UP,MEMBER,500",
        "true,false,SENT,LATE,true,false,ANOTHER_MEMBER,MEMBER,503",
        "true,false,SENT,LATE,false,false,GIVE_UP,MEMBER,500",
        "true,true,SENT,LATE,true,false,GIVE_UP,MEMBER_IF_TIMEOUTS_COUNT,504",
        "true,true,SENT,LATE,false,false,GIVE_UP,MEMBER_IF_TIMEOUTS_COUNT,504",
        "true,true,ANSWERED,LATE,true,false,ANOTHER_MEMBER,MEMBER,503",
        "true,true,ANSWERED,LATE,false,false,GIVE_UP,MEMBER_IF_TIMEOUTS_COUNT,504",
        "true,true,SENT,CLOSED,true,false,ANOTHER_MEMBER,MEMBER,503",
        "false,false,SENT,CLOSED,true,false,GIVE_UP,NOBODY,502",
        "false,false,SENT,VIOLATION,true,false,GIVE_UP,NOBODY,502",
        "false,false,ANSWERED,CLOSED,true,false,GIVE_UP,NOBODY,502",
        "false,false,SENT,LATE,true,false,GIVE_UP,MEMBER_IF_TIMEOUTS_COUNT,502",
        "true,true,UNWANTED,STATUS,true,false,GIVE_UP,MEMBER,418"
    })
    void modProxySendsNothingTwiceToOneWorker(
            boolean ajp,
            boolean ping,
            Progress progress,
            Fault fault,
            boolean repeatable,
            boolean query,
            Next next,
            Blame blame,
            int status) {
        Recovery recovery = ModProxyPoolSettings.forThreads(2).recovery(ajp, ping);
        FailedExchange failed = new FailedExchange("GET", query, repeatable, true, progress, fault, true, 1, 0, 2);
        assertThat(recovery.after(failed)).isEqualTo(next);
        assertThat(recovery.blame(failed)).isEqualTo(blame);
        assertThat(recovery.status(failed, 418)).isEqualTo(status);
        assertThat(recovery.keepsBody()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED", "LATE", "VIOLATION"})
    void modProxyPingsAWorkerTwice(Fault fault) {
        Recovery recovery = ModProxyPoolSettings.forThreads(2).recovery(true, true);
        FailedExchange first = new FailedExchange("POST", true, false, true, PINGED, fault, true, 1, 0, 2);
        FailedExchange second = new FailedExchange("POST", true, false, true, PINGED, fault, false, 2, 1, 2);
        assertThat(recovery.after(first)).isEqualTo(SAME_MEMBER);
        assertThat(recovery.after(second)).isEqualTo(ANOTHER_MEMBER);
        assertThat(recovery.pauseNanos()).isZero();
        assertThat(recovery.blame(second)).isEqualTo(Blame.MEMBER);
        assertThat(recovery.status(second, 418)).isEqualTo(503);
    }

    @Test
    void theOthersBlameTheMemberAndHaveNoStatusOfTheirOwn() {
        for (Recovery recovery : new Recovery[] {Recovery.ONCE, modJk(0)}) {
            assertThat(recovery.blame(post(SENT))).isEqualTo(Blame.MEMBER);
            assertThat(recovery.status(post(SENT), 418)).isEqualTo(418);
        }
    }
}
