package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {
    private static final List<String> WORDS = List.of(
            "http.port", "http.keepAliveTimeout", "http.keepAliveHeader", "admin.port", "ajp.port", "ajp.secret");

    @ParameterizedTest
    @CsvSource({
        "http.Port, http.port",
        "http.keepAliveTimeut, http.keepAliveTimeout",
        "keepAliveTimeout, http.keepAliveTimeout",
        "admin.prot, admin.port",
        "ajp.secrets, ajp.secret",
    })
    void nearestKeyIsTheFewestEditsAway(String text, String nearest) {
        assertThat(Spelling.nearest(text, WORDS)).isEqualTo(nearest);
    }
}
