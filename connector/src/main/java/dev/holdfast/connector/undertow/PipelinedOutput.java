package dev.holdfast.connector.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Lets responses to pipelined requests share a system call: one that another follows at once is held back, up to a buffer of them, and goes out
 * with the next.
 *
 * <p>Written to by whoever has the exchange. {@link #release} may be called beside that.
 */
final class PipelinedOutput extends SinkFilterConduit {
    private final ByteBufferPool pool;
    private @Nullable PooledByteBuffer held;
    private final HeldOutputs heldOutputs;
    private boolean holding;
    private boolean watched;
    private boolean closed;

    PipelinedOutput(StreamSinkConduit next, ByteBufferPool pool, HeldOutputs heldOutputs) {
        super(next);
        this.pool = pool;
        this.heldOutputs = heldOutputs;
    }

    /**
     * Says whether another response follows at once the one that begins now.
     *
     * @param mayBlock whether the thread that will write that one may be kept from it, and somebody else has to see to what is held
     */
    void hold(boolean holding, boolean mayBlock) {
        boolean watches;
        synchronized (this) {
            this.holding = holding;
            watches = isNewlyWatched(holding && mayBlock);
        }
        if (watches) {
            heldOutputs.add(this);
        }
    }

    private boolean isNewlyWatched(boolean needed) {
        boolean begins = needed && !watched;
        watched |= begins;
        return begins;
    }

    /** Writes what is held, as far as the socket takes it: the next response does not come at once after all. */
    synchronized void release() throws IOException {
        holding = false;
        writeHeld();
    }

    /** Does the same beside a handler that may write at any time; what the socket does not take now, others see to. */
    void letGo() {
        boolean watches;
        synchronized (this) {
            try {
                release();
            } catch (IOException brokenSocket) {
                // The handler finds out when it writes, and the connection by that.
                close();
            }
            watches = isNewlyWatched(held != null);
        }
        if (watches) {
            heldOutputs.add(this);
        }
    }

    /** Does the same for whoever watches, who may go if it returns true. */
    synchronized boolean isReleased() throws IOException {
        watched = false;
        release();
        watched = held != null;
        return !watched;
    }

    /** Gives up what is held; nothing can be written any more. */
    synchronized void close() {
        closed = true;
        if (held != null) {
            held.close();
            held = null;
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return (int) write(new ByteBuffer[] {src}, 0, 1);
    }

    @Override
    public synchronized long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        ByteBuffer room = holding && !closed ? roomFor(srcs, offset, length) : null;
        if (room != null) {
            return copy(srcs, offset, length, room);
        }
        if (held == null) {
            return next.write(srcs, offset, length);
        }
        ByteBuffer first = held.getBuffer().flip();
        int before = first.remaining();
        ByteBuffer[] all = new ByteBuffer[length + 1];
        all[0] = first;
        System.arraycopy(srcs, offset, all, 1, length);
        try {
            long written = next.write(all, 0, all.length);
            return Math.max(0, written - before);
        } finally {
            kept(first);
        }
    }

    private @Nullable ByteBuffer roomFor(ByteBuffer[] srcs, int offset, int length) {
        long size = 0;
        for (int i = offset; i < offset + length; i++) {
            size += srcs[i].remaining();
        }
        PooledByteBuffer pooled = held;
        if (pooled == null) {
            pooled = pool.allocate();
            pooled.getBuffer().clear();
            held = pooled;
        }
        ByteBuffer buffer = pooled.getBuffer();
        return size <= buffer.remaining() ? buffer : null;
    }

    private static long copy(ByteBuffer[] srcs, int offset, int length, ByteBuffer room) {
        long before = room.position();
        for (int i = offset; i < offset + length; i++) {
            room.put(srcs[i]);
        }
        return room.position() - before;
    }

    private boolean writeHeld() throws IOException {
        if (held == null) {
            return true;
        }
        ByteBuffer buffer = held.getBuffer().flip();
        try {
            next.write(buffer);
        } finally {
            kept(buffer);
        }
        return held == null;
    }

    /** After a write from the buffer: what is left stays, to be added to. */
    private void kept(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            buffer.compact();
        } else if (held != null) {
            held.close();
            held = null;
        }
    }

    @Override
    public synchronized boolean flush() throws IOException {
        return holding || (writeHeld() && next.flush());
    }

    @Override
    public synchronized long transferFrom(FileChannel src, long position, long count) throws IOException {
        return writeHeld() ? next.transferFrom(src, position, count) : 0;
    }
}
