package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "http.Port, HTTP_PORT",
        "http.keepAliveTimeut, HTTP_KEEP_ALIVE_TIMEOUT",
        "keepAliveTimeout, HTTP_KEEP_ALIVE_TIMEOUT",
        "admin.prot, ADMIN_PORT",
        "ajp.secrets, AJP_SECRET",
    })
    void nearestKeyIsTheFewestEditsAway(String text, Key nearest) {
        assertThat(Key.nearestTo(text, EnumSet.allOf(Key.class))).isEqualTo(nearest);
    }
}
