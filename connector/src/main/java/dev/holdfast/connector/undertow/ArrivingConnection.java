package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.lifetime.Next;
import dev.holdfast.proxyprotocol.ProxyHeader;
import dev.holdfast.proxyprotocol.ProxyHeaderParser;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimerWheel;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.protocol.http2.Http2OpenListener;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.ssl.SslConnection;

/**
 * A connection before HTTP: its PROXY header, its TLS handshake, and finding out which HTTP it speaks. Whoever speaks that takes over the
 * machine, whose life began at the accept, and the bytes.
 */
final class ArrivingConnection implements LiveConnection {
    private static final Logger LOG = Logger.getLogger(ArrivingConnection.class);

    /** RFC 9113 section 3.4. */
    private static final ByteBuffer PREFACE = ByteBuffer.wrap(
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
            .asReadOnlyBuffer();

    private final HoldfastOpenListener listener;
    private final Shard shard;
    private final StreamConnection socket;
    private final Arrival arrival;
    private final ConnectionMachine machine;
    private final TimerWheel.Entry<Timed> timerEntry = new TimerWheel.Entry<>(this);
    private @Nullable PooledByteBuffer read;

    /** Where addresses are counted: the one that this connection counts for, once that is known. */
    private @Nullable InetAddress client;

    private @Nullable ProxyHeaderParser proxyHeader;
    private @Nullable Endpoints endpoints;
    private @Nullable TlsInput tlsInput;
    private StreamConnection channel;
    private Step step = this::readProxyHeader;
    private boolean handshakeDone;
    private boolean over;

    ArrivingConnection(
            HoldfastOpenListener listener,
            Shard shard,
            StreamConnection socket,
            Arrival arrival,
            @Nullable InetAddress client,
            @Nullable PooledByteBuffer alreadyRead) {
        this.listener = listener;
        this.shard = shard;
        this.socket = socket;
        this.arrival = arrival;
        this.client = client;
        machine = arrival.machine();
        channel = socket;
        read = alreadyRead;
    }

    /** Begins on the connection's I/O thread. */
    void open() {
        shard.opened(this);
        shard.schedule(timerEntry, machine.nextDeadline());
        socket.setCloseListener(closed -> channelClosed());
        socket.getSourceChannel().setReadListener(this::readable);
        guarded(() -> {
            if (listener.settings().protocols().proxyProtocol()) {
                proxyHeader = new ProxyHeaderParser();
                step.take();
            } else {
                proxyHeaderDone();
            }
        });
    }

    private void readable(ConduitStreamSourceChannel source) {
        guarded(step);
    }

    @Override
    public void timeout(long now) {
        if (read != null && machine.state() == State.ACCEPTED && Deadline.isExpired(machine.nextDeadline(), now)) {
            // The beginning of a request, for all that is known: whoever speaks HTTP/1.1 says that the rest is late.
            guarded(() -> handOver(false));
        } else if (machine.timeout(now) != Next.READ) {
            end();
        } else {
            shard.schedule(timerEntry, machine.nextDeadline());
        }
    }

    @Override
    public void drain() {
        if (machine.drain(shard.now()) != Next.READ) {
            end();
        }
    }

    @Override
    public void forceClose() {
        machine.closed(CloseReason.STOPPED);
        end();
    }

    // The PROXY header.

    private void readProxyHeader() throws IOException {
        ProxyHeaderParser parser = proxyHeader;
        if (parser == null) {
            throw new IllegalStateException("no PROXY header is read");
        }
        while (read != null || fill()) {
            ByteBuffer bytes = buffer();
            switch (parser.parse(bytes)) {
                case INCOMPLETE -> release();
                case INVALID -> {
                    machine.closed(CloseReason.BAD_PROXY_HEADER);
                    end();
                    return;
                }
                case COMPLETE -> {
                    endpoints = endpoints(parser.header());
                    proxyHeader = null;
                    if (!bytes.hasRemaining()) {
                        release();
                    }
                    proxyHeaderDone();
                    return;
                }
            }
        }
    }

    private static @Nullable Endpoints endpoints(ProxyHeader header) throws UnknownHostException {
        if (header instanceof ProxyHeader.Relayed relayed) {
            return new Endpoints(
                    new InetSocketAddress(InetAddress.getByAddress(relayed.source()), relayed.sourcePort()),
                    new InetSocketAddress(InetAddress.getByAddress(relayed.destination()), relayed.destinationPort()));
        }
        return null;
    }

    private void proxyHeaderDone() throws IOException {
        Endpoints relayed = endpoints;
        if (relayed != null) {
            InetAddress address = relayed.source().getAddress();
            if (!listener.admit(address)) {
                machine.closed(CloseReason.TOO_MANY_FROM_ADDRESS);
                end();
                return;
            }
            client = address;
        }
        TlsServer tls = listener.tls();
        if (tls == null) {
            step = this::readPreface;
            readPreface();
            return;
        }
        if (socket.getPeerAddress() == null) {
            // Gone already, and a TLS engine needs somebody to talk to.
            machine.closed(CloseReason.CLIENT_CLOSED);
            end();
            return;
        }
        startHandshake(tls);
    }

    // The TLS handshake.

    private void startHandshake(TlsServer tls) throws IOException {
        machine.handshakeStarted(shard.now());
        shard.schedule(timerEntry, machine.nextDeadline());
        ConduitStreamSourceChannel source = socket.getSourceChannel();
        source.suspendReads();
        source.setReadListener(null);
        tlsInput = new TlsInput(source.getConduit(), read);
        read = null;
        source.setConduit(tlsInput);
        SslConnection ssl = tls.wrap(socket);
        channel = ssl;
        step = this::handshake;
        ssl.setCloseListener(closed -> channelClosed());
        ssl.getHandshakeSetter().set(done -> handshakeDone = true);
        ssl.getSourceChannel().setReadListener(this::readable);
        handshake();
    }

    /** Reading makes the handshake. */
    private void handshake() throws IOException {
        boolean bytes = fill();
        if (over) {
            return;
        }
        if (bytes || handshakeDone) {
            machine.handshakeDone(shard.now());
            SslConnection ssl = (SslConnection) channel;
            handOver(TlsServer.protocolOf(ssl).equals(Http2OpenListener.HTTP2));
        }
    }

    // The preface of HTTP/2, by which it is known where TLS has not told.

    private void readPreface() throws IOException {
        if (!listener.settings().protocols().h2c()) {
            handOver(false);
            return;
        }
        while (read != null || fill()) {
            ByteBuffer bytes = buffer();
            int known = Math.min(bytes.remaining(), PREFACE.remaining());
            if (!bytes.slice().limit(known).equals(PREFACE.slice().limit(known))) {
                handOver(false);
                return;
            }
            if (known == PREFACE.remaining()) {
                handOver(true);
                return;
            }
            if (!readMore()) {
                return;
            }
        }
    }

    /** Reads behind the bytes that are there; returns whether there are more. */
    private boolean readMore() throws IOException {
        PooledByteBuffer start = read;
        read = null;
        boolean more = false;
        try {
            more = fill();
        } finally {
            if (start != null && over) {
                start.close();
            } else if (start != null) {
                read = joined(start, read);
            }
        }
        return more;
    }

    private static PooledByteBuffer joined(PooledByteBuffer start, @Nullable PooledByteBuffer more) {
        if (more == null) {
            return start;
        }
        ByteBuffer both = ByteBuffer.allocate(
                        start.getBuffer().remaining() + more.getBuffer().remaining())
                .put(start.getBuffer())
                .put(more.getBuffer())
                .flip();
        start.close();
        more.close();
        return new ImmediatePooledByteBuffer(both);
    }

    // Handing over.

    private void handOver(boolean http2) {
        over = true;
        timerEntry.remove();
        shard.closed(this);
        ConduitStreamSourceChannel source = channel.getSourceChannel();
        source.suspendReads();
        source.setReadListener(null);
        try {
            serve(http2, read);
            read = null;
        } catch (RuntimeException | Error bug) {
            IoUtils.safeClose(channel, socket);
            // Where it was taken over before, its new owner has seen the end and counted it.
            over = machine.state() == State.CLOSED;
            throw bug;
        }
    }

    private void serve(boolean http2, @Nullable PooledByteBuffer bytes) {
        if (http2) {
            listener.serve(new MultiplexedConnection(listener, shard, channel, arrival, endpoints, client, bytes));
        } else {
            listener.serve(channel, arrival, endpoints, client, bytes);
        }
    }

    /** Reads once; returns whether there are bytes. Where there are none, waits for some or, at the client's FIN, ends the connection. */
    private boolean fill() throws IOException {
        PooledByteBuffer pooled = listener.getBufferPool().allocate();
        int count = -1;
        try {
            count = channel.getSourceChannel().read(pooled.getBuffer());
        } finally {
            if (count > 0) {
                pooled.getBuffer().flip();
                read = pooled;
            } else {
                pooled.close();
            }
        }
        if (count < 0) {
            if (!over) {
                machine.peerClosed();
                end();
            }
        } else if (count == 0) {
            channel.getSourceChannel().resumeReads();
        }
        return count > 0;
    }

    private ByteBuffer buffer() {
        if (read == null) {
            throw new IllegalStateException("nothing was read");
        }
        return read.getBuffer();
    }

    private void release() {
        PooledByteBuffer pooled = read;
        read = null;
        if (pooled != null) {
            pooled.close();
        }
    }

    private void guarded(Step action) {
        try {
            if (!over) {
                action.take();
            }
        } catch (IOException broken) {
            LOG.debugf(broken, "connection from %s failed before its first request", socket.getPeerAddress());
            end();
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "closing the connection from %s: the connector failed", socket.getPeerAddress());
            machine.closed(CloseReason.INTERNAL_ERROR);
            end();
        }
    }

    private void end() {
        IoUtils.safeClose(channel, socket);
        channelClosed();
    }

    private void channelClosed() {
        if (over) {
            return;
        }
        over = true;
        timerEntry.remove();
        shard.closed(this);
        release();
        if (tlsInput != null) {
            tlsInput.release();
        }
        if (client != null) {
            listener.left(client);
        }
        machine.closed(whyClosed());
        listener.connectionEnded(arrival, socket.getPeerAddress());
    }

    /** A handshake that fails closes the channel below us, with an alert. */
    private CloseReason whyClosed() {
        if (machine.state() != State.HANDSHAKING) {
            return CloseReason.IO_ERROR;
        }
        return tlsInput != null && tlsInput.isEnded() ? CloseReason.CLIENT_ABORTED : CloseReason.TLS_HANDSHAKE_FAILED;
    }

    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }
}
