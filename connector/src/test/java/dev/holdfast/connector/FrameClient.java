package dev.holdfast.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP/2 frame by frame. */
final class FrameClient {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;

    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int END_HEADERS = 4;

    private final RawClient client;

    /** Sends the preface and empty settings. */
    FrameClient(RawClient client) {
        this.client = client;
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** A frame. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Frame(int type, int flags, int stream, byte[] payload) {
        /** Returns the number at this index of the payload. */
        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }
    }

    FrameClient get(int stream) {
        // :method GET, :scheme http, :path /, all of the static table, and :authority.
        byte[] block = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'h'};
        return frame(HEADERS, END_STREAM_AND_HEADERS, stream, block);
    }

    /** Opens streams in one segment. */
    FrameClient getTogether(int... opened) {
        ByteBuffer frames = ByteBuffer.allocate(opened.length * 15);
        for (int stream : opened) {
            frames.putInt((6 << 8) | HEADERS)
                    .put((byte) END_STREAM_AND_HEADERS)
                    .putInt(stream)
                    .put(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'h'});
        }
        client.send(frames.array());
        return this;
    }

    /** Asks for a path of less than 127 octets, which are sent as they are. */
    FrameClient get(int stream, String path) {
        ByteBuffer block = ByteBuffer.allocate(7 + path.length())
                .put((byte) 0x82)
                .put((byte) 0x86)
                .put((byte) 0x04)
                .put((byte) path.length())
                .put(path.getBytes(StandardCharsets.ISO_8859_1))
                .put(new byte[] {0x41, 1, 'h'});
        return frame(HEADERS, END_STREAM_AND_HEADERS, stream, block.array());
    }

    /** Begins a POST to /. */
    FrameClient post(int stream) {
        byte[] block = {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41, 1, 'h'};
        return frame(HEADERS, END_HEADERS, stream, block);
    }

    FrameClient frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = ByteBuffer.allocate(9 + payload.length)
                .putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
        client.send(frame);
        return this;
    }

    /** Returns the next frame of this type, skipping others. */
    Frame await(int type) {
        while (true) {
            Frame frame = next();
            if (frame == null) {
                throw new AssertionError("the connection ended before a frame of type " + type);
            }
            if (frame.type == type) {
                return frame;
            }
        }
    }

    /** Returns the next frame, or null at the end. */
    private @Nullable Frame next() {
        int first = client.read();
        if (first < 0) {
            return null;
        }
        try {
            ByteBuffer head = ByteBuffer.allocate(9)
                    .put((byte) first)
                    .put(client.bytes(8).getBytes(StandardCharsets.ISO_8859_1))
                    .flip();
            int lengthAndType = head.getInt();
            byte[] payload = client.bytes(lengthAndType >>> 8).getBytes(StandardCharsets.ISO_8859_1);
            int flags = head.get();
            return new Frame(lengthAndType & 0xFF, flags, head.getInt(), payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the end; fails on a frame of this type. */
    void awaitEndWithout(int type) {
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type == type) {
                throw new AssertionError("unexpected " + frame);
            }
        }
    }
}
