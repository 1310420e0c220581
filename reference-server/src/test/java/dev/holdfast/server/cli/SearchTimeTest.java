package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SearchTimeTest {
    private static final long BEGAN = TimeUnit.SECONDS.toNanos(7);

    @Test
    void isAllOfTheLimitWhereNothingCameBefore() {
        assertThat(SearchTime.end(BEGAN, BEGAN)).isEqualTo(BEGAN + TimeUnit.MILLISECONDS.toNanos(4700));
    }

    @Test
    void endsAsMuchEarlierAsTheStartWasSlow() {
        long now = BEGAN + TimeUnit.SECONDS.toNanos(1);
        assertThat(SearchTime.end(BEGAN, now)).isEqualTo(BEGAN + TimeUnit.MILLISECONDS.toNanos(3200));
    }

    @Test
    void isNoneWhereTheStartTookTooLong() {
        long now = BEGAN + TimeUnit.MILLISECONDS.toNanos(1880);
        assertThat(SearchTime.end(BEGAN, now - 2)).isGreaterThan(now - 2);
        assertThat(SearchTime.end(BEGAN, now)).isEqualTo(now);
        assertThat(SearchTime.end(BEGAN, now + 2)).isLessThan(now + 2);
    }
}
