package dev.holdfast.it.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A client's socket on a {@link ClientLoop}. Confined to the loop's thread. */
final class ClientConnection {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ClientLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final User user;
    private ByteBuffer out = NOTHING;
    private boolean closed;

    /** Connects to {@code server}; {@code user} is told the rest. */
    ClientConnection(ClientLoop loop, InetSocketAddress server, User user) {
        this.loop = loop;
        this.user = user;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(server);
            key = channel.register(loop.selector(), connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            if (connected) {
                loop.execute(user::connected);
            }
        } catch (IOException cannotConnect) {
            throw new java.io.UncheckedIOException(cannotConnect);
        }
        loop.ledger.opened();
    }

    /** What uses the connection. After {@code ended} nothing more comes, and the connection is closed. */
    interface User {
        void connected();

        void received(ByteBuffer bytes);

        /** The server has ended its output, with FIN or, if {@code reset}, less politely. */
        void ended(boolean reset);
    }

    void ready() {
        try {
            if (key.isValid() && key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                user.connected();
            }
            if (key.isValid() && key.isWritable()) {
                write();
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        } catch (IOException broken) {
            close();
            user.ended(true);
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = loop.readBuffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            close();
            user.ended(false);
        } else {
            user.received(buffer.flip());
        }
    }

    /** Sends {@code bytes} as fast as the server takes them. Where it has gone away, {@link User#ended} says so. */
    void send(ByteBuffer bytes) {
        if (out.hasRemaining()) {
            throw new IllegalStateException("still sending");
        }
        out = bytes;
        try {
            write();
        } catch (IOException broken) {
            // What the server sent before it went away can still be read.
            out = NOTHING;
        }
    }

    private void write() throws IOException {
        channel.write(out);
        if (key.isValid()) {
            key.interestOps(
                    out.hasRemaining()
                            ? key.interestOps() | SelectionKey.OP_WRITE
                            : key.interestOps() & ~SelectionKey.OP_WRITE);
        }
    }

    void stopReading() {
        key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
    }

    void endOutput() {
        quietly(channel::shutdownOutput);
    }

    /** Closes with a reset. */
    void reset() {
        quietly(() -> channel.setOption(StandardSocketOptions.SO_LINGER, 0));
        close();
    }

    void close() {
        if (!closed) {
            closed = true;
            quietly(channel::close);
            loop.ledger.closed();
        }
    }

    private static void quietly(Closing closing) {
        try {
            closing.run();
        } catch (IOException gone) {
            // The other side was faster.
        }
    }

    @FunctionalInterface
    private interface Closing {
        void run() throws IOException;
    }
}
