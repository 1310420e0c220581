package dev.holdfast.ajp13;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one message and never a byte beyond it.
 *
 * <p>The first violation sticks: from then on every read returns a neutral value, so that a decoder can read a whole message and ask once.
 */
final class PayloadReader {
    private final ByteBuffer payload;
    private @Nullable AjpViolation violation;

    /** Reads {@code payload} from its position to its limit, which must be the message's own. */
    PayloadReader(ByteBuffer payload) {
        this.payload = payload;
    }

    @Nullable
    AjpViolation violation() {
        return violation;
    }

    boolean isSound() {
        return violation == null;
    }

    void violate(AjpViolation found) {
        if (violation == null) {
            violation = found;
        }
    }

    int remaining() {
        return payload.remaining();
    }

    int readByte() {
        return has(1) ? payload.get() & 0xFF : 0;
    }

    int readInteger() {
        return has(2) ? payload.getShort() & 0xFFFF : 0;
    }

    boolean readBoolean() {
        int value = readByte();
        if (value > 1) {
            violate(AjpViolation.INVALID_BOOLEAN);
        }
        return value == 1;
    }

    @Nullable
    String readString() {
        int length = readInteger();
        return length == AjpPacket.NULL_STRING ? null : readString(length);
    }

    /** Reads a string that must be there. */
    String readValue() {
        String value = readString();
        if (value == null) {
            violate(AjpViolation.MISSING_VALUE);
            return "";
        }
        return value;
    }

    AjpHeader readHeader(HeaderCodes codes) {
        int lengthOrCode = readInteger();
        String name;
        if (lengthOrCode >> 8 == AjpPacket.CODED_NAME) {
            name = codes.nameOf(lengthOrCode & 0xFF);
            if (name == null) {
                violate(AjpViolation.UNKNOWN_HEADER_CODE);
                name = "";
            }
        } else {
            name = readString(lengthOrCode);
        }
        AjpHeader header = new AjpHeader(name, readValue());
        if (!header.isValid()) {
            violate(AjpViolation.INVALID_HEADER);
        }
        return header;
    }

    /** Returns a view of the next {@code length} bytes and moves past them. */
    ByteBuffer readView(int length) {
        if (!has(length)) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer view = payload.slice(payload.position(), length);
        payload.position(payload.position() + length);
        return view;
    }

    void end() {
        if (payload.hasRemaining()) {
            violate(AjpViolation.TRAILING_BYTES);
        }
    }

    private String readString(int length) {
        if (!has(length + 1)) {
            return "";
        }
        byte[] bytes = new byte[length];
        payload.get(bytes);
        if (payload.get() != 0) {
            violate(AjpViolation.STRING_NOT_TERMINATED);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private boolean has(int length) {
        if (violation == null && payload.remaining() < length) {
            violate(AjpViolation.MESSAGE_TRUNCATED);
        }
        return violation == null;
    }
}
