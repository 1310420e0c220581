package dev.holdfast.ajp13;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the packets of a container from what a server has at hand, without an {@link AjpMessage} in between.
 *
 * <p>Every method writes at the position of a big-endian buffer, which must have room for the packet.
 */
public final class AjpResponseWriter {
    /** What a packet of a response body has besides the data: header, code and length before it, NUL after it. */
    public static final int CHUNK_OVERHEAD = 8;

    /** Bytes of END_RESPONSE, GET_BODY_CHUNK and CPONG at most. */
    public static final int SMALL_PACKET = 7;

    private static final int CHUNK_PREFIX = 7;

    private AjpResponseWriter() {}

    /** A SEND_HEADERS in the making. */
    public static final class Head {
        private final PayloadWriter payload;
        private final ByteBuffer out;
        private final int countAt;
        private int count;

        private Head(ByteBuffer out, int packetSize, int status, @Nullable String reason) {
            this.out = out;
            payload = new PayloadWriter(out, AjpPacket.FROM_CONTAINER_MAGIC, packetSize);
            payload.writeByte(AjpPacket.SEND_HEADERS);
            payload.writeInteger(status);
            payload.writeText(reason == null ? "" : reason);
            countAt = out.position();
            payload.writeInteger(0);
        }

        /** Adds a header field. Of its value, control characters become spaces, and what does not fit a byte a question mark. */
        public void add(String name, String value) {
            int code = HeaderCodes.RESPONSE.codeOf(name);
            if (code >= 0) {
                payload.writeInteger(code);
            } else {
                payload.writeString(name);
            }
            payload.writeText(value);
            count++;
        }

        /** Ends the packet. Returns false, with the buffer as it was, where it is longer than the packet size. */
        public boolean finish() {
            if (!payload.finish()) {
                return false;
            }
            out.putShort(countAt, (short) count);
            return true;
        }
    }

    /**
     * Begins SEND_HEADERS.
     *
     * @param packetSize {@value AjpPacket#DEFAULT_SIZE} to {@value AjpPacket#MAX_SIZE} bytes, as configured at the front
     */
    public static Head head(ByteBuffer out, int packetSize, int status, @Nullable String reason) {
        return new Head(out, packetSize, status, reason);
    }

    /** Leaves room for what precedes a chunk's data. Returns where the packet begins, for {@link #endChunk}. */
    public static int beginChunk(ByteBuffer out) {
        int start = out.position();
        out.position(start + CHUNK_PREFIX);
        return start;
    }

    /** Makes a SEND_BODY_CHUNK of the data that was put behind {@link #beginChunk}; without any it asks the front to flush. */
    public static void endChunk(ByteBuffer out, int start) {
        int length = out.position() - start - CHUNK_PREFIX;
        out.put((byte) 0);
        out.putShort(start, (short) AjpPacket.FROM_CONTAINER_MAGIC);
        out.putShort(start + 2, (short) (length + CHUNK_OVERHEAD - AjpPacket.HEADER_SIZE));
        out.put(start + 4, (byte) AjpPacket.SEND_BODY_CHUNK);
        out.putShort(start + 5, (short) length);
    }

    /** Writes END_RESPONSE. */
    public static void end(ByteBuffer out, boolean reuse) {
        header(out, 2);
        out.put((byte) AjpPacket.END_RESPONSE).put((byte) (reuse ? 1 : 0));
    }

    /** Writes GET_BODY_CHUNK. */
    public static void ask(ByteBuffer out, int length) {
        header(out, 3);
        out.put((byte) AjpPacket.GET_BODY_CHUNK).putShort((short) length);
    }

    /** Writes CPONG. */
    public static void pong(ByteBuffer out) {
        header(out, 1);
        out.put((byte) AjpPacket.CPONG);
    }

    private static void header(ByteBuffer out, int length) {
        out.putShort((short) AjpPacket.FROM_CONTAINER_MAGIC).putShort((short) length);
    }
}
