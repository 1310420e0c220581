package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PeerTextTest {
    @Test
    void printableTextUpToTheLimitIsLoggedAsItIs() {
        assertThat(PeerText.loggable("/a%20b?~ c")).isEqualTo("/a%20b?~ c");
        assertThat(PeerText.loggable("x".repeat(200))).isEqualTo("x".repeat(200));
    }

    @Test
    void beyondTheLimitOnlyTheBeginningIsLogged() {
        assertThat(PeerText.loggable("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
    }

    @Test
    void whatCouldForgeALineOrMoveACursorIsLoggedAsItsCode() {
        assertThat(PeerText.loggable("a\r\n\u001b[0m\u007f\u00e9\u202e"))
                .isEqualTo("a\\u000d\\u000a\\u001b[0m\\u007f\\u00e9\\u202e");
    }
}
