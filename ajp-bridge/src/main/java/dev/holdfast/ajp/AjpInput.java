package dev.holdfast.ajp;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What was read from the front and not consumed. Holds a buffer only while there is something, so a resting connection holds none; a buffer
 * holds a packet of the largest size.
 */
final class AjpInput {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final ByteBufferPool pool;
    private @Nullable PooledByteBuffer pooled;
    private boolean closed;

    /** Whether the socket has the buffer: reading the front's FIN may close the connection. */
    private boolean reading;

    AjpInput(ByteBufferPool pool) {
        this.pool = pool;
    }

    /** Returns the bytes, to be consumed from its position on; good until the next {@link #fill} or {@link #releaseIfEmpty}. */
    ByteBuffer bytes() {
        return pooled == null ? EMPTY : pooled.getBuffer();
    }

    /** Returns whether what there is leaves room behind it. */
    boolean hasRoom() {
        return bytes().limit() < bytes().capacity();
    }

    int remaining() {
        return bytes().remaining();
    }

    /** Reads once, behind what there is. Returns the number of bytes, 0 where none was there, -1 at the front's FIN. */
    int fill(StreamSourceConduit source) throws IOException {
        if (closed) {
            return -1;
        }
        PooledByteBuffer held = pooled;
        if (held == null) {
            held = pool.allocate();
            held.getBuffer().clear().limit(0);
            pooled = held;
        }
        ByteBuffer buffer = held.getBuffer();
        buffer.compact();
        reading = true;
        try {
            return source.read(buffer);
        } finally {
            reading = false;
            buffer.flip();
            if (closed) {
                release();
            } else {
                releaseIfEmpty();
            }
        }
    }

    void releaseIfEmpty() {
        if (pooled != null && !pooled.getBuffer().hasRemaining()) {
            release();
        }
    }

    /** Drops what there is. */
    void release() {
        if (pooled != null) {
            pooled.close();
            pooled = null;
        }
    }

    /** The connection has ended: drops what there is, and reads no more. */
    void close() {
        closed = true;
        if (!reading) {
            release();
        }
    }
}
