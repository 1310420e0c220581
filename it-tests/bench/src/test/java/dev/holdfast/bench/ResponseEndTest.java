package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseEndTest {
    private static final String RESPONSE = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100)
            + "\r\nCONTENT-Length: 13\r\nContent-Type: text/plain\r\n\r\nHello, World!";

    private final ResponseEnd response = new ResponseEnd();

    @Test
    void endsWithTheBodyAtEverySplit() {
        for (int split = 0; split < RESPONSE.length(); split++) {
            assertThat(response.read(bytes(RESPONSE.substring(0, split)))).isZero();
            assertThat(response.read(bytes(RESPONSE.substring(split)))).isEqualTo(200);
        }
    }

    @Test
    void leavesTheNextResponseAlone() {
        ByteBuffer two = bytes(RESPONSE + "HTTP/1.1 503 \r\ncontent-length:0\r\n\r\n");
        assertThat(response.read(two)).isEqualTo(200);
        assertThat(response.read(two)).isEqualTo(503);
        assertThat(two.hasRemaining()).isFalse();
    }

    @Test
    void refusesWhatItCannotFindTheEndOf() {
        assertThatThrownBy(() -> response.read(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")))
                .hasMessageContaining("without Content-Length");
        assertThatThrownBy(() -> new ResponseEnd().read(bytes("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")))
                .hasMessageContaining("without Content-Length");
        assertThatThrownBy(() -> new ResponseEnd().read(bytes("HTTP/1.1 100 Continue\r\n")))
                .hasMessageContaining("100 continue");
        assertThatThrownBy(() -> new ResponseEnd().read(bytes("SSH-2.0\r\n"))).hasMessageContaining("ssh-2.0");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
