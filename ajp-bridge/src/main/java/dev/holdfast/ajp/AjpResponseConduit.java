package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpResponseWriter;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * One response: its head before the first of its body, in the same packetful of bytes and the same system call where it is short, and with
 * END_RESPONSE behind it where that is known to be all.
 *
 * <p>Ending the response does not end the connection. Breaking it off does: without END_RESPONSE the front knows that there is something
 * missing.
 */
final class AjpResponseConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private static final Logger LOG = Logger.getLogger(AjpResponseConduit.class);

    private static final long UNKNOWN = -1;

    /** A chunk shorter than what there is to send is not worth it as long as the socket takes what comes before it. */
    private static final int SHORTEST_CHUNK = 1024;

    private final AjpServerConnection connection;
    private final AjpWire wire;
    private final HttpServerExchange exchange;
    private final int packetSize;
    private boolean started;
    private boolean bodyAllowed;
    private long length = UNKNOWN;
    private long taken;
    private boolean unflushed;
    private boolean terminated;
    private boolean finished;
    private boolean resumed;
    private boolean everResumed;

    AjpResponseConduit(StreamSinkConduit next, AjpServerConnection connection, HttpServerExchange exchange) {
        super(next);
        this.connection = connection;
        wire = connection.wire;
        this.exchange = exchange;
        packetSize = wire.packetSize();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        synchronized (wire.lock) {
            return take(src, false);
        }
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int count) throws IOException {
        synchronized (wire.lock) {
            return takeAll(srcs, offset, count, false);
        }
    }

    @Override
    public int writeFinal(ByteBuffer src) throws IOException {
        synchronized (wire.lock) {
            return take(src, true);
        }
    }

    @Override
    public long writeFinal(ByteBuffer[] srcs, int offset, int count) throws IOException {
        synchronized (wire.lock) {
            return takeAll(srcs, offset, count, true);
        }
    }

    private int take(ByteBuffer src, boolean last) throws IOException {
        int before = src.remaining();
        accept(before);
        boolean room = start();
        while (room && src.hasRemaining()) {
            room = append(src);
        }
        afterTaking(last && !src.hasRemaining());
        return before - src.remaining();
    }

    private long takeAll(ByteBuffer[] srcs, int offset, int count, boolean last) throws IOException {
        long before = remaining(srcs, offset, count);
        accept(before);
        boolean room = start();
        for (int i = offset; room && i < offset + count; i++) {
            while (room && srcs[i].hasRemaining()) {
                room = append(srcs[i]);
            }
        }
        long left = remaining(srcs, offset, count);
        afterTaking(last && left == 0);
        return before - left;
    }

    private void accept(long bytes) throws IOException {
        if (terminated) {
            throw new ClosedChannelException();
        }
        if (!started) {
            readLength();
        }
        if (bodyAllowed && length != UNKNOWN && bytes > length - taken) {
            throw new IOException("the response has more than the " + length + " bytes of its Content-Length");
        }
    }

    private void readLength() {
        HeaderMap headers = exchange.getResponseHeaders();
        int status = exchange.getStatusCode();
        bodyAllowed = !exchange.getRequestMethod().equals(Methods.HEAD)
                && status != StatusCodes.NO_CONTENT
                && status != StatusCodes.NOT_MODIFIED;
        length = exchange.getResponseContentLength();
        headers.remove(Headers.TRANSFER_ENCODING);
        if (status == StatusCodes.NO_CONTENT) {
            headers.remove(Headers.CONTENT_LENGTH);
        }
    }

    /** Puts the head into the output. Returns false where there is no room for it yet. */
    private boolean start() throws IOException {
        if (started) {
            return true;
        }
        ByteBuffer out = room(packetSize);
        if (out == null) {
            return false;
        }
        readLength();
        Connectors.flattenCookies(exchange);
        if (!head(out)) {
            LOG.errorf(
                    "the response head of %s does not fit a packet of %d bytes; answered 500",
                    exchange.getRequestURI(), packetSize);
            bodyAllowed = false;
            AjpResponseWriter.head(
                            out,
                            packetSize,
                            StatusCodes.INTERNAL_SERVER_ERROR,
                            StatusCodes.INTERNAL_SERVER_ERROR_STRING)
                    .finish();
        }
        started = true;
        unflushed = true;
        wire.machine.responseStarted();
        return true;
    }

    private boolean head(ByteBuffer out) {
        int status = exchange.getStatusCode();
        String reason = exchange.getReasonPhrase();
        AjpResponseWriter.Head head = AjpResponseWriter.head(
                out, packetSize, status, reason == null ? StatusCodes.getReason(status) : reason);
        HeaderMap headers = exchange.getResponseHeaders();
        for (long i = headers.fastIterateNonEmpty(); i != -1; i = headers.fiNextNonEmpty(i)) {
            HeaderValues values = headers.fiCurrent(i);
            String name = values.getHeaderName().toString();
            for (int v = 0; v < values.size(); v++) {
                head.add(name, values.get(v));
            }
        }
        return head.finish();
    }

    /** Puts one chunk of {@code src} into the output. Returns false where there is no room for it. */
    private boolean append(ByteBuffer src) throws IOException {
        int most = Math.min(src.remaining(), AjpPacket.maxResponseBodyBytes(packetSize));
        if (!bodyAllowed) {
            src.position(src.limit());
            return true;
        }
        ByteBuffer out = room(AjpResponseWriter.CHUNK_OVERHEAD + Math.min(most, SHORTEST_CHUNK));
        if (out == null) {
            return false;
        }
        int bytes = Math.min(most, out.remaining() - AjpResponseWriter.CHUNK_OVERHEAD);
        int chunk = AjpResponseWriter.beginChunk(out);
        int limit = src.limit();
        src.limit(src.position() + bytes);
        out.put(src);
        src.limit(limit);
        AjpResponseWriter.endChunk(out, chunk);
        taken += bytes;
        unflushed = true;
        return true;
    }

    private void afterTaking(boolean last) throws IOException {
        if (last) {
            requireWhole();
            terminated = true;
        }
        if (started && (terminated || (bodyAllowed && taken == length))) {
            endIfPossible();
        }
        write();
    }

    /** Ends the response where the request has ended; where not, the end of the exchange does. */
    private void endIfPossible() throws IOException {
        if (wire.machine.isBodyComplete() && !wire.machine.isEnded()) {
            ByteBuffer out = room(AjpResponseWriter.SMALL_PACKET);
            if (out != null) {
                connection.end(out);
            }
        }
    }

    private @Nullable ByteBuffer room(int bytes) throws IOException {
        ByteBuffer out = wire.output.room(bytes);
        if (out == null && wire.write()) {
            out = wire.output.room(bytes);
        }
        return out;
    }

    /** Returns whether all is with the kernel. */
    private boolean write() throws IOException {
        boolean empty = wire.write();
        if (!empty && resumed) {
            wire.machine.writeWaits(wire.now());
            connection.publish();
        }
        return empty;
    }

    @Override
    public boolean flush() throws IOException {
        boolean ends;
        synchronized (wire.lock) {
            if (finished) {
                return true;
            }
            if (!start()) {
                write();
                return false;
            }
            if (terminated) {
                endIfPossible();
            } else if (unflushed) {
                askToFlush();
            }
            if (!write()) {
                return false;
            }
            ends = terminated;
            finished = ends;
        }
        if (ends) {
            Connectors.terminateResponse(exchange);
        }
        return true;
    }

    /** A front may collect what comes until it is worth a packet of its own; the application has asked it not to. */
    private void askToFlush() throws IOException {
        ByteBuffer out = bodyAllowed && !wire.machine.isEnded() ? room(AjpResponseWriter.CHUNK_OVERHEAD) : null;
        if (out != null) {
            AjpResponseWriter.endChunk(out, AjpResponseWriter.beginChunk(out));
            unflushed = false;
        }
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
        synchronized (wire.lock) {
            accept(0);
            long most = bodyAllowed && length != UNKNOWN ? Math.min(count, length - taken) : count;
            long total = 0;
            boolean room = start();
            while (room && total < most) {
                int bytes = append(src, position + total, most - total);
                room = bytes > 0;
                total += Math.max(bytes, 0);
            }
            afterTaking(false);
            return total;
        }
    }

    /** Returns how many bytes it put into the output, 0 where there is no room, -1 at the file's end. */
    private int append(FileChannel src, long position, long count) throws IOException {
        if (!bodyAllowed) {
            return (int) Math.min(count, packetSize);
        }
        ByteBuffer out = room(AjpResponseWriter.CHUNK_OVERHEAD + (int) Math.min(count, SHORTEST_CHUNK));
        if (out == null) {
            return 0;
        }
        int most = (int) Math.min(count, AjpPacket.maxResponseBodyBytes(packetSize));
        int bytes = Math.min(most, out.remaining() - AjpResponseWriter.CHUNK_OVERHEAD);
        int start = out.position();
        int chunk = AjpResponseWriter.beginChunk(out);
        int limit = out.limit();
        out.limit(out.position() + bytes);
        int read = -1;
        try {
            read = src.read(out, position);
        } finally {
            out.limit(limit);
            if (read <= 0) {
                out.position(start);
            }
        }
        if (read > 0) {
            AjpResponseWriter.endChunk(out, chunk);
            taken += read;
            unflushed = true;
        }
        return read;
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        return IoUtils.transfer(source, count, throughBuffer, new ConduitWritableByteChannel(this));
    }

    @Override
    public void terminateWrites() throws IOException {
        synchronized (wire.lock) {
            if (!terminated) {
                if (!started) {
                    readLength();
                }
                requireWhole();
                terminated = true;
            }
        }
    }

    private void requireWhole() throws IOException {
        if (bodyAllowed && length != UNKNOWN && taken < length) {
            wire.machine.closeAfterResponse(CloseReason.RESPONSE_TRUNCATED);
            throw new IOException("the response has " + taken + " bytes of the " + length + " of its Content-Length");
        }
    }

    @Override
    public void truncateWrites() throws IOException {
        connection.cutOff(CloseReason.RESPONSE_TRUNCATED);
    }

    @Override
    public boolean isWriteShutdown() {
        return terminated;
    }

    /** Returns whether a listener was to be told of room, so that the I/O thread may be about to. */
    boolean wasResumed() {
        return everResumed;
    }

    @Override
    public void resumeWrites() {
        waitsForRoom();
        next.resumeWrites();
    }

    @Override
    public void wakeupWrites() {
        waitsForRoom();
        next.wakeupWrites();
    }

    private void waitsForRoom() {
        synchronized (wire.lock) {
            resumed = true;
            everResumed = true;
            if (wire.output.isPending()) {
                wire.machine.writeWaits(wire.now());
                connection.publish();
            }
        }
    }

    @Override
    public void suspendWrites() {
        synchronized (wire.lock) {
            resumed = false;
            wire.machine.writeWaited();
        }
        next.suspendWrites();
    }

    @Override
    public boolean isWriteResumed() {
        return resumed;
    }

    @Override
    public void awaitWritable() throws IOException {
        awaitWritable(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Whatever longer time the handler would wait, the front has a writeTimeout to take something. */
    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        long nanos;
        synchronized (wire.lock) {
            if (!wire.output.isPending()) {
                return;
            }
            long now = wire.now();
            nanos = Math.min(unit.toNanos(time), wire.machine.writeWaits(now) - now);
        }
        if (nanos > 0) {
            wire.awaitWritable(nanos);
        }
        boolean late;
        synchronized (wire.lock) {
            late = !wire.write() && wire.machine.isWriteLate(wire.now());
        }
        if (late) {
            connection.cutOff(CloseReason.WRITE_TIMEOUT);
            throw new IOException("the front took no more of the response in time");
        }
    }

    private static long remaining(ByteBuffer[] buffers, int offset, int count) {
        long sum = 0;
        for (int i = offset; i < offset + count; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }
}
