package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.time.Deadline;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class KeepAlivePolicySettingsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void whatIsOutOfRangeIsNamedWithItsValueAndTheLegalOnes() {
        refuses(() -> new FixedSettings(0), "keepAliveTimeout is 0, legal is more than 0 ns");
        refuses(() -> new PressureSettings(0, 0, 50, 90, 10), "keepAliveTimeout is 0");
        refuses(() -> new PressureSettings(Deadline.NONE, 0, 50, 90, 10), "keepAliveTimeout is " + Deadline.NONE);
        refuses(() -> new PressureSettings(5, 6, 50, 90, 10), "minKeepAliveTimeout is 6, legal is 0 to");
        refuses(() -> new PressureSettings(5, -1, 50, 90, 10), "minKeepAliveTimeout is -1");
        refuses(() -> new PressureSettings(5, 1, -1, 90, 10), "startPercent is -1");
        refuses(() -> new PressureSettings(5, 1, 100, 101, 10), "startPercent is 100");
        refuses(() -> new PressureSettings(5, 1, 50, 50, 10), "fullPercent is 50, legal is more than");
        refuses(() -> new PressureSettings(5, 1, 50, 101, 10), "fullPercent is 101");
        refuses(() -> new PressureSettings(5, 1, 50, 90, 101), "hysteresisPercent is 101");
        refuses(() -> new PressureSettings(5, 1, 50, 90, -1), "hysteresisPercent is -1");
        refuses(() -> AdaptiveSettings.of(999_999), "keepAliveTimeout is 999999");
        refuses(() -> AdaptiveSettings.of(600 * SECOND + 1), "legal is 1 ms to 600 s");
        refuses(() -> new AdaptiveSettings(SECOND, 999, 90, 100), "setupCost is 999");
        refuses(() -> new AdaptiveSettings(SECOND, 10 * SECOND + 1, 90, 100), "legal is 1 us to 10 s");
        refuses(() -> new AdaptiveSettings(SECOND, 1000, 0, 100), "targetPercent is 0");
        refuses(() -> new AdaptiveSettings(SECOND, 1000, 100, 100), "targetPercent is 100");
        refuses(() -> new AdaptiveSettings(SECOND, 1000, 90, 9), "explorationInterval is 9");
    }

    @Test
    void theDefaultsAreWhatTheirDocumentationSays() {
        assertThat(PressureSettings.of(20 * SECOND)).isEqualTo(new PressureSettings(20 * SECOND, SECOND, 50, 90, 10));
        assertThat(PressureSettings.of(1000)).isEqualTo(new PressureSettings(1000, 1000, 50, 90, 10));
        assertThat(AdaptiveSettings.of(600 * SECOND))
                .isEqualTo(new AdaptiveSettings(600 * SECOND, SECOND / 10, 90, 100));
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
