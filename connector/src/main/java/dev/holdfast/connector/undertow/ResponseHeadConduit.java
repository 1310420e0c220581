package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Writes the head of one response before its first body byte, in the same system call where there is one.
 *
 * <p>Ending the response does not end the connection: {@link #terminateWrites} stops here, and the connection decides what follows. Breaking
 * it off does end the connection, since the client could not tell where the next response begins.
 */
final class ResponseHeadConduit extends SinkFilterConduit {
    private static final ByteBuffer[] NOTHING = {};

    private final ExchangeConnection connection;
    private final HttpServerExchange exchange;
    private @Nullable PooledByteBuffer head;
    private boolean headWritten;
    private long written;
    private long startedAt;
    private long lastLookAfter = -1;
    private boolean resumed;
    private boolean everResumed;
    private @Nullable ClientWait wait;

    ResponseHeadConduit(StreamSinkConduit next, ExchangeConnection connection, HttpServerExchange exchange) {
        super(next);
        this.connection = connection;
        this.exchange = exchange;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int before = src.remaining();
        moving();
        if (!headWritten) {
            writeWithHead(src);
        } else {
            try {
                written += next.write(src);
            } catch (IOException brokenSocket) {
                throw aborted(brokenSocket);
            }
        }
        moved();
        return before - src.remaining();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long before = remaining(srcs, offset, length);
        moving();
        if (!headWritten) {
            writeWithHead(srcs, offset, length);
        } else {
            try {
                written += next.write(srcs, offset, length);
            } catch (IOException brokenSocket) {
                throw aborted(brokenSocket);
            }
        }
        moved();
        return before - remaining(srcs, offset, length);
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
        moving();
        long transferred = writeHead() ? next.transferFrom(src, position, count) : 0;
        written += transferred;
        moved();
        return transferred;
    }

    @Override
    public boolean flush() throws IOException {
        moving();
        boolean flushed = writeHead() && next.flush();
        moved();
        return flushed;
    }

    @Override
    public void resumeWrites() {
        resumed = true;
        everResumed = true;
        listenerWaits();
        next.resumeWrites();
    }

    @Override
    public void wakeupWrites() {
        resumed = true;
        everResumed = true;
        listenerWaits();
        next.wakeupWrites();
    }

    @Override
    public void suspendWrites() {
        resumed = false;
        moving();
        next.suspendWrites();
    }

    @Override
    public void awaitWritable() throws IOException {
        awaitWritable(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Whatever longer time the handler would wait, the client has a writeTimeout to take something. */
    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        boolean tooLong = clientWait()
                .await(written, Math.max(1, unit.toMillis(time)), millis -> connection.awaitWritable(next, millis));
        if (tooLong && clientWait().reason() == CloseReason.WRITE_TIMEOUT && lastLookAfter != written) {
            // The wait may have ended with room all the same: whoever waited writes once more before it waits again.
            lastLookAfter = written;
        } else if (tooLong) {
            release();
            headWritten = true;
            connection.responseTruncated(clientWait().reason());
            throw new IOException("the client took no more of the response than " + written + " bytes in time");
        }
    }

    private ClientWait clientWait() {
        if (wait == null) {
            wait = connection.responseWait();
        }
        return wait;
    }

    /** Returns whether a listener was to be told of room, so that the I/O thread may be about to. */
    boolean wasResumed() {
        return everResumed;
    }

    /** Returns how many bytes of the response the kernel has taken, its head included. */
    long written() {
        return written;
    }

    /** Returns whether anything ever waited for the client to take more. */
    boolean hasWaited() {
        return wait != null;
    }

    /** The response begins. */
    void starts(long now) {
        startedAt = now;
    }

    long startedAt() {
        return startedAt;
    }

    /** Returns how long all waits for the client to take bytes took by {@code now}. */
    long waitedNanos(long now) {
        return wait == null ? 0 : wait.waitedNanos(now);
    }

    /** The response is over; on the connection's own thread. */
    void cancelWait() {
        if (wait != null) {
            wait.cancel();
        }
    }

    private void moving() {
        if (wait != null) {
            wait.end();
        }
    }

    private void moved() {
        if (resumed) {
            listenerWaits();
        }
    }

    private void listenerWaits() {
        clientWait().begin(written);
    }

    @Override
    public void terminateWrites() {
        // The response ends here, the connection does not.
    }

    @Override
    public void truncateWrites() {
        release();
        headWritten = true;
        connection.responseTruncated(CloseReason.RESPONSE_TRUNCATED);
    }

    /** Gives back the buffer of a head that will never be written. */
    void release() {
        if (head != null) {
            head.close();
            head = null;
        }
    }

    private boolean writeHead() throws IOException {
        if (!headWritten) {
            writeWithHead(NOTHING, 0, 0);
        }
        return headWritten;
    }

    private void writeWithHead(ByteBuffer[] srcs, int offset, int length) throws IOException {
        if (!connection.isInterimFlushed()) {
            return;
        }
        ByteBuffer rendered = rendered();
        if (remaining(srcs, offset, length) > roomBehind(rendered)) {
            writeAll(rendered, behind(rendered, srcs, offset, length));
            return;
        }
        for (int i = offset; i < offset + length; i++) {
            append(rendered, srcs[i]);
        }
        writeAll(rendered, null);
    }

    private void writeWithHead(ByteBuffer src) throws IOException {
        if (!connection.isInterimFlushed()) {
            return;
        }
        ByteBuffer rendered = rendered();
        if (src.remaining() > roomBehind(rendered)) {
            writeAll(rendered, new ByteBuffer[] {rendered, src});
            return;
        }
        append(rendered, src);
        writeAll(rendered, null);
    }

    private static int roomBehind(ByteBuffer head) {
        return head.capacity() - head.limit();
    }

    /** Copies a short body behind the head: one buffer costs the kernel and us less than two. */
    private static void append(ByteBuffer head, ByteBuffer src) {
        int start = head.position();
        int end = head.limit();
        head.limit(head.capacity()).position(end);
        head.put(src).flip().position(start);
    }

    /** @param all the head and what does not fit behind it, or null where it is only the head */
    private void writeAll(ByteBuffer rendered, ByteBuffer @Nullable [] all) throws IOException {
        long step;
        do {
            step = all == null ? writeOrRelease(rendered) : writeOrRelease(all);
            written += step;
        } while (step > 0 && rendered.hasRemaining());
        if (!rendered.hasRemaining()) {
            headWritten = true;
            release();
        }
    }

    private static ByteBuffer[] behind(ByteBuffer head, ByteBuffer[] srcs, int offset, int length) {
        ByteBuffer[] all = new ByteBuffer[length + 1];
        all[0] = head;
        System.arraycopy(srcs, offset, all, 1, length);
        return all;
    }

    private int writeOrRelease(ByteBuffer src) throws IOException {
        try {
            return next.write(src);
        } catch (IOException brokenSocket) {
            release();
            throw aborted(brokenSocket);
        }
    }

    /** A socket that failed once takes nothing more, and this conduit may be the last one to know of the buffer. */
    private long writeOrRelease(ByteBuffer[] srcs) throws IOException {
        try {
            return next.write(srcs, 0, srcs.length);
        } catch (IOException brokenSocket) {
            release();
            throw aborted(brokenSocket);
        }
    }

    /** Says why before the handler's cleaning up gives another reason. */
    private IOException aborted(IOException brokenSocket) {
        connection.closeAfterResponse(CloseReason.CLIENT_ABORTED);
        return brokenSocket;
    }

    private ByteBuffer rendered() {
        if (head == null) {
            Connectors.flattenCookies(exchange);
            PooledByteBuffer pooled = connection.headBuffer();
            head = render(pooled);
        }
        return head.getBuffer();
    }

    /** Heads beyond one pooled buffer are rare. */
    private PooledByteBuffer render(PooledByteBuffer pooled) {
        RenderedHead rendered = RenderedHead.of(exchange);
        PooledByteBuffer target = pooled;
        if (pooled.getBuffer().remaining() < rendered.length()) {
            pooled.close();
            target = new ImmediatePooledByteBuffer(ByteBuffer.allocate(rendered.length()));
        }
        rendered.copyTo(target.getBuffer());
        target.getBuffer().flip();
        return target;
    }

    private static long remaining(ByteBuffer[] buffers, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }
}
