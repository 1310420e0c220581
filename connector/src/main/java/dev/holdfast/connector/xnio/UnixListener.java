package dev.holdfast.connector.xnio;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;

/** Listens on a Unix domain socket, and keeps its file. */
public final class UnixListener implements Closeable {
    private final Path path;
    private final SocketServer server;
    private final SocketFile file;

    private UnixListener(Path path, SocketServer server, SocketFile file) {
        this.path = path;
        this.server = server;
        this.file = file;
    }

    /**
     * Listens on {@code path}. The file is made with the permissions that the process's umask leaves, and deleted at {@link #close}; a socket
     * there that nobody listens on is replaced.
     *
     * @param acceptCount length of the kernel's accept queue, 1 or more
     * @param maxConnections accepted and open at a time, 1 or more, or -1 for no limit; more wait in the kernel's queue
     * @param worker of {@link HoldfastXnio}
     * @param opened told of every connection, on the connection's I/O thread
     * @throws IllegalArgumentException if {@code worker} is another provider's
     * @throws BindException if somebody listens there, the file is not a socket, or this system has no Unix domain sockets
     * @throws IOException if the socket cannot be made for another reason
     */
    public static UnixListener listen(
            Path path,
            int acceptCount,
            int maxConnections,
            XnioWorker worker,
            ChannelListener<? super StreamConnection> opened)
            throws IOException {
        if (!(worker instanceof EventLoops loops)) {
            throw new IllegalArgumentException("the worker is of " + worker.getXnio() + ", but must be of "
                    + HoldfastXnio.INSTANCE + ", which alone has Unix domain sockets");
        }
        ServerSocketChannel channel = serverSocket();
        SocketFile file = null;
        try {
            file = SocketFile.bind(channel, path, acceptCount);
            SocketServer server = SocketServer.of(
                    loops, channel, ChannelListeners.openListenerAdapter(opened), marks(maxConnections));
            server.resumeAccepts();
            return new UnixListener(path, server, file);
        } catch (IOException | RuntimeException failed) {
            IoUtils.safeClose(channel);
            if (file != null) {
                file.delete();
            }
            throw failed;
        }
    }

    private static ServerSocketChannel serverSocket() throws IOException {
        try {
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (UnsupportedOperationException none) {
            throw new BindException("this system has no Unix domain sockets");
        }
    }

    private static OptionMap marks(int maxConnections) {
        return maxConnections < 0
                ? OptionMap.EMPTY
                : OptionMap.create(
                        Options.CONNECTION_HIGH_WATER, maxConnections, Options.CONNECTION_LOW_WATER, maxConnections);
    }

    /** Stops listening and deletes the file; connections that were accepted live on. */
    @Override
    public void close() throws IOException {
        if (!server.isOpen()) {
            return;
        }
        try (server) {
            file.delete();
        }
    }

    /** Returns the file listened on, as given. */
    public Path path() {
        return path;
    }
}
