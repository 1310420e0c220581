package dev.holdfast.ajp13;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes one packet; what does not fit is noticed once, at the end, and leaves nothing behind. */
final class PayloadWriter {
    private final ByteBuffer out;
    private final int start;
    private final int end;
    private boolean sound = true;

    PayloadWriter(ByteBuffer out, int magic, int packetSize) {
        this.out = out;
        this.start = out.position();
        this.end = Math.min(out.limit(), start + packetSize);
        writeInteger(magic);
        writeInteger(0);
    }

    void writeByte(int value) {
        if (fits(1)) {
            out.put((byte) value);
        }
    }

    void writeInteger(int value) {
        if (fits(2)) {
            out.putShort((short) value);
        }
    }

    void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /** Writes one byte for each character; AJP strings have no other encoding. */
    void writeString(@Nullable String text) {
        if (text == null) {
            writeInteger(AjpPacket.NULL_STRING);
            return;
        }
        if (!fits(2 + text.length() + 1) || text.length() >= AjpPacket.NULL_STRING) {
            sound = false;
            return;
        }
        out.putShort((short) text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            sound &= c != 0 && c <= 0xFF;
            out.put((byte) c);
        }
        out.put((byte) 0);
    }

    /** Writes a string that people wrote: what would not do in a header field's value is replaced. */
    void writeText(String text) {
        int length = text.length();
        if (length >= AjpPacket.NULL_STRING || !fits(2 + length + 1)) {
            sound = false;
            return;
        }
        out.putShort((short) length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0xFF) {
                c = '?';
            } else if ((c < ' ' && c != '\t') || c == 0x7F) {
                c = ' ';
            }
            out.put((byte) c);
        }
        out.put((byte) 0);
    }

    void writeHeader(HeaderCodes codes, AjpHeader header) {
        int code = codes.codeOf(header.name());
        if (code >= 0) {
            writeInteger(code);
        } else {
            sound &= header.name().length() < AjpPacket.CODED_NAME << 8;
            writeString(header.name());
        }
        writeString(header.value());
    }

    void writeBytes(ByteBuffer data) {
        if (fits(data.remaining())) {
            out.put(data);
        }
    }

    /** Fills in the length; returns false, with the buffer as it was, where the message did not fit or cannot be written. */
    boolean finish() {
        if (!sound) {
            out.position(start);
            return false;
        }
        out.putShort(start + 2, (short) (out.position() - start - AjpPacket.HEADER_SIZE));
        return true;
    }

    private boolean fits(int length) {
        sound = sound && end - out.position() >= length;
        return sound;
    }
}
