package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.FailedIoFuture;
import org.xnio.FutureResult;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.channels.BoundChannel;

/** A socket on its way to a server. */
final class SocketConnecting implements SocketUser {
    private final EventLoop loop;
    private final LoopSocket socket;
    private final @Nullable ChannelListener<? super StreamConnection> opened;
    private final OptionMap options;
    private final FutureResult<StreamConnection> result;

    private SocketConnecting(
            EventLoop loop,
            SocketChannel channel,
            @Nullable ChannelListener<? super StreamConnection> opened,
            OptionMap options) {
        this.loop = loop;
        this.opened = opened;
        this.options = options;
        socket = new LoopSocket(loop, channel, null);
        socket.use(this);
        result = new FutureResult<>(loop);
    }

    /** As {@link org.xnio.XnioIoThread#openStreamConnection} promises; the local address is bound to, but nobody is told of it. */
    static IoFuture<StreamConnection> connect(
            EventLoop loop,
            @Nullable InetSocketAddress bindAddress,
            InetSocketAddress destination,
            @Nullable ChannelListener<? super StreamConnection> opened,
            @Nullable ChannelListener<? super BoundChannel> bound,
            OptionMap options) {
        if (bound != null) {
            throw new UnsupportedOperationException("a listener for the local address of a client");
        }
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            SocketOptions.apply(channel, options);
            if (bindAddress != null) {
                channel.bind(bindAddress);
            }
            boolean connected = channel.connect(destination);
            SocketConnecting connecting = new SocketConnecting(loop, channel, opened, options);
            connecting.start(connected);
            return connecting.result.getIoFuture();
        } catch (IOException failed) {
            IoUtils.safeClose(channel);
            return new FailedIoFuture<>(failed);
        } catch (UnresolvedAddressException unknown) {
            IoUtils.safeClose(channel);
            return new FailedIoFuture<>(new IOException("no such host: " + destination.getHostString(), unknown));
        }
    }

    private void start(boolean connected) throws IOException {
        result.addCancelHandler(() -> {
            if (result.setCancelled()) {
                close();
            }
            return result.getIoFuture();
        });
        try {
            if (connected) {
                loop.execute(this::finish);
            } else if (!socket.ask(SelectionKey.OP_CONNECT)) {
                throw new ClosedChannelException();
            }
        } catch (RejectedExecutionException ending) {
            close();
            throw new IOException(ending.getMessage(), ending);
        }
    }

    @Override
    public void ready(int operations) {
        finish();
    }

    private void finish() {
        socket.askNoMore(SelectionKey.OP_CONNECT);
        try {
            if (!socket.channel().finishConnect()) {
                socket.ask(SelectionKey.OP_CONNECT);
                return;
            }
            SocketConnection connection = SocketConnection.of(socket, options);
            if (result.setResult(connection)) {
                ChannelListeners.invokeChannelListener(connection, opened);
            } else {
                IoUtils.safeClose(connection);
            }
        } catch (IOException failed) {
            close();
            result.setException(failed);
        }
    }

    /** The loop knows the socket, and has to hear of its end. */
    private void close() {
        IoUtils.safeClose(socket::close);
    }

    @Override
    public void loopEnds() {
        close();
        result.setException(new IOException("the I/O thread has ended", new CancellationException()));
    }
}
