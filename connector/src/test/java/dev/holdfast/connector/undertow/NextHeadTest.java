package dev.holdfast.connector.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NextHeadTest {
    private static boolean isWhole(String text) {
        ByteBuffer buffer = ByteBuffer.wrap(("xx" + text + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return NextHead.isWhole(buffer.position(2).limit(buffer.limit() - 4));
    }

    @Test
    void aHeadIsWholeWithItsLastByteOnly() {
        String head = "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n";
        for (int length = 0; length < head.length(); length++) {
            assertThat(isWhole(head.substring(0, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
        assertThat(isWhole(head)).isTrue();
        assertThat(isWhole(head + "GET")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n\r\n", "\r\n\r\n\r\n", "\n\n", "\r\n\r\nGET / HTTP/1.1\r\n"})
    void emptyLinesBeforeAHeadAreNone(String text) {
        assertThat(isWhole(text)).isFalse();
    }
}
