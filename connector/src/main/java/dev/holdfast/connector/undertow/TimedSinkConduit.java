package dev.holdfast.connector.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
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
    private final ClientWait wait;
    private final Runnable onExpired;
    private long written;
    private boolean resumed;

    /**
     * @param wait of a listener; its timer is set by this conduit
     * @param onExpired called on the thread that has waited too long
     */
    TimedSinkConduit(StreamSinkConduit next, ClientWait wait, Runnable onExpired) {
        super(next);
        this.wait = wait;
        this.onExpired = onExpired;
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
            wait.end();
            written += count;
            if (resumed) {
                wait.begin(written);
            }
        }
        return count;
    }

    @Override
    public void resumeWrites() {
        resumed = true;
        wait.begin(written);
        super.resumeWrites();
    }

    @Override
    public void wakeupWrites() {
        resumed = true;
        wait.begin(written);
        super.wakeupWrites();
    }

    @Override
    public void suspendWrites() {
        resumed = false;
        wait.end();
        super.suspendWrites();
    }

    @Override
    public void truncateWrites() throws IOException {
        resumed = false;
        wait.end();
        super.truncateWrites();
    }

    @Override
    public void awaitWritable() throws IOException {
        awaitWritable(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        boolean tooLong = wait.await(
                written, Math.max(1, unit.toMillis(time)), millis -> next.awaitWritable(millis, TimeUnit.MILLISECONDS));
        if (tooLong) {
            onExpired.run();
            throw new IOException("the client took no more of the response than " + written + " bytes in time");
        }
    }
}
