package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "12,12,false",
        "-3,-3,false",
        "+4,4,false",
        "10s,10,true",
        "abc,0,true",
        "99999999999,2147483647,true",
        "'',0,true"
    })
    void numbersAreReadAsCReadsThem(String text, int expected, boolean noted) {
        List<String> notes = new ArrayList<>();
        assertThat(Values.atoi(text, notes::add)).isEqualTo(expected);
        assertThat(notes).hasSize(noted ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"5,PT5S", "500ms,PT0.5S", "2mi,PT2M", "2min,PT2M", "1h,PT1H", "3s,PT3S", "3seconds,PT3S", "0,PT0S"})
    void timesTakeUnits(String text, Duration expected) {
        assertThat(Values.time("s", Duration.ZERO).parse(text, note -> {})).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5x", "-1", "5m", "1.5s", "99999999999999999999s"})
    void otherTimesAreRefused(String text) {
        assertThatThrownBy(() -> Values.time("s", Duration.ZERO).parse(text, note -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"${N},true", "1$(N),true", "$(N,false", "a)$(N,false", "$N,false"})
    void modJkHasVariablesOfItsOwn(String text, boolean variable) {
        assertThat(Values.hasJkVariable(text)).isEqualTo(variable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(", "${"})
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void beginningsOfVariablesAreLookedAtOnce(String begin) {
        String text = begin.repeat(1 << 19);
        assertThat(Values.hasVariable(text)).isFalse();
        assertThat(Values.hasJkVariable(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"${N},true", "1${N},true", "$(N),false", "${N,false", "$N,false", "},false", "5$,false"})
    void theNameOfAVariableIsNoNumber(String text, boolean variable) {
        assertThat(Values.hasVariable(text)).isEqualTo(variable);
        if (variable) {
            assertThatThrownBy(() -> Values.atoi(text, note -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("known, but there is no value here for its variable: set it in the environment, as in"
                            + " N=... holdfast ...");
        }
    }

    @Test
    void aKeySaysWhatIsLegalAndWhere() {
        Key<Integer> key = Key.of("lbset", 0, Values.integer(0, 99));
        assertThatThrownBy(() -> key.read("100", new Origin("/a.conf", 3), note -> {}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("/a.conf:3: lbset must be a number from 0 to 99: \"100\"");
        List<String> notes = new ArrayList<>();
        assertThat(key.read("7x", new Origin("/a.conf", 3), notes::add)).hasToString("7 (/a.conf:3)");
        assertThat(notes).containsExactly("lbset: \"7x\" is read as 7");
    }

    @Test
    void settingsAreDefaultsUntilSet() {
        Key<Integer> key = Key.of("max", 5, Values::atoi);
        assertThat(Settings.NONE.get(key)).isEqualTo(new Setting<>(5, Origin.DEFAULT));
        assertThat(Settings.NONE.has(key)).isFalse();
        Settings set = Settings.NONE.toBuilder().put(key, 6, new Origin("f", 1)).build();
        assertThat(set.value(key)).isEqualTo(6);
        assertThat(set.toBuilder().putDefault(key, 7, Origin.DEFAULT).build()).isEqualTo(set);
        assertThat(set.toBuilder()
                        .adjust(key, (value, origin) -> value + 1)
                        .build()
                        .get(key))
                .hasToString("7 (f:1)");
    }

    @Test
    void controlCharactersAndLengthStayOutOfMessages() {
        assertThat(Values.printable("a\u0007b\n")).isEqualTo("a?b?");
        assertThat(Values.printable("x".repeat(100))).hasSize(83).endsWith("...");
    }
}
