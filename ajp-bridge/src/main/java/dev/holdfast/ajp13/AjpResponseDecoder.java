package dev.holdfast.ajp13;

import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what a container sends. One decoder serves one connection; it keeps no bytes of its own, so the input must hold a whole packet
 * before a message comes out, and a buffer of the packet size always suffices.
 */
public final class AjpResponseDecoder {
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 999;

    private final PacketReader packets;
    private final int maxHeaders;

    /**
     * @param packetSize {@value AjpPacket#DEFAULT_SIZE} to {@value AjpPacket#MAX_SIZE} bytes, as configured at the container
     * @param maxHeaders how many header fields a response may have, at least 1
     */
    public AjpResponseDecoder(int packetSize, int maxHeaders) {
        this.packets = new PacketReader(AjpPacket.FROM_CONTAINER_MAGIC, packetSize);
        this.maxHeaders = maxHeaders;
    }

    /** Returns what the peer did wrong, or null; once there is a violation no further message is decoded. */
    public @Nullable AjpViolation violation() {
        return packets.violation();
    }

    /**
     * Returns the next message and moves {@code in} past it, or null where {@code in} holds no whole one or the peer broke the protocol:
     * ask {@link #violation()} which.
     */
    public @Nullable FromContainer decode(ByteBuffer in) {
        PayloadReader payload = packets.next(in);
        if (payload == null) {
            return null;
        }
        FromContainer message = message(payload);
        payload.end();
        packets.violate(payload.violation());
        return payload.isSound() ? message : null;
    }

    private @Nullable FromContainer message(PayloadReader payload) {
        return switch (payload.readByte()) {
            case AjpPacket.SEND_BODY_CHUNK -> bodyChunk(payload);
            case AjpPacket.SEND_HEADERS -> headers(payload);
            case AjpPacket.END_RESPONSE -> new EndResponse(payload.readBoolean());
            case AjpPacket.GET_BODY_CHUNK -> new GetBodyChunk(payload.readInteger());
            case AjpPacket.CPONG -> new CPong();
            default -> {
                payload.violate(AjpViolation.UNKNOWN_MESSAGE_CODE);
                yield null;
            }
        };
    }

    /** The data and one NUL. Without the NUL it would be anybody's guess whether the last byte is one of the body's. */
    private static SendBodyChunk bodyChunk(PayloadReader payload) {
        int length = payload.readInteger();
        if (payload.remaining() != length + 1) {
            payload.violate(AjpViolation.CHUNK_LENGTH_MISMATCH);
        }
        ByteBuffer data = payload.readView(length);
        if (payload.readByte() != 0) {
            payload.violate(AjpViolation.STRING_NOT_TERMINATED);
        }
        return new SendBodyChunk(data);
    }

    private SendHeaders headers(PayloadReader payload) {
        int status = payload.readInteger();
        if (status < MIN_STATUS || status > MAX_STATUS) {
            payload.violate(AjpViolation.INVALID_STATUS);
        }
        String message = payload.readString();
        if (message != null && !new AjpHeader("reason", message).isValid()) {
            payload.violate(AjpViolation.INVALID_HEADER);
        }
        int count = payload.readInteger();
        if (count > maxHeaders) {
            payload.violate(AjpViolation.TOO_MANY_HEADERS);
        }
        List<AjpHeader> headers = new ArrayList<>();
        for (int i = 0; i < count && payload.isSound(); i++) {
            headers.add(payload.readHeader(HeaderCodes.RESPONSE));
        }
        return new SendHeaders(status, message, headers);
    }
}
