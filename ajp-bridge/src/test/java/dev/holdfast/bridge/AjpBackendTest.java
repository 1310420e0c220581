package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AjpBackendTest {
    @ParameterizedTest
    @CsvSource({
        "ajp://app.example:8010, app.example, 8010",
        "ajp://app.example, app.example, 8009",
        "AJP://127.0.0.1:1/, 127.0.0.1, 1",
        "ajp://[::1]:65535, ::1, 65535"
    })
    void aUriNamesHostAndPort(String uri, String host, int port) {
        AjpBackend backend = AjpBackend.parse(uri);
        assertThat(backend.host()).isEqualTo(host);
        assertThat(backend.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app:8009",
                "http://app:8009",
                "ajp:app",
                "ajp://",
                "ajp://app:0",
                "ajp://app:65536",
                "ajp://app:x",
                "ajp://me@app",
                "ajp://app/shop",
                "ajp://app?x=1",
                "ajp://app#x",
                "ajp://a b",
                "ajp://::1:8009"
            })
    void whatIsWrongWithAUriIsSaidInOneLineWithTheLegalForm(String uri) {
        assertThatThrownBy(() -> AjpBackend.parse(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("back end '" + uri + "' ")
                .hasMessageContaining("ajp://HOST:PORT")
                .hasMessageNotContaining(System.lineSeparator());
    }

    @Test
    void aBackendPrintsAsItsUriWithoutTheSecret() {
        assertThat(AjpBackend.parse("ajp://[::1]").withSecret("sesame")).hasToString("ajp://[::1]:8009");
    }
}
