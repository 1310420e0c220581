package dev.holdfast.it.soak;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.undertow.HoldfastOpenListener;
import dev.holdfast.it.OriginHandlers;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** Our listener, set up as {@link dev.holdfast.connector.HttpConnector} does it, on two ports: one for the load, one whose closes are timed. */
final class SoakConnector implements AutoCloseable {
    static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    static final int MAX_KEEP_ALIVE_REQUESTS = 1000;
    static final int WORKERS = 16;

    private static final int BUFFER_SIZE = 16 * 1024;
    private static final int MAX_SPARE_BUFFERS = 1024;
    private static final int SPARE_BUFFERS_OF_A_THREAD = 12;
    private static final int IO_THREADS = 2;
    private static final int UNLIMITED = 1_000_000;

    private final CountedBuffers buffers = new CountedBuffers(
            new DefaultByteBufferPool(true, BUFFER_SIZE, MAX_SPARE_BUFFERS, SPARE_BUFFERS_OF_A_THREAD));
    private final XnioWorker worker;
    private final HoldfastOpenListener listener;
    private final TimedCloses closes;
    private final AcceptingChannel<StreamConnection> load;
    private final AcceptingChannel<StreamConnection> timed;

    SoakConnector(Duration keepAliveTimeout) throws IOException {
        worker = Xnio.getInstance(SoakConnector.class.getClassLoader())
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "soak")
                        .set(Options.WORKER_IO_THREADS, IO_THREADS)
                        .set(Options.WORKER_TASK_CORE_THREADS, WORKERS)
                        .set(Options.WORKER_TASK_MAX_THREADS, WORKERS)
                        .set(Options.CONNECTION_HIGH_WATER, UNLIMITED)
                        .set(Options.CONNECTION_LOW_WATER, UNLIMITED)
                        .getMap());
        closes = new TimedCloses(keepAliveTimeout.toNanos());
        listener = new HoldfastOpenListener(buffers, settings(keepAliveTimeout), OptionMap.EMPTY);
        listener.setRootHandler(closes.noticingCloses(OriginHandlers.all()));
        load = listen(listener);
        timed = listen(channel -> {
            closes.watch(channel);
            listener.handleEvent(channel);
        });
    }

    private static HttpConnectorSettings settings(Duration keepAliveTimeout) {
        return HttpConnectorSettings.builder()
                .connectionTimeout(CONNECTION_TIMEOUT)
                .bodyReadTimeout(CONNECTION_TIMEOUT)
                .writeTimeout(CONNECTION_TIMEOUT)
                .keepAliveTimeout(keepAliveTimeout)
                .maxKeepAliveRequests(MAX_KEEP_ALIVE_REQUESTS)
                .build();
    }

    private AcceptingChannel<StreamConnection> listen(ChannelListener<StreamConnection> opened) throws IOException {
        AcceptingChannel<StreamConnection> acceptor = worker.createStreamConnectionServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ChannelListeners.openListenerAdapter(opened),
                OptionMap.builder()
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.BACKLOG, 1000)
                        .getMap());
        acceptor.resumeAccepts();
        return acceptor;
    }

    InetSocketAddress loadAddress() {
        return load.getLocalAddress(InetSocketAddress.class);
    }

    InetSocketAddress timedAddress() {
        return timed.getLocalAddress(InetSocketAddress.class);
    }

    ConnectionStatistics statistics() {
        return listener.statistics();
    }

    TimedCloses closes() {
        return closes;
    }

    long buffersOut() {
        return buffers.out();
    }

    /** Returns how many direct buffers may be kept for later: the pool's, and one of each thread's own in the JDK. */
    static long spareBuffers() {
        return MAX_SPARE_BUFFERS + (SPARE_BUFFERS_OF_A_THREAD + 1L) * (IO_THREADS + WORKERS);
    }

    @Override
    public void close() {
        IoUtils.safeClose(load);
        IoUtils.safeClose(timed);
        worker.shutdownNow();
    }
}
