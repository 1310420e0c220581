package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.connector.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;

@Timeout(30)
final class SocketConnectingIT {
    private TestLoops loops;
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        loops = new TestLoops(2);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        loops.close();
    }

    private IoFuture<StreamConnection> open(OptionMap options) {
        return loops.loop().openStreamConnection(TestLoops.loopback(server.getLocalPort()), null, options);
    }

    @Test
    void aConnectionIsMadeAndItsListenerIsToldOnItsLoop() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        IoFuture<StreamConnection> future = loops.loop()
                .openStreamConnection(
                        TestLoops.loopback(server.getLocalPort()),
                        opened -> told.complete(Thread.currentThread().getName()),
                        OptionMap.EMPTY);
        try (StreamConnection connection = future.get();
                Socket peer = server.accept()) {
            assertThat(told.get()).isEqualTo(loops.loop().getName());
            assertThat(connection.getIoThread()).isSameAs(loops.loop());
            assertThat(connection.getPeerAddress()).isEqualTo(server.getLocalSocketAddress());
            assertThat(connection.getLocalAddress()).isEqualTo(peer.getRemoteSocketAddress());
            connection.getSinkChannel().write(ByteBuffer.wrap(new byte[] {42}));
            assertThat(peer.getInputStream().read()).isEqualTo(42);
            peer.getOutputStream().write(43);
            connection.getSourceChannel().awaitReadable();
            ByteBuffer answer = ByteBuffer.allocate(1);
            assertThat(connection.getSourceChannel().read(answer)).isEqualTo(1);
            assertThat(answer.get(0)).isEqualTo((byte) 43);
        }
    }

    @Test
    void theWorkerChoosesALoop() throws Exception {
        try (StreamConnection connection = loops.worker()
                .openStreamConnection(TestLoops.loopback(server.getLocalPort()), null, OptionMap.EMPTY)
                .get()) {
            assertThat(connection.getWorker()).isSameAs(loops.worker());
        }
    }

    @Test
    void aPortThatNobodyListensOnRefuses() throws Exception {
        server.close();
        long before = TestLoops.descriptors();
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> open(OptionMap.EMPTY).get());
        TestLoops.awaitDescriptors(before);
    }

    @Test
    void aHostThatNobodyKnowsFails() throws Exception {
        long before = TestLoops.descriptors();
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("host.invalid", 80);
        IoFuture<StreamConnection> future =
                loops.loop().openTcpStreamConnection(null, unknown, null, null, OptionMap.EMPTY);
        assertThatExceptionOfType(IOException.class).isThrownBy(future::get).withMessage("no such host: host.invalid");
        assertThat(loops.loop().unregistered()).as("what the loop remembers").isEmpty();
        TestLoops.awaitDescriptors(before);
    }

    @Test
    void optionsAreApplied() throws Exception {
        OptionMap options = OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(Options.KEEP_ALIVE, true)
                .set(Options.READ_TIMEOUT, 1234)
                .set(Options.WRITE_TIMEOUT, 4321)
                .getMap();
        try (StreamConnection connection = open(options).get()) {
            assertThat(connection.getOption(Options.TCP_NODELAY)).isTrue();
            assertThat(connection.getOption(Options.KEEP_ALIVE)).isTrue();
            assertThat(connection.getOption(Options.READ_TIMEOUT)).isEqualTo(1234);
            assertThat(connection.getOption(Options.WRITE_TIMEOUT)).isEqualTo(4321);
        }
    }

    @Test
    void tcpShowsASignOfLifeInTime() throws Exception {
        try (StreamConnection connection =
                open(TcpKeepAlive.within(Duration.ofSeconds(100))).get()) {
            assertThat(connection.getOption(Options.KEEP_ALIVE)).isTrue();
            assertThat(connection.getOption(TcpKeepAlive.SECONDS)).isEqualTo(90);
            TcpKeepAlive.within(Duration.ofSeconds(2), connection);
            assertThat(connection.getOption(TcpKeepAlive.SECONDS)).isEqualTo(1);
        }
        try (SocketChannel socket = SocketChannel.open()) {
            SocketOptions.apply(socket, TcpKeepAlive.within(Duration.ofSeconds(100)));
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(90);
        }
    }

    @Test
    void theLocalAddressIsBoundTo() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (StreamConnection connection = loops.loop()
                .openStreamConnection(
                        TestLoops.loopback(port),
                        TestLoops.loopback(server.getLocalPort()),
                        null,
                        null,
                        OptionMap.EMPTY)
                .get()) {
            assertThat(connection.getLocalAddress()).isEqualTo(TestLoops.loopback(port));
        }
    }

    @Test
    void aLocalAddressOfAnotherMachineFails() throws Exception {
        long before = TestLoops.descriptors();
        IoFuture<StreamConnection> future = loops.loop()
                .openStreamConnection(
                        new InetSocketAddress("192.0.2.1", 0),
                        TestLoops.loopback(server.getLocalPort()),
                        null,
                        null,
                        OptionMap.EMPTY);
        assertThatExceptionOfType(IOException.class).isThrownBy(future::get);
        TestLoops.awaitDescriptors(before);
    }

    /** A server whose accept queue is full leaves clients waiting for its SYN. */
    private static final class FullServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<SocketChannel> waiting = new ArrayList<>();

        FullServer() throws IOException {
            for (int i = 0; i < 8; i++) {
                SocketChannel client = SocketChannel.open();
                client.configureBlocking(false);
                client.connect(socket.getLocalSocketAddress());
                waiting.add(client);
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel client : waiting) {
                client.close();
            }
            socket.close();
        }
    }

    private IoFuture<StreamConnection> openPending(FullServer full) throws Exception {
        IoFuture<StreamConnection> future = loops.loop()
                .openStreamConnection((InetSocketAddress) full.socket.getLocalSocketAddress(), null, OptionMap.EMPTY);
        assertThat(future.await(20, TimeUnit.MILLISECONDS)).isEqualTo(IoFuture.Status.WAITING);
        return future;
    }

    @Test
    void aPendingConnectIsCancelled() throws Exception {
        try (FullServer full = new FullServer()) {
            long before = TestLoops.descriptors();
            IoFuture<StreamConnection> future = openPending(full);
            future.cancel();
            assertThat(future.await(10, TimeUnit.SECONDS)).isEqualTo(IoFuture.Status.CANCELLED);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
            TestLoops.awaitDescriptors(before);
        }
    }

    @Test
    void whatIsConnectedIsNotCancelled() throws Exception {
        IoFuture<StreamConnection> future = open(OptionMap.EMPTY);
        try (StreamConnection connection = future.get()) {
            future.cancel();
            assertThat(future.getStatus()).isEqualTo(IoFuture.Status.DONE);
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void cancellingAsTheConnectionIsMadeLeavesOneOutcomeAndNoDescriptor() throws Exception {
        long before = TestLoops.descriptors();
        for (int i = 0; i < 300; i++) {
            IoFuture<StreamConnection> future = open(OptionMap.EMPTY);
            future.cancel();
            if (future.await(10, TimeUnit.SECONDS) == IoFuture.Status.DONE) {
                future.get().close();
            } else {
                assertThat(future.getStatus()).isEqualTo(IoFuture.Status.CANCELLED);
            }
            server.setSoTimeout(100);
            acceptAndClose();
        }
        TestLoops.awaitDescriptors(before);
    }

    private void acceptAndClose() throws IOException {
        try (Socket peer = server.accept()) {
            assertThat(peer.isConnected()).isTrue();
        } catch (SocketTimeoutException cancelledInTime) {
            // There is nobody.
        }
    }

    @Test
    void shutdownFailsAPendingConnect() throws Exception {
        try (FullServer full = new FullServer()) {
            IoFuture<StreamConnection> future = openPending(full);
            loops.worker().shutdown();
            assertThat(future.await(10, TimeUnit.SECONDS)).isEqualTo(IoFuture.Status.FAILED);
            assertThat(future.getException()).hasMessageContaining("has ended");
        }
    }

    @Test
    void aServerThatLeavesFailsAPendingConnect() throws Exception {
        try (FullServer full = new FullServer()) {
            IoFuture<StreamConnection> future = openPending(full);
            full.socket.close();
            // The kernel asks again after a second, and is refused.
            Await.until("a refusal", () -> future.getStatus() == IoFuture.Status.FAILED);
            assertThat(future.getException()).isInstanceOf(ConnectException.class);
        }
    }
}
