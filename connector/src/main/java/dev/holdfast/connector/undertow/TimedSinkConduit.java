package dev.holdfast.connector.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Something that a client takes at its own pace, an HTTP/2 connection's frames or the response on one stream, with the time it has for that:
 * Undertow waits without end.
 *
 * <p>Only steps that it sees count. What a stream still holds when its writer has ended, a buffer at most, is to be taken within one of them.
 */
final class TimedSinkConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final Clock clock;
    private @Nullable ClientWait wait;
    private long written;
    private boolean resumed;

    /** Whose time it is. */
    interface Clock {
        /** Returns the wait of a listener, whose timer this conduit sets: asked for once, when there is first something to wait for. */
        ClientWait responseWait();

        /** Called on the thread that has waited too long. */
        void expired();
    }

    TimedSinkConduit(StreamSinkConduit next, Clock clock) {
        super(next);
        this.clock = clock;
    }

    private ClientWait begun() {
        ClientWait begun = wait;
        if (begun == null) {
            begun = clock.responseWait();
            wait = begun;
        }
        return begun;
    }

    private void ends() {
        if (wait != null) {
            wait.end();
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return (int) took(next.write(src));
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return took(next.write(srcs, offset, length));
    }

    @Override
    public int writeFinal(ByteBuffer src) throws IOException {
        return (int) took(next.writeFinal(src));
    }

    @Override
    public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return took(next.writeFinal(srcs, offset, length));
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
        return took(next.transferFrom(src, position, count));
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        return took(next.transferFrom(source, count, throughBuffer));
    }

    private long took(long count) {
        if (count > 0) {
            ends();
            written += count;
            if (resumed) {
                begun().begin(written);
            }
        }
        return count;
    }

    @Override
    public void resumeWrites() {
        resumed = true;
        begun().begin(written);
        super.resumeWrites();
    }

    @Override
    public void wakeupWrites() {
        resumed = true;
        begun().begin(written);
        super.wakeupWrites();
    }

    @Override
    public void suspendWrites() {
        resumed = false;
        ends();
        super.suspendWrites();
    }

    @Override
    public void truncateWrites() throws IOException {
        resumed = false;
        ends();
        super.truncateWrites();
    }

    @Override
    public void awaitWritable() throws IOException {
        awaitWritable(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        boolean tooLong = begun().await(
                        written,
                        Math.max(1, unit.toMillis(time)),
                        millis -> next.awaitWritable(millis, TimeUnit.MILLISECONDS));
        if (tooLong) {
            clock.expired();
            throw new IOException("the client took no more of the response than " + written + " bytes in time");
        }
    }
}
