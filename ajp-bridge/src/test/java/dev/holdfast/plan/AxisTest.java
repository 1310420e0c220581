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
    void aRangeMayGoDown() {
        assertThat(Axis.parse("front.keepAliveTimeout=15s..0s", 4).orElseThrow().values())
                .containsExactly("15s", "10s", "5s", "0s");
    }

    @Test
    void ratesAndFractionsAreNumbersToo() {
        Axis rates = Axis.parse("users.open.rate=1.5/s..3/s", 3).orElseThrow();
        assertThat(rates.values()).containsExactly("1.5/s", "2.25/s", "3/s");
        assertThat(rates.position("2.25/s")).isEqualTo(2.25);
        assertThat(Axis.parse("service.lognormal.cv=0.5..2", 4).orElseThrow().values())
                .containsExactly("0.5", "1", "1.5", "2");
    }

    @Test
    void aListIsTakenAsItIs() {
        Axis axis = Axis.parse("back.kind=tomcat-nio, tomcat-bio", 11).orElseThrow();
        assertThat(axis.values()).containsExactly("tomcat-nio", "tomcat-bio");
        assertThat(axis.position("tomcat-bio")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a=",
                "=1..2",
                "a=1/s..5/m",
                "a=1..5/s",
                "a=1..x",
                "a=1s..5",
                "a=1s..300000000h",
                "a=1,,2"
            })
    void anythingElseIsNone(String text) {
        assertThat(Axis.parse(text, 5)).isEmpty();
    }
}
