package dev.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
    @Test
    void expiresAtTheInstantItselfAndNotBefore() {
        long deadline = Deadline.after(10, 5);

        assertThat(Deadline.isExpired(deadline, 14)).isFalse();
        assertThat(Deadline.isExpired(deadline, 15)).isTrue();
        assertThat(Deadline.isExpired(deadline, 16)).isTrue();
    }

    @Test
    void additionSaturatesAtNone() {
        assertThat(Deadline.after(Long.MAX_VALUE - 1, 2)).isEqualTo(Deadline.NONE);
        assertThat(Deadline.after(0, Deadline.NONE)).isEqualTo(Deadline.NONE);
        assertThat(Deadline.after(7, Deadline.NONE)).isEqualTo(Deadline.NONE);
    }

    @Test
    void noneNeverExpires() {
        assertThat(Deadline.isExpired(Deadline.NONE, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void negativeInputIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Deadline.after(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Deadline.after(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Deadline.nanosOf(Duration.ofNanos(-1)));
    }

    @Test
    void durationsTooLongForNanosecondsBecomeNone() {
        assertThat(Deadline.nanosOf(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Deadline.NONE);
        assertThat(Deadline.nanosOf(Duration.ofMillis(1500))).isEqualTo(1_500_000_000L);
    }
}
