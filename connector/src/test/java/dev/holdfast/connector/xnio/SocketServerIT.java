package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.connector.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.AcceptingChannel;

@Timeout(30)
final class SocketServerIT {
    private static final int LOOPS = 4;

    private final BlockingQueue<StreamConnection> accepted = new LinkedBlockingQueue<>();
    private final Deque<SocketChannel> clients = new ArrayDeque<>();
    private TestLoops loops;

    @BeforeEach
    void start() throws IOException {
        loops = new TestLoops(LOOPS);
    }

    @AfterEach
    void stop() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
        loops.close();
    }

    private void connect(AcceptingChannel<?> server, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(TestLoops.connect(server));
        }
    }

    private static OptionMap marks(int low, int high) {
        return OptionMap.create(Options.CONNECTION_LOW_WATER, low, Options.CONNECTION_HIGH_WATER, high);
    }

    /** Waits until {@code count} connections are accepted, and every loop has looked at its sockets again some times. */
    private void awaitNoMoreThan(int count) throws InterruptedException {
        Await.until(() -> count + " accepted, but there are " + accepted.size(), () -> accepted.size() >= count);
        for (int round = 0; round < 10; round++) {
            CountDownLatch looked = new CountDownLatch(LOOPS);
            for (int i = 0; i < LOOPS; i++) {
                XnioIoThread loop = loops.worker().getIoThread(i);
                loop.execute(() -> loop.execute(looked::countDown));
            }
            looked.await();
        }
        assertThat(accepted).hasSize(count);
    }

    // Who serves whom.

    @Test
    void connectionsAreSpreadOverTheLoops() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        List<StreamConnection> open = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            connect(server, 1);
            open.add(accepted.take());
        }
        assertThat(loadOf(open)).allSatisfy(load -> assertThat(load).isBetween(8, 24));
        // A loop that has lost its own gets others.
        open.removeIf(connection -> {
            boolean lost = connection.getIoThread().getNumber() == 2;
            if (lost) {
                IoUtils.safeClose(connection);
            }
            return lost;
        });
        while (open.size() < 64) {
            connect(server, 1);
            open.add(accepted.take());
        }
        assertThat(loadOf(open)).allSatisfy(load -> assertThat(load).isBetween(8, 24));
    }

    /** As few as a proxy in front keeps open: more of them on one loop than on another stay there for as long as they live. */
    @Test
    void fewConnectionsAreSpreadEvenly() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        List<StreamConnection> open = new ArrayList<>();
        for (int i = 0; i < 2 * LOOPS; i++) {
            connect(server, 1);
            open.add(accepted.take());
            LockSupport.parkNanos(2_000_000);
            List<Integer> load = loadOf(open);
            assertThat(Collections.max(load) - Collections.min(load)).isLessThanOrEqualTo(2);
        }
    }

    private static List<Integer> loadOf(List<StreamConnection> open) {
        List<Integer> load = new ArrayList<>(Collections.nCopies(LOOPS, 0));
        for (StreamConnection connection : open) {
            load.set(
                    connection.getIoThread().getNumber(),
                    load.get(connection.getIoThread().getNumber()) + 1);
        }
        return load;
    }

    @Test
    void aConnectionIsServedByTheLoopThatAcceptedIt() throws Exception {
        BlockingQueue<Thread> accepting = new LinkedBlockingQueue<>();
        AcceptingChannel<StreamConnection> server = loops.worker()
                .createStreamConnectionServer(
                        TestLoops.loopback(0),
                        told -> {
                            int before = accepted.size();
                            TestLoops.acceptAll(told, accepted);
                            for (int i = before; i < accepted.size(); i++) {
                                accepting.add(Thread.currentThread());
                            }
                        },
                        OptionMap.EMPTY);
        server.resumeAccepts();
        for (int i = 0; i < 40; i++) {
            connect(server, 1);
            assertThat(accepting.take()).isSameAs(accepted.take().getIoThread());
        }
    }

    @Test
    void whatIsAcceptedHasTheOptionsOfTheServer() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(
                OptionMap.builder()
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.KEEP_ALIVE, true)
                        .set(Options.READ_TIMEOUT, 1234)
                        .set(Options.WRITE_TIMEOUT, 4321)
                        .getMap(),
                accepted);
        connect(server, 1);
        StreamConnection connection = accepted.take();
        assertThat(connection.getOption(Options.TCP_NODELAY)).isTrue();
        assertThat(connection.getOption(Options.KEEP_ALIVE)).isTrue();
        assertThat(connection.getOption(Options.READ_TIMEOUT)).isEqualTo(1234);
        assertThat(connection.getOption(Options.WRITE_TIMEOUT)).isEqualTo(4321);
        assertThat(connection.getPeerAddress()).isEqualTo(clients.getFirst().getLocalAddress());
        assertThat(connection.getLocalAddress()).isEqualTo(server.getLocalAddress());
    }

    @Test
    void aListenerThatFailsIsCalledAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AcceptingChannel<StreamConnection> server = loops.worker()
                .createStreamConnectionServer(
                        TestLoops.loopback(0),
                        told -> {
                            if (calls.getAndIncrement() == 0) {
                                throw new IllegalStateException("as the test wants it");
                            }
                            TestLoops.acceptAll(told, accepted);
                        },
                        OptionMap.EMPTY);
        server.resumeAccepts();
        connect(server, 1);
        accepted.take();
        assertThat(calls.get()).isGreaterThan(1);
    }

    // How many.

    @Test
    void acceptingStopsAtTheMarkAndGoesOnWithTheFirstThatIsClosed() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(marks(3, 3), accepted);
        connect(server, 6);
        awaitNoMoreThan(3);
        accepted.take().close();
        awaitNoMoreThan(3);
        accepted.take().close();
        accepted.take().close();
        awaitNoMoreThan(3);
        connect(server, 1);
        awaitNoMoreThan(3);
    }

    @Test
    void withALowMarkAcceptingGoesOnWhenNoMoreThanThoseAreOpen() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(marks(1, 3), accepted);
        connect(server, 6);
        awaitNoMoreThan(3);
        accepted.take().close();
        awaitNoMoreThan(2);
        accepted.take().close();
        awaitNoMoreThan(3);
        accepted.take().close();
        awaitNoMoreThan(2);
    }

    @Test
    void aConnectionThatIsClosedTwiceMakesRoomForOne() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(marks(2, 2), accepted);
        connect(server, 6);
        awaitNoMoreThan(2);
        StreamConnection first = accepted.take();
        first.close();
        first.close();
        awaitNoMoreThan(2);
    }

    /** Closing on another thread just as the mark is reached must not leave clients outside for ever. */
    @Test
    void roomThatComesAsTheMarkIsReachedIsNotOverlooked() throws Exception {
        Queue<StreamConnection> toClose = new ConcurrentLinkedQueue<>();
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Random random = new Random(1);
        Thread closing = new Thread(() -> {
            while (!over.get()) {
                StreamConnection next = toClose.poll();
                if (next != null) {
                    open.decrementAndGet();
                    IoUtils.safeClose(next);
                }
            }
        });
        closing.start();
        try {
            AcceptingChannel<StreamConnection> server = loops.worker()
                    .createStreamConnectionServer(
                            TestLoops.loopback(0),
                            told -> {
                                try {
                                    for (StreamConnection next = told.accept(); next != null; next = told.accept()) {
                                        most.accumulateAndGet(open.incrementAndGet(), Math::max);
                                        toClose.add(next);
                                        spin(random.nextInt(60_000));
                                    }
                                } catch (IOException failed) {
                                    throw new UncheckedIOException(failed);
                                }
                            },
                            marks(1, 1));
            server.resumeAccepts();
            for (int i = 0; i < 5_000; i++) {
                try (SocketChannel client = TestLoops.connect(server)) {
                    assertThat(TestLoops.readToEnd(client)).isZero();
                }
            }
            assertThat(most).hasValue(1);
        } finally {
            over.set(true);
            closing.join();
        }
    }

    /** So that the closing comes a little before, a little after, and at times just then. */
    private static void spin(long nanos) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < nanos) {
            Thread.onSpinWait();
        }
    }

    // When.

    @Test
    void whileSuspendedNobodyIsAccepted() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        assertThat(server.isAcceptResumed()).isTrue();
        server.suspendAccepts();
        assertThat(server.isAcceptResumed()).isFalse();
        connect(server, 2);
        awaitNoMoreThan(0);
        server.resumeAccepts();
        awaitNoMoreThan(2);
        server.suspendAccepts();
        connect(server, 1);
        awaitNoMoreThan(2);
        server.resumeAccepts();
        awaitNoMoreThan(3);
    }

    @Test
    void beforeItIsResumedNobodyIsAccepted() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.worker()
                .createStreamConnectionServer(
                        TestLoops.loopback(0), told -> TestLoops.acceptAll(told, accepted), OptionMap.EMPTY);
        connect(server, 1);
        awaitNoMoreThan(0);
        server.resumeAccepts();
        awaitNoMoreThan(1);
    }

    @Test
    void resumingAsALoopNoticesTheSuspensionIsNotOverlooked() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        for (int i = 0; i < 2_000; i++) {
            try (SocketChannel client = TestLoops.connect(server)) {
                server.suspendAccepts();
                server.resumeAccepts();
                accepted.take().close();
                assertThat(TestLoops.readToEnd(client)).isZero();
            }
        }
    }

    @Test
    void aServerWithoutAListenerWaitsForOne() throws Exception {
        AcceptingChannel<StreamConnection> server =
                loops.worker().createStreamConnectionServer(TestLoops.loopback(0), null, OptionMap.EMPTY);
        server.resumeAccepts();
        connect(server, 1);
        awaitNoMoreThan(0);
        Await.until("its suspension", () -> !server.isAcceptResumed());
        server.getAcceptSetter().set(told -> TestLoops.acceptAll(told, accepted));
        server.resumeAccepts();
        awaitNoMoreThan(1);
    }

    // The end.

    @Test
    void theAddressIsFreeWhenCloseReturns() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        InetSocketAddress address = server.getLocalAddress(InetSocketAddress.class);
        for (int i = 0; i < 50; i++) {
            connect(server, 1);
            accepted.take();
            server.close();
            server = loops.worker()
                    .createStreamConnectionServer(
                            address, told -> TestLoops.acceptAll(told, accepted), OptionMap.EMPTY);
            server.resumeAccepts();
        }
        server.close();
    }

    @Test
    void closedByItsLoopTheAddressIsFreeSoon() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        CountDownLatch closed = new CountDownLatch(1);
        server.getIoThread().execute(() -> {
            IoUtils.safeClose(server);
            closed.countDown();
        });
        closed.await();
        InetSocketAddress address = server.getLocalAddress(InetSocketAddress.class);
        Await.until("a free address", () -> canBind(address));
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket(address.getPort(), 1, address.getAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }

    @Test
    void aClosedServerKnowsItsAddressAcceptsNobodyAndTellsOnce() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        SocketAddress address = server.getLocalAddress();
        AtomicInteger told = new AtomicInteger();
        server.getCloseSetter().set(closed -> {
            assertThat(closed).isSameAs(server);
            told.incrementAndGet();
        });
        connect(server, 1);
        StreamConnection connection = accepted.take();
        server.close();
        server.close();
        assertThat(told).hasValue(1);
        assertThat(server.isOpen()).isFalse();
        assertThat(server.accept()).isNull();
        assertThat(server.getLocalAddress()).isEqualTo(address);
        assertThat(server.getLocalAddress(InetSocketAddress.class)).isEqualTo(address);
        assertThat(connection.isOpen()).as("what it accepted lives on").isTrue();
        server.resumeAccepts();
        server.suspendAccepts();
    }

    @Test
    void shutdownTellsOnceThoughEveryLoopEndsIt() throws Exception {
        for (int i = 0; i < 100; i++) {
            AtomicInteger told = new AtomicInteger();
            try (TestLoops four = new TestLoops(LOOPS)) {
                AcceptingChannel<StreamConnection> server = four.listen(OptionMap.EMPTY, accepted);
                server.getCloseSetter().set(ended -> told.incrementAndGet());
                for (int thread = 0; thread < LOOPS; thread++) {
                    CountDownLatch run = new CountDownLatch(1);
                    four.worker().getIoThread(thread).execute(run::countDown);
                    run.await();
                }
            }
            assertThat(told).as("attempt %d", i).hasValue(1);
        }
    }

    @Test
    void anAddressInUseIsNotBound() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        long before = TestLoops.descriptors();
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> loops.worker()
                        .createStreamConnectionServer(
                                server.getLocalAddress(InetSocketAddress.class), told -> {}, OptionMap.EMPTY));
        TestLoops.awaitDescriptors(before);
    }
}
