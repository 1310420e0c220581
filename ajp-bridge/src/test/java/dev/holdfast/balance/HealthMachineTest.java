package dev.holdfast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.balance.HealthMachine.Next;
import dev.holdfast.balance.HealthMachine.Verdict;
import dev.holdfast.balance.HealthSettings.Counting;
import dev.holdfast.time.Deadline;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HealthMachineTest {
    private static final int INTERVAL = 1000;
    private static final int RETRY = 100;
    private static final int TIMEOUT = 50;

    private static HealthSettings settings(HealthMethod method, int passes, int fails, Counting counting) {
        return new HealthSettings(
                method,
                method.isRequest() ? "/health" : "",
                HealthSettings.well(),
                Duration.ofNanos(INTERVAL),
                Duration.ofNanos(counting == Counting.IN_ALL ? INTERVAL : RETRY),
                Duration.ofNanos(TIMEOUT),
                passes,
                fails,
                counting);
    }

    private static HealthMachine of(HealthMethod method, int passes, int fails) {
        return new HealthMachine(settings(method, passes, fails, Counting.IN_A_ROW), 0);
    }

    /** Asserts that nothing is due just before {@code time}, and begins the check that is due then. */
    private static void begin(HealthMachine machine, long time) {
        assertThat(machine.nextDeadline()).isEqualTo(time);
        if (time > 0) {
            assertThat(machine.timeout(time - 1)).isEqualTo(Next.WAIT);
        }
        assertThat(machine.timeout(time)).isEqualTo(Next.CHECK);
    }

    @Test
    void theFirstCheckIsDueAtOnceAndTheNextAnIntervalAfterItsBeginning() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 3);
        begin(machine, 0);
        assertThat(machine.passed(7)).isEqualTo(Verdict.SAME);
        assertThat(machine.timeout(INTERVAL - 1)).isEqualTo(Next.WAIT);
        assertThat(machine.timeout(INTERVAL)).isEqualTo(Next.CHECK);
        assertThat(machine.timeout(INTERVAL + 1)).isEqualTo(Next.WAIT);
    }

    @Test
    void anAnswerIsLateAtTheTimeoutAndNotBefore() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 3);
        begin(machine, 0);
        assertThat(machine.timeout(TIMEOUT - 1)).isEqualTo(Next.WAIT);
        assertThat(machine.timeout(TIMEOUT)).isEqualTo(Next.LATE);
        assertThat(machine.timeout(TIMEOUT + 1)).isEqualTo(Next.WAIT);
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThatThrownBy(() -> machine.passed(TIMEOUT + 1)).isInstanceOf(IllegalStateException.class);
        assertThat(machine.failed(TIMEOUT + 1)).isEqualTo(Verdict.SAME);
        assertThat(machine.nextDeadline()).isEqualTo(RETRY);
    }

    @Test
    void failuresInARowPutItDownAndComeFaster() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 3);
        begin(machine, 0);
        assertThat(machine.failed(1)).isEqualTo(Verdict.SAME);
        begin(machine, 100);
        assertThat(machine.failed(101)).isEqualTo(Verdict.SAME);
        begin(machine, 300);
        assertThat(machine.isUp()).isTrue();
        assertThat(machine.failed(301)).isEqualTo(Verdict.DOWN);
        assertThat(machine.isUp()).isFalse();
        begin(machine, 700);
        assertThat(machine.failed(701)).isEqualTo(Verdict.SAME);
        begin(machine, 1500);
        assertThat(machine.failed(1501)).isEqualTo(Verdict.SAME);
        begin(machine, 2500);
        assertThat(machine.failed(2501)).isEqualTo(Verdict.SAME);
        begin(machine, 3500);
        assertThat(machine.passed(3501)).isEqualTo(Verdict.UP);
        begin(machine, 4500);
        assertThat(machine.failed(4501)).isEqualTo(Verdict.SAME);
        assertThat(machine.nextDeadline()).as("quick again").isEqualTo(4600);
    }

    @Test
    void aPassBetweenFailuresStartsTheCountAgain() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 2);
        begin(machine, 0);
        assertThat(machine.failed(1)).isEqualTo(Verdict.SAME);
        begin(machine, 100);
        assertThat(machine.passed(101)).isEqualTo(Verdict.SAME);
        begin(machine, 1100);
        assertThat(machine.failed(1101)).isEqualTo(Verdict.SAME);
        begin(machine, 1200);
        assertThat(machine.failed(1201)).isEqualTo(Verdict.DOWN);
    }

    @Test
    void asManyPassesInARowAsAreAskedForBringItBack() {
        HealthMachine machine = of(HealthMethod.GET, 2, 1);
        begin(machine, 0);
        assertThat(machine.failed(1)).isEqualTo(Verdict.DOWN);
        begin(machine, 100);
        assertThat(machine.passed(101)).isEqualTo(Verdict.SAME);
        begin(machine, 1100);
        assertThat(machine.failed(1101)).isEqualTo(Verdict.SAME);
        begin(machine, 1300);
        assertThat(machine.passed(1301)).isEqualTo(Verdict.SAME);
        begin(machine, 2300);
        assertThat(machine.passed(2301)).isEqualTo(Verdict.UP);
    }

    @Test
    void modProxyCountsAllResultsSinceTheLastChange() {
        HealthMachine machine = new HealthMachine(settings(HealthMethod.TCP, 2, 2, Counting.IN_ALL), 0);
        begin(machine, 0);
        assertThat(machine.failed(1)).isEqualTo(Verdict.SAME);
        begin(machine, 1000);
        assertThat(machine.passed(1001)).isEqualTo(Verdict.SAME);
        begin(machine, 2000);
        assertThat(machine.failed(2001)).isEqualTo(Verdict.DOWN);
        begin(machine, 3000);
        assertThat(machine.passed(3001)).isEqualTo(Verdict.SAME);
        begin(machine, 4000);
        assertThat(machine.failed(4001)).isEqualTo(Verdict.SAME);
        begin(machine, 5000);
        assertThat(machine.passed(5001)).isEqualTo(Verdict.UP);
    }

    @Test
    void modProxyLearnsNothingFromRequests() {
        HealthMachine machine = new HealthMachine(settings(HealthMethod.TCP, 1, 1, Counting.IN_ALL), 0);
        begin(machine, 0);
        assertThat(machine.passed(1)).isEqualTo(Verdict.SAME);
        assertThat(machine.suspected(2)).isEqualTo(Verdict.SAME);
        assertThat(machine.answered(3)).isEqualTo(Verdict.SAME);
        begin(machine, INTERVAL);
    }

    @Test
    void aMemberThatAnswersRequestsIsNotChecked() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 2);
        begin(machine, 0);
        assertThat(machine.failed(1)).isEqualTo(Verdict.SAME);
        assertThat(machine.answered(50)).isEqualTo(Verdict.SAME);
        assertThat(machine.answered(90)).isEqualTo(Verdict.SAME);
        begin(machine, 90 + INTERVAL);
        assertThat(machine.failed(1091)).as("one failure in a row").isEqualTo(Verdict.SAME);
    }

    @Test
    void anAnsweredRequestSaysNothingOfWhatAnApplicationSaysOfItself() {
        HealthMachine machine = of(HealthMethod.GET, 1, 2);
        begin(machine, 0);
        assertThat(machine.failed(1)).isEqualTo(Verdict.SAME);
        assertThat(machine.answered(50)).isEqualTo(Verdict.SAME);
        begin(machine, 100);
        assertThat(machine.failed(101)).isEqualTo(Verdict.DOWN);
        assertThat(machine.answered(102)).isEqualTo(Verdict.SAME);
        assertThat(machine.isUp()).isFalse();
    }

    @Test
    void aMemberThatTheBalancerFindsInErrorIsCheckedSoon() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 3);
        begin(machine, 0);
        assertThat(machine.passed(1)).isEqualTo(Verdict.SAME);
        assertThat(machine.suspected(500)).isEqualTo(Verdict.DOWN);
        assertThat(machine.suspected(501)).as("known already").isEqualTo(Verdict.SAME);
        begin(machine, 600);
        assertThat(machine.failed(601)).isEqualTo(Verdict.SAME);
        begin(machine, 700);
        assertThat(machine.passed(701)).isEqualTo(Verdict.UP);
    }

    @Test
    void orLeavesItByAnAnswerToARequest() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 3);
        assertThat(machine.suspected(0)).isEqualTo(Verdict.DOWN);
        assertThat(machine.answered(10)).isEqualTo(Verdict.UP);
        begin(machine, 10 + INTERVAL);
    }

    @Test
    void aCheckThatCouldNotBeMadeChangesNothing() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 2);
        begin(machine, 0);
        assertThat(machine.failed(1)).isEqualTo(Verdict.SAME);
        begin(machine, 100);
        assertThat(machine.skipped(101)).isEqualTo(Verdict.SAME);
        begin(machine, 1100);
        assertThat(machine.failed(1101)).isEqualTo(Verdict.DOWN);
    }

    @Test
    void noCheckBeginsBeforeTheLastHasEnded() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 2);
        begin(machine, 0);
        assertThat(machine.timeout(TIMEOUT)).isEqualTo(Next.LATE);
        assertThat(machine.failed(5 * INTERVAL)).isEqualTo(Verdict.SAME);
        begin(machine, 5 * INTERVAL);
    }

    @Test
    void aResultWithoutACheckIsABug() {
        HealthMachine machine = of(HealthMethod.CPING, 1, 2);
        assertThatThrownBy(() -> machine.failed(0)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "health", "/a b", "/a\r\nHost: evil", "/\u00e9", "/a#b"})
    void aUriIsAPath(String uri) {
        assertThatThrownBy(() -> new HealthSettings(
                        HealthMethod.GET,
                        uri,
                        Set.of(200),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1,
                        1,
                        Counting.IN_A_ROW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("uri must be a path");
    }
}
