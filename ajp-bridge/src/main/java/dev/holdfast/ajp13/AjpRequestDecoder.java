package dev.holdfast.ajp13;

import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what a front sends. A body packet carries no code, so only the reader's own state tells it from a request: {@link #decodeBody}
 * and {@link #decode} are different questions, and a body packet is never looked at as a request (CVE-2011-3190).
 */
public final class AjpRequestDecoder {
    private static final int END_OF_ATTRIBUTES = 0xFF;

    private final PacketReader packets;
    private final int maxHeaders;

    /**
     * @param packetSize {@value AjpPacket#DEFAULT_SIZE} to {@value AjpPacket#MAX_SIZE} bytes
     * @param maxHeaders how many header fields, and how many attributes, a request may have, at least 1
     */
    public AjpRequestDecoder(int packetSize, int maxHeaders) {
        this.packets = new PacketReader(AjpPacket.FROM_FRONT_MAGIC, packetSize);
        this.maxHeaders = maxHeaders;
    }

    /** Returns what the peer did wrong, or null; once there is a violation no further message is decoded. */
    public @Nullable AjpViolation violation() {
        return packets.violation();
    }

    /** Returns the next message outside a body, or null where {@code in} holds no whole one or on a {@link #violation()}. */
    public @Nullable FromFront decode(ByteBuffer in) {
        PayloadReader payload = packets.next(in);
        if (payload == null) {
            return null;
        }
        FromFront message = message(payload);
        return finished(payload, message);
    }

    /** Returns the next body packet, or null where {@code in} holds no whole one or on a {@link #violation()}. */
    public @Nullable RequestBodyChunk decodeBody(ByteBuffer in) {
        PayloadReader payload = packets.next(in);
        if (payload == null) {
            return null;
        }
        // Two spellings of the end are in use: no payload at all, and a chunk of no bytes.
        int length = payload.remaining() == 0 ? 0 : payload.readInteger();
        if (length != payload.remaining()) {
            payload.violate(AjpViolation.CHUNK_LENGTH_MISMATCH);
        }
        return finished(payload, new RequestBodyChunk(payload.readView(length)));
    }

    private <M extends FromFront> @Nullable M finished(PayloadReader payload, @Nullable M message) {
        payload.end();
        packets.violate(payload.violation());
        return payload.isSound() ? message : null;
    }

    private @Nullable FromFront message(PayloadReader payload) {
        return switch (payload.readByte()) {
            case AjpPacket.FORWARD_REQUEST -> request(payload);
            case AjpPacket.CPING -> new CPing();
            default -> {
                payload.violate(AjpViolation.UNKNOWN_MESSAGE_CODE);
                yield null;
            }
        };
    }

    private ForwardRequest request(PayloadReader payload) {
        int methodCode = payload.readByte();
        String protocol = payload.readValue();
        String uri = payload.readValue();
        String remoteAddr = payload.readValue();
        String remoteHost = payload.readString();
        String serverName = payload.readValue();
        int port = payload.readInteger();
        boolean secure = payload.readBoolean();
        List<AjpHeader> headers = headers(payload);
        List<AjpAttribute> attributes = attributes(payload);
        String method = method(methodCode, attributes, payload);
        return new ForwardRequest(
                method, protocol, uri, remoteAddr, remoteHost, serverName, port, secure, headers, attributes);
    }

    private List<AjpHeader> headers(PayloadReader payload) {
        int count = payload.readInteger();
        if (count > maxHeaders) {
            payload.violate(AjpViolation.TOO_MANY_HEADERS);
        }
        List<AjpHeader> headers = new ArrayList<>();
        for (int i = 0; i < count && payload.isSound(); i++) {
            headers.add(payload.readHeader(HeaderCodes.REQUEST));
        }
        return headers;
    }

    private List<AjpAttribute> attributes(PayloadReader payload) {
        List<AjpAttribute> attributes = new ArrayList<>();
        for (int code = payload.readByte(); payload.isSound() && code != END_OF_ATTRIBUTES; code = payload.readByte()) {
            AjpAttribute.Type type = AjpAttribute.Type.of(code);
            if (type == null) {
                payload.violate(AjpViolation.UNKNOWN_ATTRIBUTE_CODE);
            } else if (attributes.size() == maxHeaders) {
                payload.violate(AjpViolation.TOO_MANY_HEADERS);
            } else {
                attributes.add(attribute(type, payload));
            }
        }
        return attributes;
    }

    private static AjpAttribute attribute(AjpAttribute.Type type, PayloadReader payload) {
        return switch (type) {
            case REQ_ATTRIBUTE -> AjpAttribute.named(payload.readValue(), payload.readValue());
            case SSL_KEY_SIZE -> AjpAttribute.of(type, Integer.toString(payload.readInteger()));
            default -> AjpAttribute.of(type, payload.readValue());
        };
    }

    /** Takes {@code stored_method} out of the attributes: it is a spelling of the method, not a fact of its own. */
    private static String method(int code, List<AjpAttribute> attributes, PayloadReader payload) {
        String stored = null;
        for (AjpAttribute attribute : attributes) {
            if (attribute.type() == AjpAttribute.Type.STORED_METHOD) {
                stored = attribute.value();
            }
        }
        if (stored != null) {
            attributes.removeIf(attribute -> attribute.type() == AjpAttribute.Type.STORED_METHOD);
        }
        String method = code == MethodCodes.STORED ? stored : MethodCodes.nameOf(code);
        if (method == null) {
            payload.violate(AjpViolation.UNKNOWN_METHOD);
            return "";
        }
        return method;
    }
}
