package dev.holdfast.connector.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.server.SSLSessionInfo;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.AttachmentList;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;
import org.xnio.channels.SslChannel;

/**
 * What an HTTP/1.x connection is whatever it is doing: the bytes that were read and not consumed, and the plain answers of Undertow's SPI.
 *
 * <p>{@link #getExtraBytes()} holds every byte that was read and not consumed yet: an unfinished head, the beginning of a body, the next
 * pipelined request. It is null whenever there is none, so a parked connection holds no buffer.
 */
abstract class BufferedServerConnection extends AbstractServerConnection implements ServerConnection.CloseListener {
    /** What the inherited {@code extraBytes} would be, if closing the channel on one thread did not free it under the hands of another. */
    private @Nullable PooledByteBuffer unconsumed;

    /** The buffer that {@link #unconsumed} was, for a response head at once. */
    private @Nullable PooledByteBuffer spare;

    private final boolean connectAllowed;
    private @Nullable HttpUpgradeListener upgradeListener;
    private boolean connectAccepted;
    private @Nullable SSLSessionInfo sslSessionInfo;
    private final @Nullable Endpoints proxied;

    /** Whether anything was left on the connection for a later request, or its end, to find. */
    private boolean remembers;

    BufferedServerConnection(
            HoldfastOpenListener listener,
            StreamConnection channel,
            HttpHandler rootHandler,
            @Nullable Endpoints proxied) {
        super(channel, listener.getBufferPool(), rootHandler, listener.getUndertowOptions(), listener.bufferSize());
        this.proxied = proxied;
        connectAllowed = listener.settings().protocols().connect();
        super.addCloseListener(this);
    }

    @Override
    public SocketAddress getPeerAddress() {
        return proxied == null ? super.getPeerAddress() : proxied.source();
    }

    @Override
    public <A extends SocketAddress> @Nullable A getPeerAddress(Class<A> type) {
        return proxied == null ? super.getPeerAddress(type) : Endpoints.as(type, proxied.source());
    }

    @Override
    public SocketAddress getLocalAddress() {
        return proxied == null ? super.getLocalAddress() : proxied.destination();
    }

    @Override
    public <A extends SocketAddress> @Nullable A getLocalAddress(Class<A> type) {
        return proxied == null ? super.getLocalAddress(type) : Endpoints.as(type, proxied.destination());
    }

    /** Returns whether the connection is more than its socket and its machine to somebody, and so must not be replaced by another. */
    final boolean isIrreplaceable() {
        return remembers || proxied != null;
    }

    @Override
    public <T> @Nullable T putAttachment(AttachmentKey<T> key, T value) {
        remembers = true;
        return super.putAttachment(key, value);
    }

    @Override
    public <T> void addToAttachmentList(AttachmentKey<AttachmentList<T>> key, T value) {
        remembers = true;
        super.addToAttachmentList(key, value);
    }

    @Override
    public void addCloseListener(CloseListener listener) {
        remembers = true;
        super.addCloseListener(listener);
    }

    @Override
    public ChannelListener.Setter<ServerConnection> getCloseSetter() {
        remembers = true;
        return super.getCloseSetter();
    }

    @Override
    public final void closed(ServerConnection itself) {
        channelClosed();
    }

    /** The channel is closed; on whatever thread has closed it. */
    abstract void channelClosed();

    /** The unconsumed bytes now begin at index 0 of their buffer. */
    abstract void bufferMoved();

    /**
     * Reads once from the socket, behind whatever is buffered.
     *
     * @return the number of bytes, 0 where none was there, -1 at the client's FIN
     */
    final int fill() throws IOException {
        PooledByteBuffer pooled = getExtraBytes();
        boolean empty = pooled == null;
        if (pooled == null) {
            pooled = bufferPool.allocate();
            pooled.getBuffer().clear().limit(0);
        } else if (pooled.getBuffer().limit() == pooled.getBuffer().capacity()) {
            pooled = makeRoom(pooled);
        }
        ByteBuffer buffer = pooled.getBuffer();
        int start = buffer.position();
        int end = buffer.limit();
        buffer.limit(buffer.capacity()).position(end);
        int read = -1;
        try {
            read = originalSourceConduit.read(buffer);
        } finally {
            buffer.limit(buffer.position()).position(start);
            if (!empty || read > 0) {
                setExtraBytes(pooled);
            } else {
                pooled.close();
            }
        }
        return read;
    }

    /** Moves the bytes to the start of their buffer or, where they fill it, of a larger one; the limits on heads bound how large. */
    private PooledByteBuffer makeRoom(PooledByteBuffer full) {
        ByteBuffer buffer = full.getBuffer();
        PooledByteBuffer roomy = full;
        if (buffer.position() > 0) {
            buffer.compact().flip();
        } else {
            ByteBuffer larger = ByteBuffer.allocate(2 * buffer.capacity());
            larger.put(buffer).flip();
            full.close();
            roomy = new ImmediatePooledByteBuffer(larger);
        }
        bufferMoved();
        return roomy;
    }

    final void releaseExtraBytes() {
        PooledByteBuffer pooled = unconsumed;
        unconsumed = null;
        if (pooled != null) {
            pooled.close();
        }
    }

    /** Keeps the buffer, whose bytes are consumed, for {@link #borrowBuffer}. */
    final void spareExtraBytes() {
        spare = unconsumed;
        unconsumed = null;
    }

    /** Returns a buffer of the pool, empty, which the caller closes; on the thread that spared one. */
    final PooledByteBuffer borrowBuffer() {
        PooledByteBuffer spared = spare;
        if (spared == null) {
            return bufferPool.allocate();
        }
        spare = null;
        spared.getBuffer().clear();
        return spared;
    }

    /** Gives back what was spared and not borrowed. */
    final void releaseSpare() {
        PooledByteBuffer spared = spare;
        if (spared != null) {
            spare = null;
            spared.close();
        }
    }

    @Override
    public @Nullable PooledByteBuffer getExtraBytes() {
        if (unconsumed != null && !unconsumed.getBuffer().hasRemaining()) {
            releaseExtraBytes();
        }
        return unconsumed;
    }

    @Override
    public void setExtraBytes(@Nullable PooledByteBuffer extraBytes) {
        unconsumed = extraBytes;
    }

    @Override
    public boolean isContinueResponseSupported() {
        return true;
    }

    @Override
    protected StreamConnection upgradeChannel() {
        clearChannel();
        return channel;
    }

    @Override
    protected boolean isUpgradeSupported() {
        return true;
    }

    /**
     * Returns who takes the channel over.
     *
     * @throws IllegalStateException if a handler answered 101 without saying who
     */
    final HttpUpgradeListener upgradeListener() {
        if (upgradeListener == null) {
            throw new IllegalStateException("status 101 without an upgrade listener");
        }
        return upgradeListener;
    }

    @Override
    protected void setUpgradeListener(HttpUpgradeListener upgradeListener) {
        remembers = true;
        this.upgradeListener = upgradeListener;
    }

    @Override
    protected boolean isConnectSupported() {
        return connectAllowed;
    }

    @Override
    protected void setConnectListener(HttpUpgradeListener connectListener) {
        remembers = true;
        upgradeListener = connectListener;
        connectAccepted = true;
    }

    /** Returns whether {@code exchange}, by its answer as it stands, hands the channel over. */
    final boolean handsOver(HttpServerExchange exchange) {
        int status = exchange.getStatusCode();
        return exchange.isUpgrade() || (connectAccepted && status >= 200 && status < 300);
    }

    @Override
    public @Nullable SSLSession getSslSession() {
        return channel instanceof SslChannel ssl ? ssl.getSslSession() : null;
    }

    @Override
    public @Nullable SSLSessionInfo getSslSessionInfo() {
        if (sslSessionInfo == null && channel instanceof SslChannel ssl) {
            sslSessionInfo = new TlsSessionInfo(ssl);
        }
        return sslSessionInfo;
    }

    @Override
    public void setSslSessionInfo(@Nullable SSLSessionInfo sessionInfo) {
        sslSessionInfo = sessionInfo;
    }

    @Override
    public String getTransportProtocol() {
        return "http/1.1";
    }
}
