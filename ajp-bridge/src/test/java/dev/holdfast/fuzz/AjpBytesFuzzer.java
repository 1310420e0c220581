package dev.holdfast.fuzz;

import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpMessage;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpRequestDecoder;
import dev.holdfast.ajp13.AjpResponseDecoder;
import dev.holdfast.ajp13.AjpViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Both AJP codecs: however the bytes are cut they mean the same, and what is accepted means the same when it is written anew. The first byte
 * says which side sends, and which packets of a front are of a body.
 */
public final class AjpBytesFuzzer {
    private static final int SIZE = AjpPacket.DEFAULT_SIZE;
    private static final int MAX_HEADERS = 8;
    private static final int CONTAINER = 1;

    private AjpBytesFuzzer() {}

    private interface Decoder {
        @Nullable
        AjpMessage next(ByteBuffer in);

        @Nullable
        AjpViolation violation();
    }

    private static final class FrontDecoder implements Decoder {
        private final AjpRequestDecoder decoder = new AjpRequestDecoder(SIZE, MAX_HEADERS);
        private int bodies;

        /** @param bodies a bit for each packet, from the lowest on: whether it is of a body */
        FrontDecoder(int bodies) {
            this.bodies = bodies;
        }

        @Override
        public @Nullable AjpMessage next(ByteBuffer in) {
            AjpMessage message = (bodies & 1) == 0 ? decoder.decode(in) : decoder.decodeBody(in);
            if (message != null) {
                bodies >>= 1;
            }
            return message;
        }

        @Override
        public @Nullable AjpViolation violation() {
            return decoder.violation();
        }
    }

    private record ContainerDecoder(AjpResponseDecoder decoder) implements Decoder {
        @Override
        public @Nullable AjpMessage next(ByteBuffer in) {
            return decoder.decode(in);
        }

        @Override
        public @Nullable AjpViolation violation() {
            return decoder.violation();
        }
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] wire = Arrays.copyOfRange(input, 1, input.length);
        List<AjpMessage> messages = new ArrayList<>();
        List<String> whole = read(decoder(input[0]), wire, wire.length, messages);
        List<String> single = read(decoder(input[0]), wire, 1, new ArrayList<>());
        Oracle.require(whole.equals(single), "single bytes change nothing", whole, single);
        for (AjpMessage message : messages) {
            writtenAnew(message);
        }
    }

    private static Decoder decoder(byte kind) {
        return (kind & CONTAINER) != 0
                ? new ContainerDecoder(new AjpResponseDecoder(SIZE, MAX_HEADERS))
                : new FrontDecoder((kind & 0xFF) >> 1);
    }

    private static List<String> read(Decoder decoder, byte[] wire, int atOnce, List<AjpMessage> messages) {
        List<String> read = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(wire);
        for (int limit = 0; limit < wire.length; ) {
            limit = Math.min(wire.length, limit + atOnce);
            in.limit(limit);
            for (AjpMessage message = decoder.next(in); message != null; message = decoder.next(in)) {
                messages.add(message);
                read.add(text(message));
            }
        }
        read.add(decoder.violation() + (decoder.violation() == null ? " at " + in.position() : ""));
        return read;
    }

    private static void writtenAnew(AjpMessage message) {
        ByteBuffer out = ByteBuffer.allocate(SIZE);
        AjpEncoder encoder = new AjpEncoder(SIZE);
        boolean fits = message instanceof FromFront front
                ? encoder.encode(front, out)
                : message instanceof FromContainer container && encoder.encode(container, out);
        if (fits) {
            out.flip();
            Decoder decoder = decoder(
                    message instanceof FromContainer
                            ? (byte) CONTAINER
                            : (byte) (message instanceof RequestBodyChunk ? 2 : 0));
            AjpMessage again = decoder.next(out);
            Oracle.require(
                    again != null && text(again).equals(text(message)) && !out.hasRemaining(),
                    "written anew it means the same",
                    message,
                    again == null ? decoder.violation() : again);
        } else {
            Oracle.require(
                    message instanceof ForwardRequest || !(message instanceof FromFront),
                    "what is short fits",
                    message);
        }
    }

    private static String text(AjpMessage message) {
        if (message instanceof RequestBodyChunk chunk) {
            return "body " + StandardCharsets.ISO_8859_1.decode(chunk.data().duplicate());
        }
        if (message instanceof SendBodyChunk chunk) {
            return "chunk " + StandardCharsets.ISO_8859_1.decode(chunk.data().duplicate());
        }
        return message.toString();
    }
}
