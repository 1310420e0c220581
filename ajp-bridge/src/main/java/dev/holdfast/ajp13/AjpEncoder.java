package dev.holdfast.ajp13;

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
import java.util.List;

/**
 * Writes messages, either direction.
 *
 * <p>Both methods return false, and leave the output as it was, for a message that is larger than the packet size or has a character that
 * a byte cannot hold. What is in a request or a response comes from a peer, so this is an answer and not an exception.
 */
public final class AjpEncoder {
    private final int packetSize;

    /** @param packetSize {@value AjpPacket#DEFAULT_SIZE} to {@value AjpPacket#MAX_SIZE} bytes, as configured at the peer */
    public AjpEncoder(int packetSize) {
        this.packetSize = AjpPacket.requireSize(packetSize);
    }

    /** Writes what a front sends; {@code out} needs room for a packet. */
    public boolean encode(FromFront message, ByteBuffer out) {
        PayloadWriter payload = new PayloadWriter(out, AjpPacket.FROM_FRONT_MAGIC, packetSize);
        if (message instanceof ForwardRequest request) {
            write(request, payload);
        } else if (message instanceof RequestBodyChunk chunk) {
            payload.writeInteger(chunk.data().remaining());
            payload.writeBytes(chunk.data().duplicate());
        } else if (message instanceof CPing) {
            payload.writeByte(AjpPacket.CPING);
        }
        return payload.finish();
    }

    /** Writes what a container sends; {@code out} needs room for a packet. */
    public boolean encode(FromContainer message, ByteBuffer out) {
        PayloadWriter payload = new PayloadWriter(out, AjpPacket.FROM_CONTAINER_MAGIC, packetSize);
        if (message instanceof SendHeaders head) {
            payload.writeByte(AjpPacket.SEND_HEADERS);
            payload.writeInteger(head.status());
            payload.writeString(head.message());
            writeHeaders(head.headers(), HeaderCodes.RESPONSE, payload);
        } else if (message instanceof SendBodyChunk chunk) {
            payload.writeByte(AjpPacket.SEND_BODY_CHUNK);
            payload.writeInteger(chunk.data().remaining());
            payload.writeBytes(chunk.data().duplicate());
            payload.writeByte(0);
        } else if (message instanceof EndResponse end) {
            payload.writeByte(AjpPacket.END_RESPONSE);
            payload.writeBoolean(end.reuse());
        } else if (message instanceof GetBodyChunk ask) {
            payload.writeByte(AjpPacket.GET_BODY_CHUNK);
            payload.writeInteger(ask.requestedLength());
        } else if (message instanceof CPong) {
            payload.writeByte(AjpPacket.CPONG);
        }
        return payload.finish();
    }

    /**
     * Writes the header of a body packet around {@code length} bytes that are already in {@code out} from index 6 on, so that a body read
     * from a client need not be copied. Position and limit then enclose the packet.
     *
     * @throws IllegalArgumentException unless length is 0 to {@link AjpPacket#maxRequestBodyBytes}
     */
    public void frameBody(ByteBuffer out, int length) {
        if (length < 0 || length > AjpPacket.maxRequestBodyBytes(packetSize)) {
            throw new IllegalArgumentException("a body packet cannot hold " + length + " bytes");
        }
        out.limit(AjpPacket.HEADER_SIZE + 2 + length).position(0);
        out.putShort(0, (short) AjpPacket.FROM_FRONT_MAGIC);
        out.putShort(2, (short) (length + 2));
        out.putShort(4, (short) length);
    }

    private static void write(ForwardRequest request, PayloadWriter payload) {
        int method = MethodCodes.codeOf(request.method());
        payload.writeByte(AjpPacket.FORWARD_REQUEST);
        payload.writeByte(method);
        payload.writeString(request.protocol());
        payload.writeString(request.requestUri());
        payload.writeString(request.remoteAddr());
        payload.writeString(request.remoteHost());
        payload.writeString(request.serverName());
        payload.writeInteger(request.serverPort());
        payload.writeBoolean(request.secure());
        writeHeaders(request.headers(), HeaderCodes.REQUEST, payload);
        if (method == MethodCodes.STORED) {
            write(AjpAttribute.of(AjpAttribute.Type.STORED_METHOD, request.method()), payload);
        }
        for (AjpAttribute attribute : request.attributes()) {
            write(attribute, payload);
        }
        payload.writeByte(0xFF);
    }

    private static void writeHeaders(List<AjpHeader> headers, HeaderCodes codes, PayloadWriter payload) {
        payload.writeInteger(headers.size());
        for (AjpHeader header : headers) {
            payload.writeHeader(codes, header);
        }
    }

    private static void write(AjpAttribute attribute, PayloadWriter payload) {
        payload.writeByte(attribute.type().code());
        switch (attribute.type()) {
            case REQ_ATTRIBUTE -> {
                payload.writeString(attribute.name());
                payload.writeString(attribute.value());
            }
            case SSL_KEY_SIZE -> payload.writeInteger(Integer.parseInt(attribute.value()));
            default -> payload.writeString(attribute.value());
        }
    }
}
