package dev.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.DurationText;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeTextTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.001S, 1ms",
        "PT1.5S, 1500ms",
        "PT4S, 4s",
        "PT59S, 59s",
        "PT1M, 1m",
        "PT1M30S, 90s",
        "PT1H, 1h",
        "PT61M, 61m",
        "PT48H, 48h",
        "PT0.0005S, PT0.0005S",
        "PT2562047788015H12M55.807S, 9223372036854775807ms",
        "PT2562047788015H12M55.808S, PT2562047788015H12M55.808S"
    })
    void aDurationIsWrittenAsItIsRead(Duration duration, String text) {
        assertThat(TimeText.of(duration)).isEqualTo(text);
        if (text.length() < 19) {
            assertThat(DurationText.parse(text)).contains(duration);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT-4S, -4s", "PT-0.001S, -1ms", "PT-60S, -1m"})
    void whatIsBelowZeroSaysSo(Duration duration, String text) {
        assertThat(TimeText.of(duration)).isEqualTo(text);
    }
}
