package dev.holdfast.it.soak;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Another pool, and how many of its buffers are out. */
final class CountedBuffers implements ByteBufferPool {
    private final ByteBufferPool pool;
    private final AtomicLong out;

    CountedBuffers(ByteBufferPool pool) {
        this(pool, new AtomicLong());
    }

    private CountedBuffers(ByteBufferPool pool, AtomicLong out) {
        this.pool = pool;
        this.out = out;
    }

    long out() {
        return out.get();
    }

    @Override
    public PooledByteBuffer allocate() {
        out.incrementAndGet();
        return new Counted(pool.allocate());
    }

    @Override
    public ByteBufferPool getArrayBackedPool() {
        return pool.isDirect() ? new CountedBuffers(pool.getArrayBackedPool(), out) : this;
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public int getBufferSize() {
        return pool.getBufferSize();
    }

    @Override
    public boolean isDirect() {
        return pool.isDirect();
    }

    private final class Counted implements PooledByteBuffer {
        private final PooledByteBuffer pooled;
        private final AtomicBoolean returned = new AtomicBoolean();

        Counted(PooledByteBuffer pooled) {
            this.pooled = pooled;
        }

        @Override
        public ByteBuffer getBuffer() {
            return pooled.getBuffer();
        }

        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                out.decrementAndGet();
                pooled.close();
            }
        }

        @Override
        public boolean isOpen() {
            return pooled.isOpen();
        }
    }
}
