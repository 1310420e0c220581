package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpRequestDecoder;
import dev.holdfast.ajp13.AjpResponseWriter;
import dev.holdfast.ajp13.AjpServerMachine;
import dev.holdfast.ajp13.AjpViolation;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The bytes of one connection in both directions, and the machine that knows what they mean. All of it is touched under {@link #lock}, by
 * whoever has the connection: a handler may read on one thread and write on another. What waits says so, and is called without the lock.
 */
final class AjpWire {
    private static final Logger LOG = Logger.getLogger(AjpWire.class);

    private static final long RETRY_MILLIS = 10;

    final Object lock = new Object();
    final AjpServerMachine machine;
    final AjpRequestDecoder decoder;
    final AjpInput input;
    final AjpOutput output;

    private final int packetSize;
    private final StreamSourceConduit source;
    private final StreamSinkConduit sink;
    private final XnioIoThread ioThread;
    private boolean asksAgain;

    /**
     * @param source the socket's own, as is {@code sink}
     * @param ioThread on which the socket is registered
     */
    AjpWire(
            AjpConnectorSettings settings,
            ByteBufferPool pool,
            StreamSourceConduit source,
            StreamSinkConduit sink,
            XnioIoThread ioThread) {
        this.source = source;
        this.sink = sink;
        this.ioThread = ioThread;
        packetSize = settings.limits().packetSize();
        machine = new AjpServerMachine(settings.timeouts(), packetSize, now());
        decoder = new AjpRequestDecoder(packetSize, settings.limits().maxHeaderCount());
        input = new AjpInput(pool);
        output = new AjpOutput(pool);
    }

    long now() {
        return SystemNanoClock.INSTANCE.nanoTime();
    }

    int packetSize() {
        return packetSize;
    }

    /** Reads once. Returns the number of bytes, 0 where none was there, -1 at the front's FIN. */
    int fill() throws IOException {
        return input.fill(source);
    }

    @Nullable
    RequestBodyChunk decodeBody() {
        return decoder.decodeBody(input.bytes());
    }

    /** Returns what made the decoder stop. */
    AjpViolation violation() {
        AjpViolation found = decoder.violation();
        return found == null ? AjpViolation.UNEXPECTED_MESSAGE : found;
    }

    /** Asks the front for more of the request's body, unless it owes some or has none. */
    void ask() throws IOException {
        if (machine.isBodyComplete() || machine.isBodyDue()) {
            return;
        }
        ByteBuffer out = output.room(AjpResponseWriter.SMALL_PACKET);
        if (out == null) {
            write();
            out = output.room(AjpResponseWriter.SMALL_PACKET);
        }
        if (out != null) {
            AjpResponseWriter.ask(out, machine.bodyWanted());
        }
        if (!write()) {
            askAgainLater();
        }
    }

    /** The response fills the socket, and the buffer perhaps; and whoever reads need not be somebody who writes, too. */
    private void askAgainLater() {
        if (asksAgain) {
            return;
        }
        try {
            ioThread.executeAfter(this::askAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            asksAgain = true;
        } catch (RejectedExecutionException ending) {
            LOG.debug("a connection outlives its worker");
        }
    }

    private void askAgain() {
        synchronized (lock) {
            asksAgain = false;
            try {
                if (output.isPending() && !write()) {
                    askAgainLater();
                } else if (!machine.isEnded()) {
                    ask();
                }
            } catch (IOException brokenSocket) {
                LOG.debug("a connection failed", brokenSocket);
            }
        }
    }

    /** Writes what the socket takes. Returns whether that was all. */
    boolean write() throws IOException {
        try {
            long written = output.flush(sink);
            boolean pending = output.isPending();
            if (written > 0 || !pending) {
                machine.writeWaited();
            }
            return !pending;
        } catch (IOException brokenSocket) {
            machine.closeAfterResponse(CloseReason.CLIENT_ABORTED);
            throw brokenSocket;
        }
    }

    /** Waits for bytes, or room for what asks for them; without the lock. */
    void awaitReadable(long nanos) throws IOException {
        boolean pending;
        synchronized (lock) {
            pending = output.isPending() && !write();
        }
        if (pending) {
            awaitWritable(Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS)));
        } else {
            source.awaitReadable(roundedUp(nanos), TimeUnit.MILLISECONDS);
        }
    }

    /** Waits for room; without the lock. */
    void awaitWritable(long nanos) throws IOException {
        sink.awaitWritable(roundedUp(nanos), TimeUnit.MILLISECONDS);
    }

    private static long roundedUp(long nanos) {
        return (nanos - 1) / TimeUnit.MILLISECONDS.toNanos(1) + 1;
    }
}
