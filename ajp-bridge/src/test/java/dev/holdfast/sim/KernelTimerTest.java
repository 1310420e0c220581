package dev.holdfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelTimerTest {
    private static final long MILLI = 1_000_000;

    /** As Linux 6.18 with 250 Hz was seen to send SYNs and first bytes again. */
    @ParameterizedTest
    @CsvSource({
        "0, 200, 204",
        "3, 200, 204",
        "0, 1000, 1024",
        "20, 1000, 1024",
        "31, 1000, 1056",
        "1024, 1000, 2048",
        "5120, 2000, 7136",
        "7136, 4000, 11264",
        "11264, 8000, 19456",
        "19456, 16000, 35584"
    })
    void aTimerFiresAtATickThatIsTheCoarserTheLongerItIs(long now, long millis, long fires) {
        assertThat(new KernelTimer(250).fires(now * MILLI, millis * MILLI)).isEqualTo(fires * MILLI);
    }

    @Test
    void neverEarly() {
        KernelTimer timer = new KernelTimer(1000);
        for (long nanos = 1; nanos < 200_000 * MILLI; nanos = nanos * 3 + 1) {
            assertThat(timer.fires(12_345_678, nanos))
                    .isBetween(12_345_678 + nanos, 12_345_678 + nanos * 5 / 4 + 2 * MILLI);
        }
    }

    @Test
    void withoutTicksItIsExact() {
        assertThat(new KernelTimer(0).fires(5, 7)).isEqualTo(12);
    }
}
