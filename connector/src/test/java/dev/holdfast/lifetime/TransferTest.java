package dev.holdfast.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a client may keep the server waiting in one direction. */
final class TransferTest {
    private static final long TIMEOUT = 1000;
    private static final long START = 77;
    private static final long SECOND = 1_000_000_000;

    private static Transfer transfer(long timeoutNanos, int minDataRate) {
        return new Transfer(
                new TransferLimits(timeoutNanos, minDataRate),
                CloseReason.REQUEST_BODY_TIMEOUT,
                CloseReason.REQUEST_DATA_RATE);
    }

    private final Transfer transfer = transfer(TIMEOUT, 0);

    @ParameterizedTest
    @CsvSource({"999, false", "1000, true", "1001, true"})
    void theClientHasUsedUpItsTimeAtTheDeadlineAndNotBefore(long after, boolean tooLong) {
        assertThat(transfer.waits(0, START)).isEqualTo(START + TIMEOUT);
        assertThat(transfer.hasWaited(START + after)).isEqualTo(tooLong);
        assertThat(transfer.reason()).isEqualTo(CloseReason.REQUEST_BODY_TIMEOUT);
    }

    @Test
    void everyStepHasAllTheTime() {
        transfer.waits(0, START);
        transfer.hasWaited(START + 999);
        assertThat(transfer.waits(1, START + 999)).isEqualTo(START + 999 + TIMEOUT);
    }

    @Test
    void aWaitThatBroughtNothingGoesOnWhereItEnded() {
        transfer.waits(5, START);
        transfer.hasWaited(START + 400);
        assertThat(transfer.waits(5, START + 3000)).isEqualTo(START + 3000 + TIMEOUT - 400);
    }

    @Test
    void whoeverWaitsTwiceWaitsOnce() {
        transfer.waits(0, START);
        assertThat(transfer.waits(0, START + 500)).isEqualTo(START + TIMEOUT);
        assertThat(transfer.hasWaited(START + TIMEOUT)).isTrue();
        assertThat(transfer.hasWaited(START + TIMEOUT)).isFalse();
    }

    /** A byte a second, where 10 are asked for after 5 seconds: at 5.5 seconds of waiting it has brought 5, which pays for half a second. */
    @Test
    void singleBytesRenewTheTimeoutButNotTheRate() {
        Transfer dripping = transfer(5 * SECOND, 10);
        long now = 0;
        for (int bytes = 0; bytes < 5; bytes++) {
            assertThat(dripping.waits(bytes, now)).isEqualTo(5 * SECOND + bytes * SECOND / 10);
            now += SECOND;
            assertThat(dripping.hasWaited(now)).isFalse();
        }
        assertThat(dripping.waits(5, now)).isEqualTo(5 * SECOND + SECOND / 2);
        assertThat(dripping.hasWaited(5 * SECOND + SECOND / 2)).isTrue();
        assertThat(dripping.reason()).isEqualTo(CloseReason.REQUEST_DATA_RATE);
    }

    @Test
    void timeInWhichTheServerWasBusyDoesNotCount() {
        Transfer transfer = transfer(5 * SECOND, 10);
        transfer.waits(0, 0);
        transfer.hasWaited(SECOND);
        assertThat(transfer.waits(1, 100 * SECOND)).isEqualTo(104 * SECOND + SECOND / 10);
    }

    @Test
    void aClientThatIsTooSlowAlreadyHasNoTimeLeft() {
        Transfer transfer = transfer(SECOND, 1);
        transfer.waits(0, 0);
        transfer.hasWaited(SECOND - 1);
        transfer.waits(1, SECOND);
        transfer.hasWaited(SECOND + SECOND - 1);
        transfer.waits(1, 10 * SECOND);
        transfer.hasWaited(12 * SECOND);
        assertThat(transfer.waits(2, 20 * SECOND)).isEqualTo(20 * SECOND);
        assertThat(transfer.hasWaited(20 * SECOND)).isTrue();
    }

    @Test
    void aFastClientIsBoundedByTheTimeoutOnly() {
        Transfer transfer = transfer(TIMEOUT, 500);
        assertThat(transfer.waits(Long.MAX_VALUE, START)).isEqualTo(START + TIMEOUT);
        transfer.hasWaited(START + TIMEOUT);
        assertThat(transfer.reason()).isEqualTo(CloseReason.REQUEST_BODY_TIMEOUT);
    }

    @Test
    void whatWasWaitedAddsUpAndAWaitThatGoesOnCounts() {
        Transfer transfer = transfer(5 * SECOND, 10);
        assertThat(transfer.waitedNanos(START)).isZero();
        transfer.waits(0, START);
        assertThat(transfer.waitedNanos(START + 1)).isEqualTo(1);
        transfer.hasWaited(START + SECOND);
        assertThat(transfer.waitedNanos(START + 3 * SECOND)).isEqualTo(SECOND);
        transfer.waits(1, START + 4 * SECOND);
        assertThat(transfer.waitedNanos(START + 5 * SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void withoutATimeoutNothingIsBounded() {
        Transfer transfer = transfer(Deadline.NONE, 500);
        assertThat(transfer.waits(0, START)).isEqualTo(Deadline.NONE);
        assertThat(transfer.hasWaited(Long.MAX_VALUE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "1, -1"})
    void rangesAreChecked(long timeoutNanos, int rate) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TransferLimits(timeoutNanos, rate));
    }
}
