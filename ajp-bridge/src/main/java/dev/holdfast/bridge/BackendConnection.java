package dev.holdfast.bridge;

import dev.holdfast.connector.xnio.TcpKeepAlive;
import dev.holdfast.pool.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * One connection to the back end.
 *
 * <p>Its channel is registered with one I/O thread; whoever leases it may run on another. Events are handed to the lessee's thread, and only
 * that thread reads, writes and touches the dialog. Before an event crosses over it is suspended, so that the selector does not repeat it;
 * the lessee resumes what it still wants. No event is lost that way: a lessee is set before it resumes anything, so a suspension that comes
 * after its resumption is followed by a hand-over that finds it.
 */
final class BackendConnection {
    /** The one exchange that uses a connection; called on its own thread only. */
    interface Lessee {
        XnioIoThread ioThread();

        void ready();
    }

    private static final Logger LOG = Logger.getLogger("dev.holdfast.bridge");

    private static final OptionMap OPTIONS =
            OptionMap.create(Options.TCP_NODELAY, Boolean.TRUE, Options.KEEP_ALIVE, Boolean.TRUE);

    static OptionMap options(Duration firewallIdle) {
        return firewallIdle.isZero()
                ? OPTIONS
                : OptionMap.builder()
                        .addAll(OPTIONS)
                        .addAll(TcpKeepAlive.within(firewallIdle))
                        .getMap();
    }

    private final long id;
    private final ConnectionPool pool;
    private final XnioIoThread ioThread;
    private final BackendDialog dialog;
    private final Backend backend;
    private final long openedFor;
    private volatile @Nullable Lessee lessee;
    private volatile @Nullable StreamConnection channel;
    private @Nullable IoFuture<StreamConnection> connecting;
    private boolean closed;

    /** On the lessee's thread. */
    private boolean readable;

    /** @param openedFor the request that it is opened for */
    BackendConnection(
            long id,
            ConnectionPool pool,
            XnioIoThread ioThread,
            BackendDialog dialog,
            Backend backend,
            long openedFor) {
        this.id = id;
        this.pool = pool;
        this.ioThread = ioThread;
        this.dialog = dialog;
        this.backend = backend;
        this.openedFor = openedFor;
    }

    long id() {
        return id;
    }

    long openedFor() {
        return openedFor;
    }

    boolean isEstablished() {
        return channel != null;
    }

    XnioIoThread ioThread() {
        return ioThread;
    }

    ConnectionPool pool() {
        return pool;
    }

    int bufferSize() {
        return pool.bufferSize();
    }

    BackendDialog dialog() {
        return dialog;
    }

    /** Connects, on the connection's thread, and tells the pool how it went. */
    void connect(InetSocketAddress address, OptionMap options) {
        ioThread.execute(() -> {
            if (!closed) {
                connecting = ioThread.openStreamConnection(address, this::opened, options);
                connecting.addNotifier(new ConnectNotifier(), this);
            }
        });
    }

    private void opened(StreamConnection established) {
        if (closed) {
            IoUtils.safeClose(established);
        } else {
            pool.opened(this, established);
        }
    }

    void attach(StreamConnection opened) {
        channel = opened;
        opened.getSourceChannel().setReadListener(source -> readable());
        opened.getSinkChannel().setWriteListener(sink -> writable());
    }

    /** Closes the connection, whether established or not. */
    void close(CloseReason reason) {
        LOG.debugf("%s: closing connection %d: %s", backend, id, reason);
        ioThread.execute(() -> {
            closed = true;
            IoUtils.safeClose(channel);
            if (connecting != null) {
                connecting.cancel();
            }
        });
    }

    void leasedBy(Lessee newLessee) {
        lessee = newLessee;
    }

    void unleased() {
        lessee = null;
    }

    /** Returns whether {@link #read} may find something; if not, a lessee that resumes reads is told when that changes. */
    boolean isReadable() {
        return readable;
    }

    /** Returns as {@link java.nio.channels.ReadableByteChannel#read}. A read that leaves room has emptied the socket. */
    int read(ByteBuffer into) throws IOException {
        int count = channel().getSourceChannel().read(into);
        readable = count != 0 && !into.hasRemaining();
        return count;
    }

    int write(ByteBuffer from) throws IOException {
        try {
            return channel().getSinkChannel().write(from);
        } catch (IOException gone) {
            // There may be an answer all the same, and the end of the stream after it.
            readable = true;
            throw gone;
        }
    }

    void resumeReads() {
        channel().getSourceChannel().resumeReads();
    }

    void suspendReads() {
        channel().getSourceChannel().suspendReads();
    }

    void resumeWrites() {
        channel().getSinkChannel().resumeWrites();
    }

    void suspendWrites() {
        channel().getSinkChannel().suspendWrites();
    }

    /** Returns whether the back end closed this idle connection or sent something nobody asked for. By its lessee, or under the pool's lock. */
    boolean isSpoiled() {
        try {
            return read(ByteBuffer.allocate(1)) != 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private void readable() {
        Lessee current = lessee;
        if (current != null && current.ioThread() == ioThread) {
            readable = true;
            current.ready();
        } else {
            suspendReads();
            handOver();
        }
    }

    private void writable() {
        Lessee current = lessee;
        if (current != null && current.ioThread() == ioThread) {
            current.ready();
        } else {
            suspendWrites();
            handOver();
        }
    }

    private void handOver() {
        Lessee current = lessee;
        if (current == null) {
            pool.stirred(this);
        } else {
            current.ioThread().execute(() -> arrived(current));
        }
    }

    /** The lease may have ended while the event was on its way. */
    private void arrived(Lessee addressee) {
        if (lessee == addressee) {
            readable = true;
            addressee.ready();
        } else {
            handOver();
        }
    }

    InetAddress localAddress() {
        InetSocketAddress local = channel().getLocalAddress(InetSocketAddress.class);
        return local == null ? InetAddress.getLoopbackAddress() : local.getAddress();
    }

    /** Returns the channel itself, for a tunnel, which leases the connection for as long as it lives. */
    StreamConnection channel() {
        StreamConnection established = channel;
        if (established == null) {
            throw new IllegalStateException("connection " + id + " is not established");
        }
        return established;
    }

    private static final class ConnectNotifier extends IoFuture.HandlingNotifier<StreamConnection, BackendConnection> {
        @Override
        public void handleFailed(IOException cause, BackendConnection connection) {
            connection.pool.openFailed(connection, cause);
        }

        @Override
        public void handleCancelled(BackendConnection connection) {
            // The pool cancelled it, and has forgotten it.
        }
    }
}
