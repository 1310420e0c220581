package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "http.Port, http.port",
        "http.keepAliveTimeut, http.keepAliveTimeout",
        "keepAliveTimeout, http.keepAliveTimeout",
        "admin.prot, admin.port",
        "ajp.secrets, ajp.secret",
    })
    void nearestKeyIsTheFewestEditsAway(String text, String nearest) {
        assertThat(Spelling.nearest(
                        text, Arrays.stream(Key.values()).map(Key::toString).toList()))
                .isEqualTo(nearest);
    }
}
