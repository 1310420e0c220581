package dev.holdfast.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handler's thread that waits for its client. */
final class WaitingForClientTest {
    private static final long TIMEOUT = 1000;
    private static final long START = 77;

    private final ConnectionMachine machine = new ConnectionMachine(new LifetimeSettings(TIMEOUT, 5000, 0, -1), 0);

    @ParameterizedTest
    @CsvSource({"999, false", "1000, true", "1001, true"})
    void theClientHasUsedUpItsTimeAtTheDeadlineAndNotBefore(long after, boolean tooLong) {
        dispatch();

        assertThat(machine.waitsForClient(START)).isEqualTo(START + TIMEOUT);
        assertThat(machine.nextDeadline()).isEqualTo(START + TIMEOUT);
        assertThat(machine.hasWaited(START + after)).isEqualTo(tooLong);
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void everyWaitHasAllTheTime() {
        dispatch();
        machine.waitsForClient(START);
        machine.hasWaited(START + 999);
        machine.responseStarted();

        assertThat(machine.waitsForClient(START + 999)).isEqualTo(START + 999 + TIMEOUT);
    }

    @Test
    void onlyAHandlerWaits() {
        assertThatIllegalStateException()
                .isThrownBy(() -> machine.waitsForClient(START))
                .withMessage("waitsForClient in state ACCEPTED");
        assertThatIllegalStateException()
                .isThrownBy(() -> machine.hasWaited(START))
                .withMessage("hasWaited in state ACCEPTED");
    }

    private void dispatch() {
        machine.bytesArrived(0);
        machine.headRead(null, 0);
    }
}
