package dev.holdfast.ajp;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The packets that are to be written. Holds whole packets only, so that one can be put behind them at any time, and a buffer only while there
 * are some.
 */
final class AjpOutput {
    private final ByteBufferPool pool;
    private @Nullable PooledByteBuffer pooled;

    /** Where, in the buffer, what is to be written begins; it ends at the buffer's position. */
    private int start;

    private boolean closed;

    /** Whether the socket has the buffer: a failure may close the connection. */
    private boolean writing;

    AjpOutput(ByteBufferPool pool) {
        this.pool = pool;
    }

    /** Returns the buffer to put packets into, with room for {@code bytes} at least, or null where there is none before more is written. */
    @Nullable
    ByteBuffer room(int bytes) throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        PooledByteBuffer held = pooled;
        if (held == null) {
            held = pool.allocate();
            held.getBuffer().clear();
            pooled = held;
            start = 0;
        }
        ByteBuffer buffer = held.getBuffer();
        if (buffer.remaining() < bytes && start > 0) {
            buffer.limit(buffer.position()).position(start).compact();
            start = 0;
        }
        return buffer.remaining() < bytes ? null : buffer;
    }

    boolean isPending() {
        return pooled != null && pooled.getBuffer().position() > start;
    }

    /** Writes what the socket takes. Returns how many bytes that was. */
    long flush(StreamSinkConduit sink) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        PooledByteBuffer held = pooled;
        if (held == null) {
            return 0;
        }
        ByteBuffer buffer = held.getBuffer();
        int end = buffer.position();
        long written = 0;
        buffer.limit(end).position(start);
        writing = true;
        try {
            // A socket takes what it has room for, which may be more by now.
            for (int step = 1; step > 0 && buffer.hasRemaining(); written += step) {
                step = sink.write(buffer);
            }
        } finally {
            writing = false;
            start = buffer.position();
            buffer.limit(buffer.capacity()).position(end);
            if (closed || start == end) {
                release();
            }
        }
        return written;
    }

    /** The connection has ended: drops what there is, and takes no more. */
    void close() {
        closed = true;
        if (!writing) {
            release();
        }
    }

    private void release() {
        if (pooled != null) {
            pooled.close();
            pooled = null;
            start = 0;
        }
    }
}
