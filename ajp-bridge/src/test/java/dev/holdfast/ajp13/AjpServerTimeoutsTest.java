package dev.holdfast.ajp13;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AjpServerTimeoutsTest {
    private static final Duration ONE = Duration.ofSeconds(1);

    @Test
    void whatCannotBeUnlimitedMustBePositive() {
        assertThatThrownBy(() -> new AjpServerTimeouts(ONE, ONE, Duration.ZERO, ONE, ONE))
                .hasMessage("readTimeout is 0s, but must be more than 0");
        assertThatThrownBy(() -> new AjpServerTimeouts(ONE, ONE, ONE, Duration.ZERO, ONE))
                .hasMessage("writeTimeout is 0s, but must be more than 0");
    }

    @Test
    void noneIsNegative() {
        assertThatThrownBy(() -> new AjpServerTimeouts(ONE.negated(), ONE, ONE, ONE, ONE))
                .hasMessage("connectionTimeout is -1s, but must be 0 or more");
        assertThatThrownBy(() -> new AjpServerTimeouts(ONE, ONE.negated(), ONE, ONE, ONE))
                .hasMessage("keepAliveTimeout is -1s, but must be 0 or more");
        assertThatThrownBy(() -> new AjpServerTimeouts(ONE, ONE, ONE, ONE, ONE.negated()))
                .hasMessage("lingerTimeout is -1s, but must be 0 or more");
    }
}
