package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackendTest {
    @ParameterizedTest
    @CsvSource({
        "ajp://app.example:8010, AJP, app.example, 8010",
        "ajp://app.example, AJP, app.example, 8009",
        "AJP://127.0.0.1:1/, AJP, 127.0.0.1, 1",
        "ajp://[::1]:65535, AJP, ::1, 65535",
        "http://app.example, HTTP, app.example, 80",
        "http://[::1]:8080/, HTTP, ::1, 8080"
    })
    void aUriNamesProtocolHostAndPort(String uri, Backend.Protocol protocol, String host, int port) {
        Backend backend = Backend.parse(uri);
        assertThat(backend.protocol()).isEqualTo(protocol);
        assertThat(backend.host()).isEqualTo(host);
        assertThat(backend.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app:8009",
                "https://app:8009",
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
        assertThatThrownBy(() -> Backend.parse(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("back end '" + uri + "' ")
                .hasMessageContaining("ajp://HOST[:PORT]")
                .hasMessageNotContaining(System.lineSeparator());
    }

    @Test
    void aBackendPrintsAsItsUriWithoutTheSecret() {
        assertThat(Backend.parse("ajp://[::1]").withSecret("sesame")).hasToString("ajp://[::1]:8009");
    }
}
