package dev.holdfast.connector;

import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.connector.undertow.HoldfastOpenListener;
import dev.holdfast.connector.xnio.HoldfastXnio;
import dev.holdfast.connector.xnio.UnixListener;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** Our listener on an XNIO server of the test's own. Closing it fails the test where a connection or a pooled buffer was lost. */
final class TestServer implements AutoCloseable {
    static final int BUFFER_SIZE = 1024;

    /** Every test holds in both models. */
    static final WorkerModel MODEL = WorkerModel.valueOf(System.getProperty("holdfast.workerModel", "EVENT"));

    private final CountingBufferPool pool = new CountingBufferPool(BUFFER_SIZE);
    private final XnioWorker worker;
    private final HoldfastOpenListener listener;
    private final Closeable acceptor;
    private final SocketAddress address;

    private TestServer(
            HttpConnectorSettings settings,
            HttpHandler handler,
            int ioThreads,
            Consumer<StreamConnection> accepted,
            @Nullable ReloadingTls tls,
            @Nullable Path socket)
            throws IOException {
        Xnio xnio = socket == null ? xnio() : HoldfastXnio.INSTANCE;
        worker = xnio.createWorker(OptionMap.builder()
                .set(Options.WORKER_NAME, "test-server")
                .set(Options.WORKER_IO_THREADS, ioThreads)
                .set(Options.WORKER_TASK_CORE_THREADS, 8)
                .set(Options.WORKER_TASK_MAX_THREADS, 8)
                .getMap());
        listener = new HoldfastOpenListener(pool, settings, OptionMap.EMPTY, tls);
        listener.setRootHandler(handler);
        ChannelListener<StreamConnection> opened = channel -> {
            accepted.accept(channel);
            listener.handleEvent(channel);
        };
        if (socket != null) {
            acceptor = UnixListener.listen(socket, 1000, -1, worker, opened);
            address = UnixDomainSocketAddress.of(socket);
            return;
        }
        AcceptingChannel<StreamConnection> server = worker.createStreamConnectionServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ChannelListeners.openListenerAdapter(opened),
                OptionMap.create(Options.BACKLOG, 1000));
        server.resumeAccepts();
        acceptor = server;
        address = server.getLocalAddress();
    }

    /** Every test holds over our own event loops and over XNIO's. */
    static Xnio xnio() {
        return Boolean.getBoolean("holdfast.nio")
                ? Xnio.getInstance(TestServer.class.getClassLoader())
                : HoldfastXnio.INSTANCE;
    }

    static TestServer start(HttpHandler handler) {
        return start(settings -> settings, handler);
    }

    static TestServer start(UnaryOperator<HttpConnectorSettings.Builder> settings, HttpHandler handler) {
        return start(settings, handler, 2, channel -> {}, null, null);
    }

    /** Starts a server on a Unix domain socket. */
    static TestServer startUnix(
            UnaryOperator<HttpConnectorSettings.Builder> settings, HttpHandler handler, Path socket) {
        return start(settings, handler, 2, channel -> {}, null, socket);
    }

    static TestServer startTls(
            UnaryOperator<HttpConnectorSettings.Builder> settings, HttpHandler handler, ReloadingTls tls) {
        return start(settings, handler, 2, channel -> {}, tls, null);
    }

    /**
     * Starts a server whose connections share one I/O thread.
     *
     * @param accepted sees every channel before the listener does
     */
    static TestServer startOnOneThread(
            UnaryOperator<HttpConnectorSettings.Builder> settings,
            HttpHandler handler,
            Consumer<StreamConnection> accepted) {
        return start(settings, handler, 1, accepted, null, null);
    }

    private static TestServer start(
            UnaryOperator<HttpConnectorSettings.Builder> settings,
            HttpHandler handler,
            int ioThreads,
            Consumer<StreamConnection> accepted,
            @Nullable ReloadingTls tls,
            @Nullable Path socket) {
        try {
            return new TestServer(settings.apply(patient()).build(), handler, ioThreads, accepted, tls, socket);
        } catch (IOException cannotBind) {
            throw new UncheckedIOException(cannotBind);
        }
    }

    /** Settings whose timeouts no test reaches by accident. */
    private static HttpConnectorSettings.Builder patient() {
        return HttpConnectorSettings.builder()
                .workerModel(MODEL)
                .connectionTimeout(Duration.ofSeconds(30))
                .lingerTimeout(Duration.ofSeconds(5))
                .maxKeepAliveRequests(-1)
                .maxEntitySize(-1);
    }

    /** Keeps the one I/O thread from everything else; it goes on when the returned latch is counted down. */
    CountDownLatch holdIoThread() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        worker.getIoThread().execute(() -> {
            held.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        held.await();
        return goOn;
    }

    RawClient connect() {
        return address instanceof UnixDomainSocketAddress unix
                ? new RawClient(new UnixSocket(unix.getPath()))
                : new RawClient(address());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) address;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address().getPort() + path);
    }

    HoldfastOpenListener listener() {
        return listener;
    }

    CountingBufferPool pool() {
        return pool;
    }

    long closed(CloseReason reason) {
        return listener.statistics().closed().getOrDefault(reason, 0L);
    }

    void awaitClosed(CloseReason reason) {
        awaitClosed(reason, 1);
    }

    void awaitClosed(CloseReason reason, long count) {
        Await.until(
                () -> count + " closed as " + reason + ", but " + listener.statistics(), () -> closed(reason) == count);
    }

    void awaitRequests(long count) {
        Await.until(count + " requests", () -> listener.statistics().requests() == count);
    }

    @Override
    public void close() {
        IoUtils.safeClose(acceptor);
        try {
            listener.drain();
            if (!listener.awaitNoneOpen(Duration.ofSeconds(1))) {
                listener.closeConnections();
            }
            if (!listener.awaitNoneOpen(Duration.ofSeconds(5))) {
                throw new AssertionError("connections were lost: " + listener.statistics());
            }
            Await.until(() -> pool.out() + " pooled buffers to be returned", () -> pool.out() == 0);
            if (closed(CloseReason.INTERNAL_ERROR) != 0) {
                throw new AssertionError("the connector failed: " + listener.statistics());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            listener.refuse();
            worker.shutdownNow();
        }
    }
}
