package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** What XNIO promises of its connections, of ours. */
@Timeout(30)
final class UnixListenerIT {
    private final BlockingQueue<StreamConnection> accepted = new ArrayBlockingQueue<>(1);
    private XnioWorker worker;
    private UnixListener listener;
    private SocketChannel client;
    private StreamConnection connection;

    @BeforeEach
    void connect(@TempDir Path directory) throws Exception {
        worker = HoldfastXnio.INSTANCE.createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        listener = UnixListener.listen(directory.resolve("s"), 1, -1, worker, accepted::add);
        client = SocketChannel.open(UnixDomainSocketAddress.of(listener.path()));
        connection = accepted.take();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        listener.close();
        worker.shutdownNow();
    }

    private void say(String text) throws Exception {
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aListenerThatReadsNothingIsCalledAgainAndAgainUntilItSuspends() throws Exception {
        Semaphore calls = new Semaphore(0);
        CountDownLatch suspended = new CountDownLatch(1);
        connection.getSourceChannel().setReadListener(source -> {
            calls.release();
            if (calls.availablePermits() == 100 && suspended.getCount() > 0) {
                source.suspendReads();
                suspended.countDown();
            }
        });
        connection.getSourceChannel().resumeReads();
        assertThat(calls.availablePermits()).isZero();
        say("x");
        suspended.await();
        connection.getSourceChannel().wakeupReads();
        calls.acquire(101);
        assertThat(connection.getSourceChannel().isReadResumed()).isTrue();
    }

    @Test
    void waitingEndsWithBytesWithTheTimeAndWithTheConnection() throws Exception {
        ConduitStreamSourceChannel source = connection.getSourceChannel();
        long begun = System.nanoTime();
        source.awaitReadable(50, TimeUnit.MILLISECONDS);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        say("x");
        source.awaitReadable();
        assertThat(source.read(ByteBuffer.allocate(2))).isEqualTo(1);
        CountDownLatch waiting = new CountDownLatch(1);
        Thread closing = new Thread(() -> {
            try {
                waiting.await();
                connection.close();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        closing.start();
        waiting.countDown();
        source.awaitReadable(20, TimeUnit.SECONDS);
        closing.join();
        assertThat(source.read(ByteBuffer.allocate(2))).isEqualTo(-1);
    }

    @Test
    void eachDirectionEndsByItselfAndBothEndTheConnection() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        connection.setCloseListener(ended -> closed.countDown());
        connection.getSinkChannel().shutdownWrites();
        assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        say("x");
        connection.getSourceChannel().awaitReadable();
        assertThat(connection.getSourceChannel().read(ByteBuffer.allocate(2))).isEqualTo(1);
        client.shutdownOutput();
        connection.getSourceChannel().awaitReadable();
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.getSourceChannel().read(ByteBuffer.allocate(2))).isEqualTo(-1);
        closed.await();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatNobodyCaresForEndsWithItsWorker() throws Exception {
        listener.close();
        worker.shutdown();
        assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
}
