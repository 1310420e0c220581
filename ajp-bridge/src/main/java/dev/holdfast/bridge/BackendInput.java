package dev.holdfast.bridge;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What has come from a back end and was not taken yet: one buffer, and a larger one for who fills it. */
final class BackendInput implements AutoCloseable {
    private final HttpServerExchange exchange;
    private @Nullable PooledByteBuffer packet;
    private ByteBuffer in = ByteBuffer.allocate(0);

    /** Whether the last read left no room. */
    private boolean filled;

    BackendInput(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    /** Forgets what came, and has room for {@code size} bytes. */
    void clear(int size) {
        PooledByteBuffer present = packet;
        if (present == null || present.getBuffer().capacity() < size) {
            close();
            present = PacketBuffers.of(exchange, size);
            packet = present;
        }
        in = present.getBuffer().clear().limit(0);
        filled = false;
    }

    /** Returns what came; good until the next {@link #read}. */
    ByteBuffer buffer() {
        return in;
    }

    /** Reads more behind what was not taken; returns as {@link BackendConnection#read}. */
    int read(BackendConnection backend) throws IOException {
        if (filled) {
            widen();
        }
        in.compact();
        try {
            return backend.read(in);
        } finally {
            filled = !in.hasRemaining();
            in.flip();
        }
    }

    /** Who fills the buffer has more to say: a larger one takes fewer reads and writes, and wakes the client less often. */
    private void widen() {
        PooledByteBuffer narrow = packet;
        PooledByteBuffer wide = in.capacity() < StreamBuffers.SIZE ? StreamBuffers.SHARED.take() : null;
        if (wide != null) {
            packet = wide;
            in = wide.getBuffer().clear().put(in).flip();
            if (narrow != null) {
                narrow.close();
            }
        }
    }

    /** Gives the buffer back; nothing is read from then on. */
    @Override
    public void close() {
        if (packet != null) {
            packet.close();
            packet = null;
        }
    }
}
