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

import dev.holdfast.pool.FailedExchange.Progress;
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
        return new FailedExchange("POST", false, true, progress, true, false, 1, 0, 2);
    }

    private static FailedExchange get(Progress progress, boolean stale, int repeats, int members) {
        return new FailedExchange("GET", true, true, progress, true, stale, 1, repeats, members);
    }

    private static FailedExchange tried(int tries) {
        return new FailedExchange("POST", false, true, SENT, true, false, tries, tries - 1, 2);
    }

    private static Recovery modJk(int bits) {
        return ModJkPoolSettings.forThreads(1)
                .withRecoveryOptions(new RecoveryOptions(bits))
                .recovery();
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
        Recovery recovery = ModJkPoolSettings.forThreads(1).recovery();
        assertThat(recovery.after(post(SENT))).isEqualTo(SAME_MEMBER);
        assertThat(recovery.after(post(ANSWERED))).isEqualTo(SAME_MEMBER);
        assertThat(recovery.keepsBody()).isTrue();
        assertThat(recovery.pauseNanos()).isEqualTo(100_000_000);
    }

    @Test
    void modJkGivesAMemberItsTriesAndThenItIsAnothersTurn() {
        Recovery three = ModJkPoolSettings.forThreads(1)
                .withRetries(3, Duration.ofMillis(7))
                .recovery();
        assertThat(three.after(tried(1))).isEqualTo(SAME_MEMBER);
        assertThat(three.after(tried(2))).isEqualTo(SAME_MEMBER);
        assertThat(three.after(tried(3))).isEqualTo(ANOTHER_MEMBER);
        assertThat(three.pauseNanos()).isEqualTo(7_000_000);
        Recovery one =
                ModJkPoolSettings.forThreads(1).withRetries(1, Duration.ZERO).recovery();
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
        FailedExchange gone = new FailedExchange("GET", false, false, progress, true, false, 1, 0, 2);
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
        FailedExchange late = new FailedExchange("GET", true, true, SENT, false, false, 1, 0, 2);
        assertThat(Recovery.ONCE.after(late)).isEqualTo(GIVE_UP);
        assertThat(NativePoolSettings.DEFAULT.recovery()).isSameAs(Recovery.ONCE);
    }
}
