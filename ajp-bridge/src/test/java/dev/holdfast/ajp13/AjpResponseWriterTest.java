package dev.holdfast.ajp13;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written without messages is what the encoder writes of messages. */
final class AjpResponseWriterTest {
    private static final int SIZE = AjpPacket.DEFAULT_SIZE;

    private final ByteBuffer out = ByteBuffer.allocate(SIZE);

    private void assertWritten(FromContainer expected) {
        ByteBuffer encoded = ByteBuffer.allocate(SIZE);
        assertThat(new AjpEncoder(SIZE).encode(expected, encoded)).isTrue();
        assertThat(out.flip()).isEqualTo(encoded.flip());
        assertThat(new AjpResponseDecoder(SIZE, 10).decode(out)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "content-length", "WWW-Authenticate", "X-Own", "Content-Language", "A"})
    void aHead(String name) {
        AjpResponseWriter.Head head = AjpResponseWriter.head(out, SIZE, 404, "Not Found");
        head.add(name, "v");
        head.add("Set-Cookie", "a=b");
        assertThat(head.finish()).isTrue();
        SendHeaders expected = new SendHeaders(
                404, "Not Found", List.of(new AjpHeader(name, "v"), new AjpHeader("Set-Cookie", "a=b")));
        ByteBuffer encoded = ByteBuffer.allocate(SIZE);
        assertThat(new AjpEncoder(SIZE).encode(expected, encoded)).isTrue();
        assertThat(out.flip()).isEqualTo(encoded.flip());
    }

    @Test
    void aHeadThatFitsNoPacketLeavesNothingBehind() {
        out.position(7);
        AjpResponseWriter.Head head = AjpResponseWriter.head(out, SIZE, 200, "OK");
        head.add("X-Long", "x".repeat(SIZE));
        assertThat(head.finish()).isFalse();
        assertThat(out.position()).isEqualTo(7);
    }

    @Test
    void chunksAndTheFlushThatIsAnEmptyOne() {
        int start = AjpResponseWriter.beginChunk(out);
        out.put(new byte[] {1, 2, 3});
        AjpResponseWriter.endChunk(out, start);
        assertThat(out.position()).isEqualTo(3 + AjpResponseWriter.CHUNK_OVERHEAD);
        assertWritten(new SendBodyChunk(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        out.clear();
        AjpResponseWriter.endChunk(out, AjpResponseWriter.beginChunk(out));
        assertWritten(new SendBodyChunk(ByteBuffer.allocate(0)));
    }

    @Test
    void theLargestChunkFillsAPacket() {
        int start = AjpResponseWriter.beginChunk(out);
        out.put(new byte[AjpPacket.maxResponseBodyBytes(SIZE)]);
        AjpResponseWriter.endChunk(out, start);
        assertThat(out.position()).isEqualTo(SIZE);
        assertWritten(new SendBodyChunk(ByteBuffer.allocate(SIZE - 8)));
    }

    @Test
    void smallPackets() {
        AjpResponseWriter.end(out, true);
        assertWritten(new EndResponse(true));
        out.clear();
        AjpResponseWriter.end(out, false);
        assertWritten(new EndResponse(false));
        out.clear();
        AjpResponseWriter.ask(out, 65530);
        assertThat(out.position()).isEqualTo(AjpResponseWriter.SMALL_PACKET);
        assertWritten(new GetBodyChunk(65530));
        out.clear();
        AjpResponseWriter.pong(out);
        assertWritten(new CPong());
    }
}
