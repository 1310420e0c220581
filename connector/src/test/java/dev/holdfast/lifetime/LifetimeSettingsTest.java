package dev.holdfast.lifetime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifetimeSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 1, true",
        "1, 1, 0, -1, true",
        "0, 1, 0, 1, false",
        "1, 0, 0, 1, false",
        "1, 1, -1, 1, false",
        "1, 1, 0, 0, false",
        "1, 1, 0, -2, false",
    })
    void rangesAreChecked(long connectionTimeout, long keepAliveTimeout, long linger, int max, boolean legal) {
        if (legal) {
            assertThatCode(() -> Lives.settings(connectionTimeout, keepAliveTimeout, linger, max))
                    .doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Lives.settings(connectionTimeout, keepAliveTimeout, linger, max))
                    .withMessageContaining("out of range");
        }
    }
}
