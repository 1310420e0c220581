package dev.holdfast.connector;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool that knows how many of its buffers are out, and whose buffers refuse to be used once they are back. */
final class CountingBufferPool implements ByteBufferPool {
    private final int size;
    private final AtomicInteger out = new AtomicInteger();

    CountingBufferPool(int size) {
        this.size = size;
    }

    int out() {
        return out.get();
    }

    @Override
    public PooledByteBuffer allocate() {
        out.incrementAndGet();
        return new Counted(ByteBuffer.allocate(size));
    }

    @Override
    public ByteBufferPool getArrayBackedPool() {
        return this;
    }

    @Override
    public void close() {}

    @Override
    public int getBufferSize() {
        return size;
    }

    @Override
    public boolean isDirect() {
        return false;
    }

    private final class Counted implements PooledByteBuffer {
        private final ByteBuffer buffer;
        private final AtomicBoolean returned = new AtomicBoolean();

        Counted(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getBuffer() {
            if (returned.get()) {
                throw new IllegalStateException("the buffer was returned");
            }
            return buffer;
        }

        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                out.decrementAndGet();
            }
        }

        @Override
        public boolean isOpen() {
            return !returned.get();
        }
    }
}
