package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AxisTest {
    @Test
    void aRangeOfDurationsHasEqualSteps() {
        assertThat(Axis.parse("front.keepAliveTimeout=0s..15s", 7).orElseThrow().values())
                .containsExactly("0s", "2500ms", "5s", "7500ms", "10s", "12500ms", "15s");
    }

    @Test
    void aRangeOfNumbersHasEachOnce() {
        assertThat(Axis.parse("front.maxRequestWorkers=5..8", 11).orElseThrow().values())
                .containsExactly("5", "6", "7", "8");
    }

    @Test
    void aWideRangeHasEqualFactors() {
        assertThat(Axis.parse("users.closed=10..1000", 3).orElseThrow().values())
                .containsExactly("10", "100", "1000");
    }

    @Test
    void aListIsTakenAsItIs() {
        Axis axis = Axis.parse("back.kind=tomcat-nio, tomcat-bio", 11).orElseThrow();
        assertThat(axis.values()).containsExactly("tomcat-nio", "tomcat-bio");
        assertThat(axis.position("tomcat-bio")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a=", "=1..2", "a=2..1", "a=1..x", "a=1s..5", "a=1s..300000000h", "a=1,,2"})
    void anythingElseIsNone(String text) {
        assertThat(Axis.parse(text, 5)).isEmpty();
    }
}
