package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyTest {
    @ParameterizedTest
    @EnumSource
    void everyKeyIsFoundByItsSpelling(Key key) {
        assertThat(Key.of(key.toString())).contains(key);
    }

    @Test
    void caseCounts() {
        assertThat(Key.of("http.Port")).isEmpty();
    }
}
