package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpViolation;
import dev.holdfast.connector.BodyTimeoutException;
import dev.holdfast.connector.MalformedBodyException;
import dev.holdfast.connector.undertow.BodyFault;
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
 * The body of one request, as its handler reads it: asks the front for one packet after the other, as they are wanted. Of a body that nobody
 * wants, the packet that the front has sent unasked is waited for and dropped, so that the connection can live on where that was all; nothing
 * more is asked for.
 */
final class AjpRequestConduit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final AjpServerConnection connection;
    private final AjpWire wire;
    private final HttpServerExchange exchange;
    private @Nullable ByteBuffer chunk;
    private long taken;
    private boolean resumed;
    private boolean everResumed;
    private boolean discarding;

    /** Whether the end of the body will never be found. */
    private boolean unreadable;

    private volatile boolean finished;

    AjpRequestConduit(StreamSourceConduit next, AjpServerConnection connection, HttpServerExchange exchange) {
        super(next);
        this.connection = connection;
        wire = connection.wire;
        this.exchange = exchange;
    }

    /** Takes the first packet if it is here already. */
    void lookAhead() {
        if (wire.machine.isBodyDue()) {
            RequestBodyChunk first = wire.decodeBody();
            if (first != null && wire.machine.bodyReceived(first.data().remaining()) == null) {
                chunk = first.data();
            }
        }
    }

    /** Returns whether all of the body is here, so that nobody has to read from the socket. */
    boolean isHere() {
        return wire.machine.isBodyComplete();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (finished) {
            return -1;
        }
        if (!dst.hasRemaining()) {
            return 0;
        }
        int read;
        try {
            synchronized (wire.lock) {
                read = finished ? -1 : readLocked(dst);
            }
        } catch (EOFException gone) {
            finish();
            IoUtils.safeClose(connection);
            throw gone;
        }
        if (read < 0) {
            finish();
        }
        return read;
    }

    private int readLocked(ByteBuffer dst) throws IOException {
        for (; ; ) {
            ByteBuffer here = chunk;
            if (here != null && here.hasRemaining()) {
                return take(here, dst);
            }
            if (wire.machine.isBodyComplete()) {
                chunk = null;
                wire.input.releaseIfEmpty();
                return -1;
            }
            if (unreadable || (discarding && !wire.machine.isBodyDue())) {
                return abandon();
            }
            try {
                if (!nextPacket()) {
                    return lateOrNothing();
                }
            } catch (MalformedBodyException broken) {
                if (discarding) {
                    return abandon();
                }
                throw broken;
            }
        }
    }

    private int take(ByteBuffer here, ByteBuffer dst) throws IOException {
        int length = Math.min(here.remaining(), dst.remaining());
        long size = taken + length;
        long max = exchange.getMaxEntitySize();
        if (max > 0 && size > max && !discarding) {
            abandon();
            BodyFault.answerWith(StatusCodes.REQUEST_ENTITY_TOO_LARGE, exchange);
            throw new RequestTooBigException("the request body has more than " + max + " bytes");
        }
        int limit = here.limit();
        here.limit(here.position() + length);
        dst.put(here);
        here.limit(limit);
        taken = size;
        return length;
    }

    /** Returns whether there is one. */
    private boolean nextPacket() throws IOException {
        wire.ask();
        RequestBodyChunk packet = wire.decodeBody();
        while (packet == null && wire.decoder.violation() == null) {
            int filled = fill();
            if (filled == 0) {
                return false;
            }
            if (filled < 0) {
                throw endOfStream();
            }
            packet = wire.decodeBody();
        }
        AjpViolation wrong = packet == null ? wire.decoder.violation() : null;
        if (packet == null || wrong != null) {
            wire.machine.violated(wire.violation(), wire.now());
            throw malformed("the front sent a body packet that is none: " + wrong);
        }
        wrong = wire.machine.bodyReceived(packet.data().remaining());
        if (wrong != null) {
            throw malformed("the front sent a body packet that cannot come now: " + wrong);
        }
        chunk = packet.data();
        return true;
    }

    private int fill() throws IOException {
        try {
            return wire.fill();
        } catch (IOException reset) {
            wire.machine.closeAfterResponse(CloseReason.CLIENT_ABORTED);
            throw reset;
        }
    }

    private int lateOrNothing() throws IOException {
        if (!wire.machine.isBodyLate(wire.now())) {
            if (resumed) {
                listenerWaits();
            }
            return 0;
        }
        wire.machine.closeAfterResponse(CloseReason.REQUEST_BODY_TIMEOUT);
        if (discarding) {
            return abandon();
        }
        exchange.setPersistent(false);
        unreadable = true;
        BodyFault.answerWith(StatusCodes.REQUEST_TIME_OUT, exchange);
        throw new BodyTimeoutException("the front sent no more of the request body than " + taken + " bytes in time");
    }

    private IOException endOfStream() {
        wire.machine.closeAfterResponse(CloseReason.CLIENT_ABORTED);
        exchange.setPersistent(false);
        unreadable = true;
        return new EOFException(
                "the front ended the connection after " + taken + " bytes of an unfinished request body");
    }

    private IOException malformed(String what) {
        exchange.setPersistent(false);
        BodyFault.answerWith(StatusCodes.BAD_REQUEST, exchange);
        unreadable = true;
        return new MalformedBodyException(what);
    }

    private int abandon() {
        wire.machine.closeAfterResponse(CloseReason.REQUEST_BODY_UNREAD);
        exchange.setPersistent(false);
        chunk = null;
        unreadable = true;
        return -1;
    }

    /** The handler is done without having read the body to its end. */
    void handlerDone() {
        synchronized (wire.lock) {
            discarding = true;
        }
    }

    private void finish() {
        if (!finished) {
            finished = true;
            Connectors.terminateRequest(exchange);
        }
    }

    /** The exchange is over; under the connection's lock. */
    void end() {
        finished = true;
        chunk = null;
    }

    /** Returns whether a listener was to be told of the body's bytes, so that the I/O thread may be about to. */
    boolean wasResumed() {
        return everResumed;
    }

    /** The front's time is up: whoever listens is to find out. */
    void timedOut() {
        if (resumed) {
            next.wakeupReads();
        }
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
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
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), count, throughBuffer, target);
    }

    @Override
    public void resumeReads() {
        everResumed = true;
        boolean ready;
        synchronized (wire.lock) {
            resumed = true;
            ready = isReady();
            if (!ready) {
                try {
                    wire.ask();
                    listenerWaits();
                } catch (IOException brokenSocket) {
                    ready = true;
                }
            }
        }
        if (ready) {
            next.wakeupReads();
        } else {
            next.resumeReads();
        }
    }

    private void listenerWaits() {
        wire.machine.bodyWaits(wire.now());
        connection.publish();
    }

    private boolean isReady() {
        ByteBuffer here = chunk;
        return finished
                || (here != null && here.hasRemaining())
                || wire.input.remaining() > 0
                || wire.machine.isEnded()
                || wire.machine.isBodyComplete();
    }

    @Override
    public void wakeupReads() {
        everResumed = true;
        synchronized (wire.lock) {
            resumed = true;
        }
        next.wakeupReads();
    }

    @Override
    public void suspendReads() {
        synchronized (wire.lock) {
            resumed = false;
            wire.machine.bodyWaited();
        }
        next.suspendReads();
    }

    @Override
    public boolean isReadResumed() {
        return resumed;
    }

    @Override
    public void awaitReadable() throws IOException {
        awaitReadable(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Whatever longer time the handler would wait, the front has a readTimeout for its next packet. */
    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        long nanos;
        synchronized (wire.lock) {
            ByteBuffer here = chunk;
            if (finished || (here != null && here.hasRemaining()) || wire.machine.isBodyComplete()) {
                return;
            }
            wire.ask();
            long now = wire.now();
            nanos = Math.min(unit.toNanos(time), wire.machine.bodyWaits(now) - now);
        }
        if (nanos > 0) {
            wire.awaitReadable(nanos);
        }
    }

    @Override
    public void terminateReads() throws IOException {
        synchronized (wire.lock) {
            if (!wire.machine.isBodyComplete()) {
                abandon();
            }
        }
        finish();
    }

    @Override
    public boolean isReadShutdown() {
        return finished;
    }
}
