package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** A worker of ours for a test, and servers on it whose connections the test gets. */
final class TestLoops implements AutoCloseable {
    private final XnioWorker worker;

    TestLoops(int loops) throws IOException {
        worker = HoldfastXnio.INSTANCE.createWorker(OptionMap.create(Options.WORKER_IO_THREADS, loops));
    }

    XnioWorker worker() {
        return worker;
    }

    EventLoop loop() {
        return (EventLoop) worker.getIoThread(0);
    }

    /** Listens on a free port; every connection is added to {@code accepted} by its own loop. */
    AcceptingChannel<StreamConnection> listen(OptionMap options, Collection<? super StreamConnection> accepted)
            throws IOException {
        AcceptingChannel<StreamConnection> server =
                worker.createStreamConnectionServer(loopback(0), accepting -> acceptAll(accepting, accepted), options);
        server.resumeAccepts();
        return server;
    }

    static void acceptAll(AcceptingChannel<StreamConnection> server, Collection<? super StreamConnection> accepted) {
        try {
            for (StreamConnection next = server.accept(); next != null; next = server.accept()) {
                accepted.add(next);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Connects a client that blocks. */
    static SocketChannel connect(AcceptingChannel<?> server) throws IOException {
        SocketChannel client = SocketChannel.open(server.getLocalAddress(InetSocketAddress.class));
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return client;
    }

    /** Reads what {@code client} was sent, until FIN. */
    static int readToEnd(SocketChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        int all = 0;
        for (int read = client.read(buffer); read >= 0; read = client.read(buffer.clear())) {
            all += read;
        }
        return all;
    }

    static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until no more descriptors are open than {@code before}. */
    static void awaitDescriptors(long before) {
        Await.until(() -> before + " descriptors, but there are " + descriptors(), () -> descriptors() <= before);
    }

    @Override
    public void close() {
        worker.shutdownNow();
        try {
            assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
