package dev.holdfast.connector.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Follows the HTTP/2 frames that are written, to put a GOAWAY between two of them: Undertow's own ends the connection under its open streams.
 */
final class GoAwayConduit extends SinkFilterConduit {
    private static final int HEADER_LENGTH = 9;
    private static final int PAYLOAD_LENGTH = 8;
    private static final byte GOAWAY = 7;

    private int headerTaken;
    private int payloadLength;
    private int payloadLeft;
    private @Nullable ByteBuffer goAway;
    private @Nullable Runnable written;

    GoAwayConduit(StreamSinkConduit next) {
        super(next);
    }

    /**
     * Writes GOAWAY with NO_ERROR as soon as the frame that is being written is over. One that is not yet written is replaced.
     *
     * @param lastStream the last stream that is served
     * @param then called once it is handed to the socket
     */
    void goAway(int lastStream, @Nullable Runnable then) throws IOException {
        if (goAway != null && goAway.position() > 0) {
            // In the middle of an earlier one, which says no less.
            written = then;
            return;
        }
        goAway = ByteBuffer.allocate(HEADER_LENGTH + PAYLOAD_LENGTH)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) PAYLOAD_LENGTH)
                .put(GOAWAY)
                .put((byte) 0)
                .putInt(0)
                .putInt(lastStream)
                .putInt(0)
                .flip();
        written = then;
        if (!writeGoAway()) {
            resumeWrites();
        }
    }

    /** Returns whether nothing is left to be put in here. */
    private boolean writeGoAway() throws IOException {
        ByteBuffer frame = goAway;
        if (frame == null) {
            return true;
        }
        if (headerTaken > 0 || payloadLeft > 0) {
            return false;
        }
        while (frame.hasRemaining()) {
            if (next.write(frame) == 0) {
                return false;
            }
        }
        goAway = null;
        Runnable then = written;
        written = null;
        if (then != null) {
            then.run();
        }
        return true;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        if (!writeGoAway() && headerTaken == 0 && payloadLeft == 0) {
            return 0;
        }
        int start = src.position();
        int limit = src.limit();
        if (goAway != null) {
            // No further than to the end of this frame.
            int atMost = payloadLeft > 0 ? payloadLeft : HEADER_LENGTH - headerTaken;
            src.limit(Math.min(limit, start + atMost));
        }
        try {
            return next.write(src);
        } finally {
            src.limit(limit);
            follow(src, start);
        }
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        if (goAway == null) {
            return writeAll(srcs, offset, length);
        }
        for (int i = offset; i < offset + length; i++) {
            if (srcs[i].hasRemaining()) {
                return write(srcs[i]);
            }
        }
        return 0;
    }

    private long writeAll(ByteBuffer[] srcs, int offset, int length) throws IOException {
        int[] starts = new int[length];
        for (int i = 0; i < length; i++) {
            starts[i] = srcs[offset + i].position();
        }
        try {
            return next.write(srcs, offset, length);
        } finally {
            for (int i = 0; i < length; i++) {
                follow(srcs[offset + i], starts[i]);
            }
        }
    }

    private void follow(ByteBuffer src, int start) {
        int at = start;
        while (at < src.position()) {
            if (payloadLeft > 0) {
                int skipped = Math.min(payloadLeft, src.position() - at);
                payloadLeft -= skipped;
                at += skipped;
                continue;
            }
            if (headerTaken < 3) {
                payloadLength = (payloadLength << 8) | (src.get(at) & 0xFF);
            }
            headerTaken++;
            at++;
            if (headerTaken == HEADER_LENGTH) {
                headerTaken = 0;
                payloadLeft = payloadLength;
                payloadLength = 0;
            }
        }
    }

    @Override
    public boolean flush() throws IOException {
        return writeGoAway() && super.flush();
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
        return src.transferTo(position, count, new ConduitWritableByteChannel(this));
    }
}
