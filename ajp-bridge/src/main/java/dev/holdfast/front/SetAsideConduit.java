package dev.holdfast.front;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Takes up to 64 KiB of a response that the kernel does not, as httpd's core output filter sets them aside (FlushMaxThreshold): a response whose
 * rest fits in there needs neither its back end's connection nor, with event, a worker any longer. What is set aside goes out with what comes next,
 * or with a flush.
 */
final class SetAsideConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    static final int FLUSH_MAX_THRESHOLD = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Ready to be read from. */
    private ByteBuffer aside = NOTHING;

    private boolean terminated;
    private boolean terminatedNext;

    SetAsideConduit(StreamSinkConduit next) {
        super(next);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int before = src.remaining();
        if (isDrained()) {
            int step = 1;
            while (src.hasRemaining() && step > 0) {
                step = next.write(src);
            }
        }
        setAside(src);
        return before - src.remaining();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long taken = 0;
        for (int i = offset; i < offset + length; i++) {
            taken += write(srcs[i]);
            if (srcs[i].hasRemaining()) {
                break;
            }
        }
        return taken;
    }

    private boolean isDrained() throws IOException {
        while (aside.hasRemaining()) {
            if (next.write(aside) == 0) {
                return false;
            }
        }
        aside = NOTHING;
        return true;
    }

    private void setAside(ByteBuffer src) {
        if (!src.hasRemaining()) {
            return;
        }
        if (aside.capacity() == 0) {
            aside = ByteBuffer.allocate(FLUSH_MAX_THRESHOLD).flip();
        }
        aside.compact();
        int fits = Math.min(src.remaining(), aside.remaining());
        aside.put(src.slice().limit(fits)).flip();
        src.position(src.position() + fits);
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
        return isDrained() ? next.transferFrom(src, position, count) : 0;
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        return Conduits.transfer(source, count, throughBuffer, this);
    }

    @Override
    public int writeFinal(ByteBuffer src) throws IOException {
        return Conduits.writeFinalBasic(this, src);
    }

    @Override
    public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, srcs, offset, length);
    }

    @Override
    public void terminateWrites() throws IOException {
        terminated = true;
        boolean unused = passOn();
    }

    /** Returns whether the next conduit has got everything that this one was given. */
    private boolean passOn() throws IOException {
        if (!isDrained()) {
            return false;
        }
        if (terminated && !terminatedNext) {
            terminatedNext = true;
            next.terminateWrites();
        }
        return true;
    }

    @Override
    public void truncateWrites() throws IOException {
        aside = NOTHING;
        terminated = true;
        terminatedNext = true;
        next.truncateWrites();
    }

    @Override
    public boolean isWriteShutdown() {
        return terminated || next.isWriteShutdown();
    }

    @Override
    public boolean flush() throws IOException {
        return passOn() && next.flush();
    }
}
