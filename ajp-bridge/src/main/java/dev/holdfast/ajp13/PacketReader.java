package dev.holdfast.ajp13;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into packets: magic, length, payload. */
final class PacketReader {
    private final int magic;
    private final int packetSize;
    private @Nullable AjpViolation violation;

    PacketReader(int magic, int packetSize) {
        this.magic = magic;
        this.packetSize = AjpPacket.requireSize(packetSize);
    }

    @Nullable
    AjpViolation violation() {
        return violation;
    }

    void violate(@Nullable AjpViolation found) {
        if (violation == null) {
            violation = found;
        }
    }

    /**
     * Returns the payload of the packet at {@code in}'s position and moves past it; null, with {@code in} unchanged, while it is incomplete
     * and for ever after a violation. A wrong magic is noticed at its first byte, a wrong length with its second.
     */
    @Nullable
    PayloadReader next(ByteBuffer in) {
        int available = in.remaining();
        int start = in.position();
        if (violation != null || available == 0) {
            return null;
        }
        if ((in.get(start) & 0xFF) != magic >> 8 || (available > 1 && (in.get(start + 1) & 0xFF) != (magic & 0xFF))) {
            violate(AjpViolation.BAD_MAGIC);
            return null;
        }
        if (available < AjpPacket.HEADER_SIZE) {
            return null;
        }
        int length = in.getShort(start + 2) & 0xFFFF;
        if (length > packetSize - AjpPacket.HEADER_SIZE) {
            violate(AjpViolation.MESSAGE_TOO_LONG);
            return null;
        }
        if (available < AjpPacket.HEADER_SIZE + length) {
            return null;
        }
        in.position(start + AjpPacket.HEADER_SIZE + length);
        return new PayloadReader(in.slice(start + AjpPacket.HEADER_SIZE, length));
    }
}
