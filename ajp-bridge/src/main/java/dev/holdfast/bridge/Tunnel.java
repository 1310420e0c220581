package dev.holdfast.bridge;

import dev.holdfast.connector.xnio.TcpKeepAlive;
import dev.holdfast.pool.CloseReason;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.server.ServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Two connections whose bytes go from one to the other, after a back end has switched protocols. A side that ends its half lets the other
 * one go on; one that fails, or both halves ended, closes both connections.
 *
 * <p>The two may belong to different I/O threads, so each direction has a lock of its own, held for no more than what its two channels take
 * at once.
 */
final class Tunnel implements HttpUpgradeListener, BackendConnection.Lessee {
    private static final int BUFFER_SIZE = 16 * 1024;

    private final BackendConnection backend;
    private final ServerConnection client;
    private final ByteBuffer unread;
    private boolean over;
    private int finished;

    /** @param unread what the back end sent behind its 101; it is copied */
    Tunnel(BackendConnection backend, ServerConnection client, ByteBuffer unread) {
        this.backend = backend;
        this.client = client;
        this.unread = ByteBuffer.allocate(unread.remaining()).put(unread).flip();
        // The client may be gone before its connection is handed over.
        client.addCloseListener(closed -> end());
    }

    @Override
    public void handleUpgrade(StreamConnection upgraded, HttpServerExchange exchange) {
        StreamConnection server = backend.channel();
        keepAlive(upgraded);
        new Direction(upgraded.getSourceChannel(), server.getSinkChannel(), ByteBuffer.allocate(0)).start();
        new Direction(server.getSourceChannel(), upgraded.getSinkChannel(), unread).start();
    }

    /** The back end's connection has been so from its beginning; a client's is idle for long only as a tunnel. */
    private void keepAlive(StreamConnection upgraded) {
        Duration firewallIdle = backend.pool().firewallIdle();
        if (!firewallIdle.isZero()) {
            try {
                TcpKeepAlive.within(firewallIdle, upgraded);
            } catch (IOException gone) {
                // The first transfer finds out.
            }
        }
    }

    @Override
    public XnioIoThread ioThread() {
        return backend.ioThread();
    }

    /** Events go to the listeners of the two directions; what arrives here was on its way before they were set. */
    @Override
    public void ready() {}

    private void end() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        IoUtils.safeClose(client);
        backend.unleased();
        backend.pool().release(backend, CloseReason.NOT_REUSABLE);
    }

    private void directionFinished() {
        boolean both;
        synchronized (this) {
            both = ++finished == 2;
        }
        if (both) {
            end();
        }
    }

    private final class Direction {
        private final StreamSourceChannel source;
        private final StreamSinkChannel sink;
        private final ReentrantLock lock = new ReentrantLock();
        private final ByteBuffer first;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE).limit(0);
        private boolean sourceEnded;
        private boolean sinkEnded;

        /** @param first what goes before anything that is read */
        Direction(StreamSourceChannel source, StreamSinkChannel sink, ByteBuffer first) {
            this.source = source;
            this.sink = sink;
            this.first = first;
        }

        void start() {
            source.getReadSetter().set(readable -> move());
            sink.getWriteSetter().set(writable -> move());
            move();
        }

        private void move() {
            boolean finishes;
            lock.lock();
            try {
                finishes = !sinkEnded && transfer();
                sinkEnded |= finishes;
            } catch (IOException gone) {
                end();
                return;
            } finally {
                lock.unlock();
            }
            if (finishes) {
                directionFinished();
            }
        }

        /** Returns whether the last of it has been passed on. */
        private boolean transfer() throws IOException {
            while (true) {
                if (!write(first) || !write(buffer) || !sink.flush()) {
                    source.suspendReads();
                    sink.resumeWrites();
                    return false;
                }
                if (sourceEnded) {
                    source.suspendReads();
                    sink.suspendWrites();
                    return true;
                }
                int count = source.read(buffer.clear());
                buffer.flip();
                if (count < 0) {
                    sourceEnded = true;
                    sink.shutdownWrites();
                } else if (count == 0) {
                    sink.suspendWrites();
                    source.resumeReads();
                    return false;
                }
            }
        }

        private boolean write(ByteBuffer from) throws IOException {
            while (from.hasRemaining()) {
                if (sink.write(from) == 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
