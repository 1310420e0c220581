package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"1500ms, PT1.5S", "5s, PT5S", "2m, PT2M", "1h, PT1H", "0s, PT0S", "PT2.5S, PT2.5S"})
    void everySpellingIsRead(String text, Duration expected) {
        assertThat(DurationText.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "5S", "-5s", "1.5s", "5d", "P1D", "PT", "PT5", "999999999999999999h"})
    void everythingElseIsRefused(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }
}
