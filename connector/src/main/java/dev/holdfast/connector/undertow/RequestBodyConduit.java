package dev.holdfast.connector.undertow;

import dev.holdfast.connector.BodyTimeoutException;
import dev.holdfast.connector.MalformedBodyException;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.StatusCodes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The body of one request, as its handler reads it. Knows when to send 100 (Continue), when the body is over, and what becomes of a body that
 * nobody wants: a short rest is skipped so that the connection can live on, a long one ends it.
 */
abstract class RequestBodyConduit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    /** What skipping may cost while the response can still say {@code Connection: close}, which is cheaper for both sides. */
    private static final long MAX_SKIPPED = 64 * 1024;

    /**
     * What skipping may cost once the response has begun without saying so: a client that was not told may send its next request just as the
     * connection closes. Tomcat's {@code maxSwallowSize}.
     */
    private static final long MAX_SWALLOWED = 2 * 1024 * 1024;

    protected final ExchangeConnection connection;
    private final HttpServerExchange exchange;
    private @Nullable ClientWait wait;
    private long taken;
    private long lastLookAfter = -1;
    private boolean resumed;
    private boolean everResumed;
    private long skipUpTo = Long.MAX_VALUE;
    private boolean atEnd;
    private boolean finished;
    private boolean restUnread;

    /** Why the client's time is used up, set by the I/O thread for a listener that waits. */
    private volatile @Nullable CloseReason expired;

    RequestBodyConduit(StreamSourceConduit next, ExchangeConnection connection, HttpServerExchange exchange) {
        super(next);
        this.connection = connection;
        this.exchange = exchange;
    }

    /**
     * Reads content into {@code dst}, which has room. Returns the number of bytes, 0 where none is there yet; calls {@link #endReached} once the
     * body is whole and {@link #endOfStream} where the client ended it early.
     */
    abstract int readContent(ByteBuffer dst) throws IOException;

    /** Returns how many bytes are known to be missing, or 0 where that is not known. */
    abstract long known();

    @Override
    public final int read(ByteBuffer dst) throws IOException {
        if (finished) {
            return -1;
        }
        if (atEnd) {
            finish();
            return -1;
        }
        if (!dst.hasRemaining()) {
            return 0;
        }
        CloseReason tooLate = expired;
        if (tooLate == CloseReason.REQUEST_DATA_RATE) {
            timedOut(tooLate);
        }
        waitOver();
        int read = connection.isContinueSent() ? readMore(dst) : 0;
        if (tooLate != null) {
            if (read == 0) {
                timedOut(tooLate);
            }
            // What came in time is not late because this thread was.
            expired = null;
        }
        if (resumed && !atEnd && !finished) {
            clientWait().begin(taken);
        }
        return read;
    }

    private int readMore(ByteBuffer dst) throws IOException {
        int read = readOrAbort(dst);
        taken += Math.max(read, 0);
        if (!finished) {
            checkSize(taken);
        }
        if (taken > skipUpTo && !finished) {
            abandon();
        }
        if (read == 0 && atEnd && !finished) {
            finish();
        }
        return read == 0 && finished ? -1 : read;
    }

    private int readOrAbort(ByteBuffer dst) throws IOException {
        try {
            return readContent(dst);
        } catch (IOException broken) {
            // Where it was not our own exception, which comes with a reason of its own, the client reset the
            // connection.
            connection.closeAfterResponse(CloseReason.CLIENT_ABORTED);
            throw broken;
        }
    }

    @Override
    public final long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            while (dsts[i].hasRemaining()) {
                int read = read(dsts[i]);
                if (read <= 0) {
                    return total == 0 ? read : total;
                }
                total += read;
            }
        }
        return total;
    }

    @Override
    public final long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public final long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), count, throughBuffer, target);
    }

    @Override
    public final void resumeReads() {
        resumed = true;
        everResumed = true;
        if (atEnd || finished || hasBufferedBytes()) {
            next.wakeupReads();
            return;
        }
        clientWait().begin(taken);
        try {
            // A handler may wait for the body without having tried to read it; the client may be waiting for 100.
            connection.isContinueSent();
            next.resumeReads();
        } catch (IOException brokenSocket) {
            next.wakeupReads();
        }
    }

    @Override
    public final void suspendReads() {
        resumed = false;
        waitOver();
        next.suspendReads();
    }

    @Override
    public final void wakeupReads() {
        resumed = true;
        everResumed = true;
        next.wakeupReads();
    }

    @Override
    public final void awaitReadable() throws IOException {
        awaitReadable(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Whatever longer time the handler would wait, the client has a bodyReadTimeout for its next bytes. */
    @Override
    public final void awaitReadable(long time, TimeUnit unit) throws IOException {
        if (atEnd || finished || hasBufferedBytes()) {
            return;
        }
        long atMostMillis = Math.max(1, unit.toMillis(time));
        boolean tooLong = connection.isContinueSent()
                ? clientWait().await(taken, atMostMillis, millis -> connection.awaitReadable(next, millis))
                : clientWait().await(taken, atMostMillis, connection::awaitContinueWritable);
        if (tooLong) {
            CloseReason reason = clientWait().reason();
            if (reason == CloseReason.REQUEST_DATA_RATE || lastLookAfter == taken) {
                timedOut(reason);
            }
            // The wait may have ended with bytes all the same: whoever waited reads once more before it waits again.
            lastLookAfter = taken;
        }
    }

    @Override
    public final void terminateReads() {
        if (atEnd && !finished) {
            finish();
        } else if (!finished) {
            abandon();
        }
    }

    @Override
    public final boolean isReadShutdown() {
        return finished;
    }

    /** Returns whether a listener was to be told of the body's bytes, so that the I/O thread may be about to. */
    final boolean wasResumed() {
        return everResumed;
    }

    /** Returns how many bytes of content have been read. */
    final long taken() {
        return taken;
    }

    /** Returns how many bytes have been read of what the client sends as the body, its transfer coding included. */
    long received() {
        return taken;
    }

    /** Returns how long all waits for bytes of the body took by {@code now}. */
    final long waitedNanos(long now) {
        return wait == null ? 0 : wait.waitedNanos(now);
    }

    /** Returns whether the client may still be sending parts of the body that nobody will read. */
    final boolean isRestUnread() {
        return restUnread;
    }

    /** The handler is done without having read the body to its end: decides whether the rest is skipped or ends the connection. */
    final void handlerDone() {
        if (atEnd || finished) {
            return;
        }
        long limit = exchange.isResponseStarted() && exchange.isPersistent() ? MAX_SWALLOWED : MAX_SKIPPED;
        if (connection.isContinueOutstanding() || known() > limit) {
            abandon();
        } else {
            skipUpTo = taken + limit;
        }
    }

    /** The last byte of the body has been read. */
    protected final void endReached() {
        atEnd = true;
    }

    /**
     * Says that the request is over: last of all, since with it the connection may go to another thread, and not before a reader was told so,
     * since Undertow gives nothing more of an ended request to whoever reads it through a conduit that holds bytes back, as inflating does.
     */
    private void finish() {
        finished = true;
        connection.bodyFinished();
        Connectors.terminateRequest(exchange);
    }

    /** The client's FIN came before the body's end: what was meant is unknown, so nothing is answered. */
    protected final IOException endOfStream() {
        connection.closeAfterResponse(CloseReason.CLIENT_ABORTED);
        exchange.setPersistent(false);
        finish();
        IoUtils.safeClose(connection);
        return new EOFException(
                "the client ended the connection after " + taken + " bytes of an unfinished request body");
    }

    /**
     * Ends a body whose end cannot be found. A handler that reads it is told, and answered for with 400 unless it answers itself; where the
     * rest was only being skipped the response is unharmed, and the connection ends after it.
     *
     * @throws IOException if a handler is reading
     */
    protected final void malformed(String what) throws IOException {
        connection.closeAfterResponse(CloseReason.REQUEST_REFUSED);
        exchange.setPersistent(false);
        restUnread = true;
        finish();
        if (skipUpTo == Long.MAX_VALUE) {
            BodyFault.answerWith(StatusCodes.BAD_REQUEST, exchange);
            throw new MalformedBodyException(what);
        }
    }

    private void expire(CloseReason reason) {
        expired = reason;
        next.wakeupReads();
    }

    /** The exchange is over; on the connection's own thread. */
    final void cancelWait() {
        if (wait != null) {
            wait.cancel();
        }
    }

    private ClientWait clientWait() {
        if (wait == null) {
            wait = connection.bodyWait(this::expire);
        }
        return wait;
    }

    private void waitOver() {
        if (wait != null) {
            wait.end();
        }
    }

    private void timedOut(CloseReason reason) throws IOException {
        connection.closeAfterResponse(reason);
        exchange.setPersistent(false);
        restUnread = true;
        BodyFault.answerWith(StatusCodes.REQUEST_TIME_OUT, exchange);
        finish();
        throw new BodyTimeoutException("the client sent no more of the request body than " + taken + " bytes in time");
    }

    protected final void checkSize(long size) throws IOException {
        long max = exchange.getMaxEntitySize();
        if (max > 0 && size > max) {
            abandon();
            if (skipUpTo != Long.MAX_VALUE) {
                return;
            }
            BodyFault.answerWith(StatusCodes.REQUEST_ENTITY_TOO_LARGE, exchange);
            throw new RequestTooBigException("the request body has more than " + max + " bytes");
        }
    }

    private void abandon() {
        connection.closeAfterResponse(CloseReason.REQUEST_BODY_UNREAD);
        exchange.setPersistent(false);
        if (!finished) {
            restUnread = true;
            finish();
        }
    }

    private boolean hasBufferedBytes() {
        return connection.getExtraBytes() != null;
    }
}
