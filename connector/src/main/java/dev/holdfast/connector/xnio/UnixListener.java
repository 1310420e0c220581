package dev.holdfast.connector.xnio;

import dev.holdfast.time.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * Listens on a Unix domain socket, for XNIO cannot, and finds out which of the connections accepted from it are ready. Both is done on one
 * thread, which ends with the last connection once the listener is closed. What is done about it is up to the I/O threads of an XNIO worker,
 * which take their turns as connections come.
 */
public final class UnixListener implements Closeable {
    private static final Logger LOG = Logger.getLogger(UnixListener.class);

    /** Connections that are open already must not wait for ever for those that come. */
    private static final int MAX_ACCEPTS_IN_A_ROW = 128;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path path;
    private final ServerSocketChannel server;
    private final SocketFile file;
    private final Selector selector;
    private final SelectionKey clients;
    private final int maxConnections;
    private final XnioWorker worker;
    private final ChannelListener<? super StreamConnection> opened;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean cuttingOff;

    /** Owned by the selector's thread, as is the next one. */
    private int accepted;

    private long retryAt = Deadline.NONE;

    private UnixListener(
            Path path,
            ServerSocketChannel server,
            SocketFile file,
            Selector selector,
            int maxConnections,
            XnioWorker worker,
            ChannelListener<? super StreamConnection> opened)
            throws IOException {
        this.path = path;
        this.server = server;
        this.file = file;
        this.selector = selector;
        this.maxConnections = maxConnections;
        this.worker = worker;
        this.opened = opened;
        server.configureBlocking(false);
        clients = server.register(selector, 0);
    }

    /**
     * Listens on {@code path}. The file is made with the permissions that the process's umask leaves, and deleted at {@link #close}; a socket
     * there that nobody listens on is replaced.
     *
     * @param acceptCount length of the kernel's accept queue, 1 or more
     * @param maxConnections accepted and open at a time, 1 or more, or -1 for no limit; more wait in the kernel's queue
     * @param opened told of every connection, on the connection's I/O thread
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
        ServerSocketChannel server = serverSocket();
        Selector selector = null;
        SocketFile file = null;
        try {
            selector = Selector.open();
            file = SocketFile.bind(server, path, acceptCount);
            UnixListener listener = new UnixListener(path, server, file, selector, maxConnections, worker, opened);
            listener.start();
            return listener;
        } catch (IOException | RuntimeException failed) {
            IoUtils.safeClose(selector);
            IoUtils.safeClose(server);
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

    /** A daemon: the worker's threads keep the process alive, and with them this one has nothing to do. */
    private void start() {
        Thread thread = new Thread(this::run, worker.getName() + " Unix");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (server.isOpen() || open.get() > 0) {
                select();
            }
        } catch (IOException | RuntimeException | Error broken) {
            LOG.errorf(broken, "no longer listening on %s, and cutting off its connections", path);
            IoUtils.safeClose(this);
            cutOff();
        } finally {
            IoUtils.safeClose(selector);
        }
    }

    private void select() throws IOException {
        selector.select(waitForClients());
        for (SelectionKey key : selector.selectedKeys()) {
            ready(key);
        }
        selector.selectedKeys().clear();
        if (cuttingOff) {
            cutOff();
        }
    }

    /**
     * Asks for clients where there is room for one. A descriptor that was closed is gone when they are: the selector sees to it first.
     *
     * @return how long to wait, in milliseconds; 0 for as long as it takes
     */
    private long waitForClients() {
        long now = SystemNanoClock.INSTANCE.nanoTime();
        if (Deadline.isExpired(retryAt, now)) {
            retryAt = Deadline.NONE;
        }
        boolean backingOff = retryAt != Deadline.NONE;
        int operations = hasRoom() && !backingOff ? SelectionKey.OP_ACCEPT : 0;
        try {
            if (clients.interestOps() != operations) {
                clients.interestOps(operations);
            }
        } catch (CancelledKeyException closed) {
            return 0;
        }
        return backingOff ? (retryAt - now) / NANOS_PER_MILLI + 1 : 0;
    }

    private boolean hasRoom() {
        return maxConnections < 0 || open.get() < maxConnections;
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof UnixStreamConnection connection) {
            connection.ready();
        } else {
            accept();
        }
    }

    private void accept() {
        try {
            for (int i = 0; i < MAX_ACCEPTS_IN_A_ROW && hasRoom(); i++) {
                SocketChannel client = server.accept();
                if (client == null) {
                    return;
                }
                open(client);
            }
        } catch (ClosedChannelException closed) {
            // By close(), which says the rest.
        } catch (IOException failed) {
            LOG.warnf(failed, "cannot accept a connection on %s, and try again in 250 ms", path);
            retryAt = SystemNanoClock.INSTANCE.nanoTime() + RETRY_NANOS;
        }
    }

    private void open(SocketChannel client) throws IOException {
        XnioIoThread thread = worker.getIoThread(accepted++);
        UnixStreamConnection connection;
        try {
            client.configureBlocking(false);
            SelectionKey key = client.register(selector, 0);
            connection = new UnixStreamConnection(thread, client, key, this::closed);
            key.attach(connection);
        } catch (IOException failed) {
            IoUtils.safeClose(client);
            throw failed;
        }
        open.incrementAndGet();
        try {
            thread.execute(() -> ChannelListeners.invokeChannelListener(connection, opened));
        } catch (RejectedExecutionException workerIsShuttingDown) {
            IoUtils.safeClose(connection);
        }
    }

    private void closed() {
        open.decrementAndGet();
        selector.wakeup();
    }

    private void cutOff() {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof UnixStreamConnection connection) {
                IoUtils.safeClose(connection);
            }
        }
    }

    /** Stops listening and deletes the file; connections that were accepted live on. */
    @Override
    public void close() throws IOException {
        if (!server.isOpen()) {
            return;
        }
        try (server) {
            file.delete();
        } finally {
            selector.wakeup();
        }
    }

    /** Closes, soon, every connection that was accepted: what XNIO does with its own when their worker is shut down. */
    public void closeConnections() {
        cuttingOff = true;
        selector.wakeup();
    }

    /** Returns the file listened on, as given. */
    public Path path() {
        return path;
    }
}
