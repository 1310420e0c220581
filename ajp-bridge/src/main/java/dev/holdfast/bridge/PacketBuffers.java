package dev.holdfast.bridge;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.nio.ByteBuffer;

/** Where the buffers of an exchange come from. */
final class PacketBuffers {
    private PacketBuffers() {}

    /** Returns a buffer of {@code size} bytes or more: of the connection's pool where its buffers are large enough. */
    static PooledByteBuffer of(HttpServerExchange exchange, int size) {
        ByteBufferPool buffers = exchange.getConnection().getByteBufferPool();
        return buffers.getBufferSize() >= size
                ? buffers.allocate()
                : new ImmediatePooledByteBuffer(ByteBuffer.allocate(size));
    }
}
