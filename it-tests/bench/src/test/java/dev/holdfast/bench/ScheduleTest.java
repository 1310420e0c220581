package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aRequestIsDueAtItsTimeAndNotBefore() {
        Schedule schedule = new Schedule(5000, 1000, 0, 1);
        assertThat(schedule.untilDue(5000)).isZero();
        assertThat(schedule.take()).isEqualTo(5000);
        assertThat(schedule.untilDue(5000 + 999_999)).isEqualTo(1);
        assertThat(schedule.untilDue(5000 + 1_000_000)).isZero();
        assertThat(schedule.untilDue(5000 + 1_000_001)).isZero();
        assertThat(schedule.take()).isEqualTo(5000 + 1_000_000);
    }

    @Test
    void requestsTakenLateAreDueWhenTheyWereDue() {
        Schedule schedule = new Schedule(0, 10, 0, 1);
        assertThat(schedule.untilDue(SECOND)).isZero();
        for (int n = 0; n < 10; n++) {
            assertThat(schedule.take()).isEqualTo(n * SECOND / 10);
        }
    }

    @Test
    void roundingDoesNotAddUp() {
        Schedule schedule = new Schedule(0, 3, 0, 1000);
        long last = 0;
        for (int n = 0; n < 3000; n++) {
            last = schedule.take();
        }
        assertThat(last).isEqualTo(999 * SECOND + 666_666_666);
    }

    @Test
    void endsWithTheLastRequest() {
        Schedule schedule = new Schedule(0, 1, 1, 1);
        schedule.take();
        assertThat(schedule.isOver()).isFalse();
        schedule.take();
        assertThat(schedule.isOver()).isTrue();
        assertThat(schedule.untilDue(10 * SECOND)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(schedule::take)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 requests");
    }

    @Test
    void whatIsDueInTheWarmUpDoesNotCount() {
        Schedule schedule = new Schedule(7, 100, 2, 3);
        assertThat(schedule.counted()).isEqualTo(300);
        assertThat(schedule.countedFrom()).isEqualTo(7 + 2 * SECOND);
        assertThat(schedule.counts(6 + 2 * SECOND)).isFalse();
        assertThat(schedule.counts(7 + 2 * SECOND)).isTrue();
    }

    @Test
    void aClockMayOverflow() {
        Schedule schedule = new Schedule(Long.MAX_VALUE, 1, 0, 2);
        schedule.take();
        assertThat(schedule.untilDue(Long.MAX_VALUE + SECOND - 1)).isEqualTo(1);
        assertThat(schedule.untilDue(Long.MAX_VALUE + SECOND)).isZero();
    }
}
