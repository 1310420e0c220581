package dev.holdfast.ajp13;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However a message is cut in two, half of it is none and no fault, and the whole of it is what it was. */
final class SplitMessageTest {
    private static final int SIZE = AjpPacket.DEFAULT_SIZE;
    private static final ForwardRequest REQUEST = new ForwardRequest(
            "PATCH",
            "HTTP/1.1",
            "/a",
            "192.0.2.7",
            null,
            "shop.example",
            80,
            true,
            List.of(new AjpHeader("host", "shop.example"), new AjpHeader("x-own", "v")),
            List.of(
                    AjpAttribute.of(AjpAttribute.Type.SSL_KEY_SIZE, "256"),
                    AjpAttribute.named(AjpAttribute.REMOTE_PORT, "4321")));

    private static ByteBuffer packet(AjpMessage.FromFront message) {
        ByteBuffer out = ByteBuffer.allocate(SIZE);
        assertThat(new AjpEncoder(SIZE).encode(message, out)).isTrue();
        return out.flip();
    }

    @Test
    void aRequest() {
        ByteBuffer packet = packet(REQUEST);
        for (int cut = 0; cut < packet.limit(); cut++) {
            AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, 10);
            ByteBuffer half = packet.duplicate().limit(cut);
            assertThat(decoder.decode(half)).isNull();
            assertThat(decoder.violation()).isNull();
            assertThat(half.position()).isZero();
            ByteBuffer whole = packet.duplicate();
            assertThat(decoder.decode(whole)).isEqualTo(REQUEST);
            assertThat(whole.hasRemaining()).isFalse();
        }
    }

    @Test
    void aBodyPacket() {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3});
        ByteBuffer packet = packet(new RequestBodyChunk(data));
        for (int cut = 0; cut < packet.limit(); cut++) {
            AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, 10);
            assertThat(decoder.decodeBody(packet.duplicate().limit(cut))).isNull();
            assertThat(decoder.violation()).isNull();
            assertThat(decoder.decodeBody(packet.duplicate()))
                    .isInstanceOfSatisfying(
                            RequestBodyChunk.class,
                            chunk -> assertThat(chunk.data()).isEqualTo(data));
        }
    }
}
