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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a peer sends, a decoder answers with a message or with a violation. */
final class MalformedMessageTest {
    private static final int SIZE = AjpPacket.DEFAULT_SIZE;
    private static final int MAX_HEADERS = 10;
    private static final int FIRST_HEADER_CODE = 0xA000;
    private static final int BYTE_VALUES = 256;
    private static final AjpEncoder ENCODER = new AjpEncoder(SIZE);

    private static final List<FromContainer> RESPONSES = List.of(
            new SendHeaders(200, "OK", List.of(new AjpHeader("Content-Length", "2"), new AjpHeader("X-Own", "value"))),
            new SendHeaders(404, null, List.of()),
            new SendBodyChunk(ByteBuffer.wrap(new byte[] {104, 105})),
            new EndResponse(true),
            new GetBodyChunk(SIZE),
            new CPong());

    private static final List<FromFront> REQUESTS = List.of(request("GET"), request("PATCH"), new CPing());

    private enum Direction {
        FROM_FRONT(AjpPacket.FROM_FRONT_MAGIC) {
            @Override
            Answer decode(ByteBuffer packet) {
                AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, MAX_HEADERS);
                return new Answer(decoder.decode(packet), decoder.violation());
            }
        },
        BODY_FROM_FRONT(AjpPacket.FROM_FRONT_MAGIC) {
            @Override
            Answer decode(ByteBuffer packet) {
                AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, MAX_HEADERS);
                return new Answer(decoder.decodeBody(packet), decoder.violation());
            }
        },
        FROM_CONTAINER(AjpPacket.FROM_CONTAINER_MAGIC) {
            @Override
            Answer decode(ByteBuffer packet) {
                AjpResponseDecoder decoder = new AjpResponseDecoder(SIZE, MAX_HEADERS);
                return new Answer(decoder.decode(packet), decoder.violation());
            }
        };

        private final int magic;

        Direction(int magic) {
            this.magic = magic;
        }

        abstract Answer decode(ByteBuffer packet);

        ByteBuffer packet(byte... payload) {
            return ByteBuffer.allocate(AjpPacket.HEADER_SIZE + payload.length)
                    .putShort((short) magic)
                    .putShort((short) payload.length)
                    .put(payload)
                    .flip();
        }
    }

    private record Answer(
            @Nullable AjpMessage message, @Nullable AjpViolation violation) {
        void assertEither() {
            assertThat(message == null).as("%s", this).isEqualTo(violation != null);
        }
    }

    private record Sample(Direction direction, ByteBuffer payload) {
        int length() {
            return payload.remaining();
        }

        Answer decodeFirst(int length) {
            return direction.decode(direction.packet(bytes(length)));
        }

        Answer decodeWith(int position, int value) {
            byte[] changed = bytes(length());
            changed[position] = (byte) value;
            return direction.decode(direction.packet(changed));
        }

        private byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            payload.get(0, bytes);
            return bytes;
        }
    }

    private static ForwardRequest request(String method) {
        return new ForwardRequest(
                method,
                "HTTP/1.1",
                "/",
                "10.0.0.1",
                null,
                "shop.example",
                80,
                false,
                List.of(new AjpHeader("host", "shop.example"), new AjpHeader("X-Own", "value")),
                List.of(
                        AjpAttribute.of(AjpAttribute.Type.SSL_KEY_SIZE, "256"),
                        AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, "q=1"),
                        AjpAttribute.named(AjpAttribute.REMOTE_PORT, "4711")));
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (FromContainer message : RESPONSES) {
            ByteBuffer out = ByteBuffer.allocate(SIZE);
            ENCODER.encode(message, out);
            samples.add(sample(Direction.FROM_CONTAINER, out));
        }
        for (FromFront message : REQUESTS) {
            ByteBuffer out = ByteBuffer.allocate(SIZE);
            ENCODER.encode(message, out);
            samples.add(sample(Direction.FROM_FRONT, out));
        }
        ByteBuffer body = ByteBuffer.allocate(SIZE);
        ENCODER.encode(new RequestBodyChunk(ByteBuffer.wrap(new byte[] {104, 105})), body);
        samples.add(sample(Direction.BODY_FROM_FRONT, body));
        return samples;
    }

    private static Sample sample(Direction direction, ByteBuffer packet) {
        return new Sample(
                direction, packet.flip().position(AjpPacket.HEADER_SIZE).slice());
    }

    @Test
    void aMessageThatEndsTooEarlyIsAViolationWhereverItEnds() {
        for (Sample sample : samples()) {
            assertThat(sample.decodeFirst(sample.length()).message()).isNotNull();
            for (int length = 0; length < sample.length(); length++) {
                sample.decodeFirst(length).assertEither();
            }
        }
    }

    @Test
    void everyValueOfEveryByteIsAnswered() {
        for (Sample sample : samples()) {
            for (int position = 0; position < sample.length(); position++) {
                for (int value = 0; value < BYTE_VALUES; value++) {
                    sample.decodeWith(position, value).assertEither();
                }
            }
        }
    }

    @Test
    void aStringThatEndsWithItsMessageLacksItsTerminator() {
        byte[] headers = {AjpPacket.SEND_HEADERS, 0, (byte) 200, 0, 2, 'O', 'K'};
        assertThat(Direction.FROM_CONTAINER
                        .decode(Direction.FROM_CONTAINER.packet(headers))
                        .violation())
                .isEqualTo(AjpViolation.MESSAGE_TRUNCATED);
    }

    @Test
    void aHeaderCodeHasANameOrIsAViolation() {
        for (int low = 0; low < BYTE_VALUES; low++) {
            byte[] code = {(byte) (FIRST_HEADER_CODE >> 8), (byte) low, 0, 1, '1', 0};
            assertHeader(HeaderCodes.RESPONSE.nameOf(low), response(code), low >= 1 && low <= 11);
            assertHeader(HeaderCodes.REQUEST.nameOf(low), requestWith(code), low >= 1 && low <= 14);
        }
    }

    private static void assertHeader(@Nullable String name, Answer answer, boolean known) {
        assertThat(name != null).isEqualTo(known);
        assertThat(answer.violation()).isEqualTo(known ? null : AjpViolation.UNKNOWN_HEADER_CODE);
        answer.assertEither();
    }

    private static Answer response(byte... header) {
        byte[] start = {AjpPacket.SEND_HEADERS, 0, (byte) 200, (byte) 0xFF, (byte) 0xFF, 0, 1};
        return Direction.FROM_CONTAINER.decode(Direction.FROM_CONTAINER.packet(joined(start, header)));
    }

    private static Answer requestWith(byte... header) {
        byte[] empty = {0, 0, 0};
        byte[] start = {AjpPacket.FORWARD_REQUEST, 2};
        byte[] strings = joined(empty, empty, empty, empty, empty);
        byte[] portSecureAndCount = {0, 80, 0, 0, 1};
        byte[] end = {(byte) 0xFF};
        return Direction.FROM_FRONT.decode(
                Direction.FROM_FRONT.packet(joined(start, strings, portSecureAndCount, header, end)));
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        for (byte[] part : parts) {
            all.put(part);
        }
        return Arrays.copyOf(all.array(), all.position());
    }
}
