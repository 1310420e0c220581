package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xnio.Option;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * A connection accepted on a Unix domain socket, which XNIO itself can neither accept nor wrap. Of a socket's
 * options it has XNIO's idle times only, {@code READ_TIMEOUT} and {@code WRITE_TIMEOUT}, for those who keep them: it does not itself.
 *
 * <p>Its two addresses are port 0 of the loopback address: handlers expect an Internet address, its clients are on this machine, and no TCP
 * connection has that port.
 */
public final class UnixStreamConnection extends StreamConnection {
    private static final InetSocketAddress THIS_MACHINE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Set<Option<?>> OPTIONS = Set.of(Options.READ_TIMEOUT, Options.WRITE_TIMEOUT);

    private final SocketChannel socket;
    private final SelectionKey key;
    private final Runnable onClosed;
    private final UnixSourceConduit source;
    private final UnixSinkConduit sink;
    private final Map<Option<?>, Object> options = new ConcurrentHashMap<>(2);

    /**
     * Takes over {@code socket}.
     *
     * @param key of a selector whose thread calls {@link #ready}
     * @param onClosed called once, on whatever thread closes the connection
     */
    UnixStreamConnection(XnioIoThread thread, SocketChannel socket, SelectionKey key, Runnable onClosed) {
        super(thread);
        this.socket = socket;
        this.key = key;
        this.onClosed = onClosed;
        source = new UnixSourceConduit(this, socket, key);
        sink = new UnixSinkConduit(this, socket, key);
        setSourceConduit(source);
        setSinkConduit(sink);
    }

    /** The selector has found the socket ready; on the selector's thread. */
    void ready() {
        try {
            int operations = key.readyOps();
            if ((operations & SelectionKey.OP_READ) != 0) {
                source.readiness().ready();
            }
            if ((operations & SelectionKey.OP_WRITE) != 0) {
                sink.readiness().ready();
            }
        } catch (CancelledKeyException closedMeanwhile) {
            // Whoever closed it has told everybody.
        }
    }

    @Override
    public SocketAddress getPeerAddress() {
        return THIS_MACHINE;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return THIS_MACHINE;
    }

    @Override
    public boolean supportsOption(Option<?> option) {
        return OPTIONS.contains(option);
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) {
        return option.cast(options.get(option));
    }

    /** Returns the value so far, null for none; so for every option that is not supported, which is ignored. */
    @Override
    public <T> @Nullable T setOption(Option<T> option, @Nullable T value) {
        if (!supportsOption(option)) {
            return null;
        }
        return option.cast(value == null ? options.remove(option) : options.put(option, value));
    }

    @Override
    protected boolean readClosed() {
        return super.readClosed();
    }

    @Override
    protected boolean writeClosed() {
        return super.writeClosed();
    }

    @Override
    protected void notifyReadClosed() {
        source.tellOfEnd();
        super.notifyReadClosed();
    }

    @Override
    protected void notifyWriteClosed() {
        sink.tellOfEnd();
        super.notifyWriteClosed();
    }

    @Override
    protected void closeAction() throws IOException {
        try {
            socket.close();
        } finally {
            source.readiness().closed();
            sink.readiness().closed();
            onClosed.run();
        }
    }
}
