package dev.holdfast.bridge;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Large buffers for bodies that fill others. They are a convenience: there are so many and no more, and who gets none goes on with what he has.
 * Thread-safe.
 */
final class StreamBuffers {
    /** The size of each, in bytes. */
    static final int SIZE = 65_536;

    /** For all gateways of the process: a sixteenth of what the heap may become, 16 MB at most. */
    static final StreamBuffers SHARED =
            new StreamBuffers((int) Math.min(256, Runtime.getRuntime().maxMemory() / 16 / SIZE));

    private final ByteBufferPool pool;
    private final Semaphore left;

    StreamBuffers(int count) {
        pool = new DefaultByteBufferPool(true, SIZE, count, 0);
        left = new Semaphore(count);
    }

    /** Returns an empty buffer, to be closed; null if none is left. */
    @Nullable
    PooledByteBuffer take() {
        if (!left.tryAcquire()) {
            return null;
        }
        try {
            return new Taken(pool.allocate());
        } catch (OutOfMemoryError noDirectMemory) {
            left.release();
            return null;
        }
    }

    /** Returns how many are left. */
    int left() {
        return left.availablePermits();
    }

    private final class Taken implements PooledByteBuffer {
        private final PooledByteBuffer buffer;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Taken(PooledByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getBuffer() {
            return buffer.getBuffer();
        }

        @Override
        public boolean isOpen() {
            return open.get();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                buffer.close();
                left.release();
            }
        }
    }
}
