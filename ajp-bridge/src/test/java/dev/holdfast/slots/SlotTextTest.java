package dev.holdfast.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotTextTest {
    @Test
    void whatIsWrittenIsRead() {
        SlotAsk ask = new SlotAsk("a-1", 12, 1_000_000);
        assertThat(ask).hasToString("front=a-1 held=12 wanted=1000000");
        assertThat(SlotAsk.parse(ask.toString())).isEqualTo(ask);
        SlotAnswer answer = new SlotAnswer(40, 200, 5000);
        assertThat(answer).hasToString("limit=40 of=200 for=5000ms");
        assertThat(SlotAnswer.parse(answer.toString())).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "front=a held=1",
                "front= held=1 wanted=1",
                "front=a_b held=1 wanted=1",
                "front=a held=-1 wanted=1",
                "front=a held=1 wanted=1000001",
                "front=a held=1 wanted=99999999999",
                "front=a held=1 wanted=1 more=1",
                "front=a  held=1 wanted=1",
                "front=0123456789012345678901234567890123456789012345678901234567890123x held=1 wanted=1"
            })
    void anythingElseIsNoQuestion(String text) {
        assertThat(SlotAsk.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "limit=40",
                "limit=40 of=200 for=5s",
                "limit=40 of=200 for=0ms",
                "limit=40 of=200 for=3600001ms",
                "limit=1000001 of=200 for=5000ms",
                "limit=x of=200 for=5000ms",
                "LIMIT=40 of=200 for=5000ms"
            })
    void anythingElseIsNoAnswer(String text) {
        assertThat(SlotAnswer.parse(text)).isNull();
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        assertThatThrownBy(() -> new SlotAsk("a b", 1, 1)).hasMessageStartingWith("front must be");
        assertThatThrownBy(() -> new SlotAsk("a", -1, 1)).hasMessage("held must be 0 to 1000000: -1");
        assertThatThrownBy(() -> new SlotAsk("a", 1, 1_000_001)).hasMessage("wanted must be 0 to 1000000: 1000001");
        assertThatThrownBy(() -> new SlotAnswer(1, -1, 1)).hasMessage("of must be 0 to 1000000: -1");
        assertThatThrownBy(() -> new SlotAnswer(1, 1, 0)).hasMessage("millis must be 1 to 3600000: 0");
    }
}
