package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PersistenceTest {
    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, false, false, PERSISTENT",
        "HTTP_1_1, false, true,  PERSISTENT",
        "HTTP_1_1, true,  false, CLIENT_SAID_CLOSE",
        "HTTP_1_1, true,  true,  CLIENT_SAID_CLOSE",
        "HTTP_1_0, false, false, NOT_ASKED_FOR",
        "HTTP_1_0, false, true,  PERSISTENT",
        "HTTP_1_0, true,  false, CLIENT_SAID_CLOSE",
        "HTTP_1_0, true,  true,  CLIENT_SAID_CLOSE",
    })
    void closeWinsThenTheVersionThenKeepAlive(
            HttpVersion version, boolean saysClose, boolean saysKeepAlive, Persistence expected) {
        assertThat(Persistence.of(version, saysClose, saysKeepAlive)).isEqualTo(expected);
    }
}
