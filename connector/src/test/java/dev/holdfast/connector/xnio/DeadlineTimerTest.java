package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xnio.XnioExecutor;

final class DeadlineTimerTest {
    private static final long NOW = 5_000_000;

    /** Keeps what it was given, with the delays, and runs nothing. */
    private static final class Entries implements XnioExecutor {
        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Long> delays = new ArrayList<>();
        private int removed;
        private boolean stopping;

        @Override
        public void execute(Runnable task) {
            throw new AssertionError("nothing is run at once");
        }

        @Override
        public Key executeAfter(Runnable task, long time, TimeUnit unit) {
            if (stopping) {
                throw new RejectedExecutionException("as the test wants it");
            }
            assertThat(unit).as("XNIO counts in these").isEqualTo(TimeUnit.MILLISECONDS);
            tasks.add(task);
            delays.add(time);
            return () -> {
                removed++;
                return true;
            };
        }

        @Override
        public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
            throw new AssertionError("nothing is repeated");
        }
    }

    private int fired;
    private final Entries entries = new Entries();
    private final ManualClock clock = new ManualClock();
    private final DeadlineTimer timer = new DeadlineTimer(entries, clock, this::due);

    private void due() {
        fired++;
    }

    @BeforeEach
    void begin() {
        clock.set(NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "999999, 1",
        "1000000, 1",
        "1000001, 2",
        "1999999, 2",
        "2000000, 2",
        "2000001, 3",
        "300000000, 300",
        "300000001, 301"
    })
    void delaysAreRoundedUpToMilliseconds(long nanos, long millis) {
        timer.arm(NOW + nanos);
        assertThat(entries.delays).containsExactly(millis);
        entries.tasks.get(0).run();
        assertThat(fired).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"5000000", "4999999", "0"})
    void aDeadlineThatHasPassedFiresSoon(long deadline) {
        timer.arm(deadline);
        assertThat(entries.delays).containsExactly(1L);
    }

    @Test
    void noDeadlineArmsNothing() {
        timer.arm(Deadline.NONE);
        assertThat(entries.tasks).isEmpty();
        timer.arm(NOW + 1_000_000);
        timer.arm(Deadline.NONE);
        assertThat(entries.delays).containsExactly(1L);
        assertThat(entries.removed).isZero();
    }

    @Test
    void onlyAnEarlierDeadlineReplacesTheEntry() {
        timer.arm(NOW + 10_000_000);
        timer.arm(NOW + 10_000_000);
        timer.arm(NOW + 10_000_001);
        assertThat(entries.delays).containsExactly(10L);
        assertThat(entries.removed).isZero();
        timer.arm(NOW + 9_999_999);
        assertThat(entries.delays).containsExactly(10L, 10L);
        assertThat(entries.removed).isEqualTo(1);
        timer.arm(NOW + 10_000_000);
        assertThat(entries.delays).hasSize(2);
    }

    @Test
    void afterItHasFiredAnyDeadlineArmsItAndNothingIsRemoved() {
        timer.arm(NOW + 1_000_000);
        clock.set(NOW + 1_000_000);
        timer.fired();
        timer.arm(NOW + 3_000_000);
        assertThat(entries.delays).containsExactly(1L, 2L);
        assertThat(entries.removed).isZero();
    }

    @Test
    void aCancelledTimerIsRemovedOnceAndMayBeArmedAgain() {
        timer.cancel();
        assertThat(entries.removed).isZero();
        timer.arm(NOW + 1_000_000);
        timer.cancel();
        timer.cancel();
        assertThat(entries.removed).isEqualTo(1);
        timer.arm(NOW + 2_000_000);
        assertThat(entries.delays).containsExactly(1L, 2L);
    }

    @Test
    void aWorkerThatIsStoppingLeavesTheTimerUnarmed() {
        timer.arm(NOW + 2_000_000);
        entries.stopping = true;
        timer.arm(NOW + 1_000_000);
        assertThat(entries.removed).isEqualTo(1);
        entries.stopping = false;
        timer.arm(NOW + 5_000_000);
        assertThat(entries.delays).containsExactly(2L, 5L);
        assertThat(entries.removed).as("the removed entry is not removed again").isEqualTo(1);
    }
}
