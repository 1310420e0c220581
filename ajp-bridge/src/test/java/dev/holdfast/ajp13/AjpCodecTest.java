package dev.holdfast.ajp13;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AjpCodecTest {
    private static final int SIZE = AjpPacket.DEFAULT_SIZE;
    private static final AjpEncoder ENCODER = new AjpEncoder(SIZE);

    private static final ForwardRequest REQUEST = new ForwardRequest(
            "PATCH",
            "HTTP/1.1",
            "/a%20b",
            "10.0.0.1",
            null,
            "shop.example",
            8443,
            true,
            List.of(new AjpHeader("host", "shop.example"), new AjpHeader("X-Own", "caf\u00e9")),
            List.of(
                    AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, "q=1"),
                    AjpAttribute.of(AjpAttribute.Type.SSL_KEY_SIZE, "256"),
                    AjpAttribute.named(AjpAttribute.REMOTE_PORT, "4711")));

    private static final List<FromContainer> RESPONSES = List.of(
            new CPong(),
            new GetBodyChunk(8186),
            new SendHeaders(404, null, List.of(new AjpHeader("Set-Cookie", "a=b"), new AjpHeader("X-Own", ""))),
            new EndResponse(true),
            new EndResponse(false));

    private static ByteBuffer hex(String bytes) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(bytes.replace(" ", "")));
    }

    private static ByteBuffer encoded(FromFront message) {
        ByteBuffer out = ByteBuffer.allocate(SIZE);
        assertThat(ENCODER.encode(message, out)).isTrue();
        return out.flip();
    }

    private static ByteBuffer encoded(FromContainer message) {
        ByteBuffer out = ByteBuffer.allocate(SIZE);
        assertThat(ENCODER.encode(message, out)).isTrue();
        return out.flip();
    }

    private static @Nullable AjpViolation violationOf(String response) {
        AjpResponseDecoder decoder = new AjpResponseDecoder(SIZE, 4);
        assertThat(decoder.decode(hex(response))).isNull();
        return decoder.violation();
    }

    private static @Nullable AjpViolation requestViolationOf(ByteBuffer request) {
        AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, 4);
        assertThat(decoder.decode(request)).isNull();
        return decoder.violation();
    }

    @Test
    void aRequestIsWhatWasEncoded() {
        assertThat(new AjpRequestDecoder(SIZE, 10).decode(encoded(REQUEST))).isEqualTo(REQUEST);
        assertThat(new AjpRequestDecoder(SIZE, 10).decode(encoded(new CPing()))).isEqualTo(new CPing());
    }

    @Test
    void aResponseIsWhatWasEncoded() {
        for (FromContainer message : RESPONSES) {
            assertThat(new AjpResponseDecoder(SIZE, 10).decode(encoded(message)))
                    .isEqualTo(message);
        }
    }

    @Test
    void theBytesAreThoseOfTheProtocol() {
        assertThat(encoded(new CPing())).isEqualTo(hex("1234 0001 0a"));
        assertThat(encoded(new CPong())).isEqualTo(hex("4142 0001 09"));
        assertThat(encoded(new EndResponse(true))).isEqualTo(hex("4142 0002 05 01"));
        assertThat(encoded(new GetBodyChunk(8186))).isEqualTo(hex("4142 0003 06 1ffa"));
        assertThat(encoded(new SendBodyChunk(hex("6869")))).isEqualTo(hex("4142 0006 03 0002 6869 00"));
        assertThat(encoded(new RequestBodyChunk(hex("6869")))).isEqualTo(hex("1234 0004 0002 6869"));
        assertThat(encoded(new SendHeaders(200, "OK", List.of(new AjpHeader("content-length", "5")))))
                .isEqualTo(hex("4142 0010 04 00c8 0002 4f4b00 0001 a003 0001 3500"));
    }

    @Test
    void nothingComesOutBeforeTheLastByteOfAMessage() {
        ByteBuffer whole = encoded(RESPONSES.get(2));
        for (int length = 0; length < whole.limit(); length++) {
            AjpResponseDecoder decoder = new AjpResponseDecoder(SIZE, 10);
            ByteBuffer part = whole.duplicate().limit(length);
            assertThat(decoder.decode(part)).isNull();
            assertThat(decoder.violation()).isNull();
            assertThat(part.position()).isZero();
            assertThat(decoder.decode(whole.duplicate())).isEqualTo(RESPONSES.get(2));
        }
        ByteBuffer request = encoded(REQUEST);
        for (int length = 0; length < request.limit(); length++) {
            AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, 10);
            assertThat(decoder.decode(request.duplicate().limit(length))).isNull();
            assertThat(decoder.decode(request.duplicate())).isEqualTo(REQUEST);
        }
    }

    @Test
    void aBodyIsAViewWithoutItsTerminator() {
        ByteBuffer in = hex("4142 0006 03 0002 6869 00 4142 0005 03 0001 68 00 4142 0004 03 0000 00");
        AjpResponseDecoder decoder = new AjpResponseDecoder(SIZE, 4);
        for (int length : new int[] {2, 1, 0}) {
            assertThat(decoder.decode(in))
                    .isInstanceOfSatisfying(
                            SendBodyChunk.class,
                            chunk -> assertThat(chunk.data().remaining()).isEqualTo(length));
        }
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void bothSpellingsOfTheEndOfABodyAreUnderstood() {
        AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, 4);
        ByteBuffer in = hex("1234 0000 1234 0002 0000");
        for (int i = 0; i < 2; i++) {
            assertThat(decoder.decodeBody(in)).isEqualTo(new RequestBodyChunk(ByteBuffer.allocate(0)));
        }
    }

    @Test
    void aBodyPacketIsNeverTakenForARequest() {
        AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, 4);
        assertThat(decoder.decodeBody(encoded(new CPing()))).isNull();
        assertThat(decoder.violation()).isEqualTo(AjpViolation.MESSAGE_TRUNCATED);
    }

    @Test
    void everyBreachHasItsName() {
        assertThat(violationOf("1234 0001 09")).isEqualTo(AjpViolation.BAD_MAGIC);
        assertThat(violationOf("48")).isEqualTo(AjpViolation.BAD_MAGIC);
        assertThat(violationOf("4142 1ffd")).isEqualTo(AjpViolation.MESSAGE_TOO_LONG);
        assertThat(violationOf("4142 0000")).isEqualTo(AjpViolation.MESSAGE_TRUNCATED);
        assertThat(violationOf("4142 0002 06 1f")).isEqualTo(AjpViolation.MESSAGE_TRUNCATED);
        assertThat(violationOf("4142 0002 09 00")).isEqualTo(AjpViolation.TRAILING_BYTES);
        assertThat(violationOf("4142 0001 0a")).isEqualTo(AjpViolation.UNKNOWN_MESSAGE_CODE);
        assertThat(violationOf("4142 0002 05 02")).isEqualTo(AjpViolation.INVALID_BOOLEAN);
        assertThat(violationOf("4142 0006 03 0001 6869 00")).isEqualTo(AjpViolation.CHUNK_LENGTH_MISMATCH);
        assertThat(violationOf("4142 0006 03 0003 6869 00")).isEqualTo(AjpViolation.CHUNK_LENGTH_MISMATCH);
        assertThat(violationOf("4142 0006 03 0005 6869 00")).isEqualTo(AjpViolation.CHUNK_LENGTH_MISMATCH);
        assertThat(violationOf("4142 0005 03 0002 6869")).isEqualTo(AjpViolation.CHUNK_LENGTH_MISMATCH);
        assertThat(violationOf("4142 0006 03 0002 6869 01")).isEqualTo(AjpViolation.STRING_NOT_TERMINATED);
        assertThat(violationOf("4142 0008 04 0065 0000 00 0000")).isEqualTo(AjpViolation.INVALID_STATUS);
        assertThat(violationOf("4142 0008 04 00c8 0000 01 0000")).isEqualTo(AjpViolation.STRING_NOT_TERMINATED);
        assertThat(violationOf("4142 0007 04 00c8 ffff 0005")).isEqualTo(AjpViolation.TOO_MANY_HEADERS);
        assertThat(violationOf("4142 000d 04 00c8 ffff 0001 a0ff 0001 3500"))
                .isEqualTo(AjpViolation.UNKNOWN_HEADER_CODE);
        assertThat(violationOf("4142 000d 04 00c8 ffff 0001 a003 0001 0a00")).isEqualTo(AjpViolation.INVALID_HEADER);
        assertThat(violationOf("4142 000b 04 00c8 ffff 0001 a003 ffff")).isEqualTo(AjpViolation.MISSING_VALUE);
    }

    @Test
    void aRequestsBreachesHaveNamesToo() {
        assertThat(requestViolationOf(hex("1234 0001 07"))).isEqualTo(AjpViolation.UNKNOWN_MESSAGE_CODE);
        ByteBuffer request = encoded(REQUEST);
        assertThat(requestViolationOf(request.duplicate().put(5, (byte) 99))).isEqualTo(AjpViolation.UNKNOWN_METHOD);
        ByteBuffer unended = encoded(REQUEST);
        unended.put(unended.limit() - 1, (byte) 77);
        assertThat(requestViolationOf(unended)).isEqualTo(AjpViolation.UNKNOWN_ATTRIBUTE_CODE);
    }

    @Test
    void aMessageThatDoesNotFitLeavesNothingBehind() {
        ByteBuffer out = ByteBuffer.allocate(2 * SIZE);
        SendHeaders tooLong = new SendHeaders(200, "x".repeat(SIZE), List.of());
        assertThat(ENCODER.encode(tooLong, out)).isFalse();
        assertThat(out.position()).isZero();
        assertThat(ENCODER.encode(new SendHeaders(200, "\u20ac", List.of()), out))
                .isFalse();
        assertThat(ENCODER.encode(new SendBodyChunk(ByteBuffer.allocate(AjpPacket.maxResponseBodyBytes(SIZE))), out))
                .isTrue();
        assertThat(out.position()).isEqualTo(SIZE);
    }

    @Test
    void aSecretIsNotPrinted() {
        assertThat(AjpAttribute.of(AjpAttribute.Type.SECRET, "sesame").toString())
                .doesNotContain("sesame");
    }
}
