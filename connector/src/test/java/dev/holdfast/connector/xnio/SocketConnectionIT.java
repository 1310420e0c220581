package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.connector.Await;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

@Timeout(30)
final class SocketConnectionIT {
    private final BlockingQueue<StreamConnection> accepted = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestLoops loops;
    private AcceptingChannel<StreamConnection> server;
    private SocketChannel client;
    private SocketConnection connection;
    private ConduitStreamSourceChannel source;
    private ConduitStreamSinkChannel sink;

    @BeforeEach
    void connect() throws Exception {
        loops = new TestLoops(1);
        server = loops.listen(OptionMap.EMPTY, accepted);
        client = TestLoops.connect(server);
        connection = (SocketConnection) accepted.take();
        source = connection.getSourceChannel();
        sink = connection.getSinkChannel();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        loops.close();
        threads.shutdownNow();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void say(String text) throws IOException {
        client.write(bytes(text));
    }

    private String hear(int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && client.read(buffer) >= 0) {
            // Until it is all there.
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }

    /** What has been sent is on its way for a moment. */
    private String read(int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            source.awaitReadable();
            if (source.read(buffer) < 0) {
                break;
            }
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loops.loop().execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException | Error failed) {
                done.completeExceptionally(failed);
            }
        });
        done.get();
    }

    /** Waits until the loop has looked at its sockets again. */
    private void awaitALook() throws Exception {
        onLoop(() -> {});
        onLoop(() -> {});
    }

    /** Fills the socket until it takes no more. */
    private int fill() throws IOException {
        ByteBuffer much = ByteBuffer.allocateDirect(1 << 16);
        int all = 0;
        for (int written = sink.write(much); written > 0; written = sink.write(much.clear())) {
            all += written;
        }
        return all;
    }

    // Bytes.

    @Test
    void readsWhatIsThereAndNothingWhereNothingIs() throws Exception {
        assertThat(source.read(ByteBuffer.allocate(8))).isZero();
        say("abcdef");
        source.awaitReadable();
        ByteBuffer[] targets = {ByteBuffer.allocate(9), ByteBuffer.allocate(2), ByteBuffer.allocate(9)};
        assertThat(source.read(targets, 1, 2)).isEqualTo(6);
        assertThat(targets[0].position()).isZero();
        assertThat(new String(targets[1].array(), StandardCharsets.US_ASCII)).isEqualTo("ab");
        assertThat(new String(targets[2].array(), 0, 4, StandardCharsets.US_ASCII))
                .isEqualTo("cdef");
        assertThat(source.read(ByteBuffer.allocate(8))).isZero();
    }

    @Test
    void writesOneBufferAndSome() throws Exception {
        assertThat(sink.write(bytes("one"))).isEqualTo(3);
        assertThat(sink.write(new ByteBuffer[] {bytes("no"), bytes("two"), bytes("three"), bytes("no")}, 1, 2))
                .isEqualTo(8);
        assertThat(sink.write(new ByteBuffer[] {bytes("no"), bytes("four")}, 1, 1))
                .isEqualTo(4);
        assertThat(sink.flush()).isTrue();
        assertThat(hear(15)).isEqualTo("onetwothreefour");
    }

    @Test
    void aFinalWriteEndsTheDirection() throws Exception {
        assertThat(sink.writeFinal(new ByteBuffer[] {bytes("a"), bytes("b")}, 0, 2))
                .isEqualTo(2);
        assertThat(hear(9)).isEqualTo("ab");
        assertThat(connection.isWriteShutdown()).isTrue();
    }

    @Test
    void aFileGoesOutAndComesIn(@TempDir Path directory) throws Exception {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("out"), content);
        Future<byte[]> heard = threads.submit(() -> {
            ByteBuffer all = ByteBuffer.allocate(content.length - 10);
            while (all.hasRemaining() && client.read(all) >= 0) {
                // Until it is all there.
            }
            return all.array();
        });
        try (FileChannel from = FileChannel.open(file)) {
            for (long at = 10; at < content.length; ) {
                at += sink.transferFrom(from, at, content.length - at);
                sink.awaitWritable();
            }
        }
        byte[] expected = Arrays.copyOfRange(content, 10, content.length);
        assertThat(heard.get()).isEqualTo(expected);
        client.write(ByteBuffer.wrap(content, 0, 1000));
        try (FileChannel to =
                FileChannel.open(directory.resolve("in"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < 1000; ) {
                source.awaitReadable();
                at += source.transferTo(at, 1000 - at, to);
            }
        }
        assertThat(Files.readAllBytes(directory.resolve("in"))).isEqualTo(Arrays.copyOf(content, 1000));
    }

    @Test
    void aResetIsAnError() throws Exception {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
        source.awaitReadable();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> source.read(ByteBuffer.allocate(8)));
    }

    // The ends of both directions.

    @Test
    void whatIsWrittenEndsWithFinAndTheClientMayStillSpeak() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        sink.setCloseListener(ended -> told.countDown());
        sink.write(bytes("last"));
        sink.shutdownWrites();
        assertThat(hear(9)).isEqualTo("last");
        told.await();
        say("still");
        assertThat(read(5)).isEqualTo("still");
        assertThat(connection.isOpen()).isTrue();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> sink.write(bytes("more")));
        client.shutdownOutput();
        assertThat(read(1)).isEmpty();
        assertThat(connection.isOpen()).as("both have ended").isFalse();
    }

    @Test
    void theClientsFinIsReadAndItMayStillBeAnswered() throws Exception {
        say("last");
        client.shutdownOutput();
        assertThat(read(9)).isEqualTo("last");
        assertThat(source.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(connection.isReadShutdown()).isTrue();
        assertThat(connection.isOpen()).isTrue();
        sink.write(bytes("still"));
        assertThat(hear(5)).isEqualTo("still");
        sink.shutdownWrites();
        assertThat(connection.isOpen()).isFalse();
        assertThat(TestLoops.readToEnd(client)).isZero();
    }

    @Test
    void finWakesWhoeverListensAndNotForEver() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch read = new CountDownLatch(1);
        source.setReadListener(channel -> {
            calls.incrementAndGet();
            try {
                if (channel.read(ByteBuffer.allocate(1)) < 0) {
                    read.countDown();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        source.resumeReads();
        client.shutdownOutput();
        read.await();
        int before = calls.get();
        awaitALook();
        awaitALook();
        assertThat(calls).hasValue(before);
        assertThat(source.isReadResumed()).isFalse();
    }

    @Test
    void readsThatAreShutDownReadNothingMore() throws Exception {
        say("lost");
        source.awaitReadable();
        source.shutdownReads();
        Await.until("the end", () -> {
            try {
                return source.read(ByteBuffer.allocate(9)) == -1;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(connection.isOpen()).isTrue();
        sink.write(bytes("still"));
        assertThat(hear(5)).isEqualTo("still");
    }

    // Closing.

    @Test
    void aClosedConnectionReadsTheEndAndTakesNothing() throws Exception {
        CountDownLatch told = new CountDownLatch(3);
        connection.setCloseListener(ended -> told.countDown());
        source.setCloseListener(ended -> told.countDown());
        sink.setCloseListener(ended -> told.countDown());
        connection.close();
        told.await();
        assertThat(source.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(source.read(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1)).isEqualTo(-1);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> sink.write(bytes("x")));
        assertThat(TestLoops.readToEnd(client)).isZero();
        source.resumeReads();
        sink.resumeWrites();
        assertThat(source.isReadResumed()).isFalse();
        assertThat(sink.isWriteResumed()).isFalse();
        source.awaitReadable();
        sink.awaitWritable();
    }

    @Test
    void theAddressesAreKnownAfterClosing() throws Exception {
        SocketAddress peer = client.getLocalAddress();
        SocketAddress local = client.getRemoteAddress();
        assertThat(connection.getPeerAddress()).isEqualTo(peer);
        assertThat(connection.getLocalAddress()).isEqualTo(local);
        connection.close();
        assertThat(connection.getPeerAddress()).isEqualTo(peer);
        assertThat(connection.getLocalAddress()).isEqualTo(local);
    }

    @Test
    void connectionsClosedByOtherThreadsLeaveNoDescriptorAndTellNobodyElse() throws Exception {
        AtomicInteger wronglyTold = new AtomicInteger();
        source.setReadListener(channel -> wronglyTold.incrementAndGet());
        source.resumeReads();
        awaitALook();
        long before = TestLoops.descriptors();
        for (int i = 0; i < 1_000; i++) {
            try (SocketChannel other = TestLoops.connect(server)) {
                StreamConnection closed = accepted.take();
                closed.getSourceChannel().setReadListener(channel -> {
                    if (closed.isOpen()) {
                        wronglyTold.incrementAndGet();
                    }
                });
                // Some are known to the selector, some are not.
                if (i % 2 == 0) {
                    closed.getSourceChannel().resumeReads();
                }
                if (i % 4 == 0) {
                    awaitALook();
                }
                closed.close();
                assertThat(TestLoops.readToEnd(other)).isZero();
            }
        }
        TestLoops.awaitDescriptors(before);
        assertThat(wronglyTold).hasValue(0);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void theLastConnectionThatIsClosedAsItIsResumedLeavesNoDescriptor() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        awaitALook();
        for (int i = 0; i < 500; i++) {
            long before = TestLoops.descriptors();
            try (SocketChannel other = TestLoops.connect(server)) {
                StreamConnection closed = accepted.take();
                awaitALook();
                Future<?> resumed = threads.submit(() -> {
                    start.await();
                    closed.getSourceChannel().resumeReads();
                    return null;
                });
                start.await();
                closed.close();
                resumed.get();
                TestLoops.awaitDescriptors(before + 1);
                assertThat(TestLoops.readToEnd(other)).isZero();
            }
        }
    }

    // Listeners.

    @Test
    void aListenerThatReadsNothingIsCalledAgainAndAgainUntilItSuspends() throws Exception {
        Semaphore calls = new Semaphore(0);
        source.setReadListener(channel -> {
            assertThat(Thread.currentThread()).isSameAs(loops.loop());
            if (calls.availablePermits() == 99) {
                channel.suspendReads();
            }
            calls.release();
        });
        say("x");
        awaitALook();
        assertThat(calls.availablePermits()).as("before it is resumed").isZero();
        source.resumeReads();
        Await.until("100 calls", () -> calls.availablePermits() >= 100);
        awaitALook();
        assertThat(calls.availablePermits()).isEqualTo(100);
        assertThat(source.isReadResumed()).isFalse();
    }

    @Test
    void otherThreadsSuspendAndResume() throws Exception {
        BlockingQueue<Byte> heard = new LinkedBlockingQueue<>();
        source.setReadListener(channel -> {
            ByteBuffer one = ByteBuffer.allocate(1);
            try {
                if (channel.read(one) == 1) {
                    heard.add(one.get(0));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < 500; i++) {
            source.resumeReads();
            client.write(ByteBuffer.wrap(new byte[] {(byte) i}));
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo((byte) i);
            source.suspendReads();
            awaitALook();
        }
        client.write(ByteBuffer.wrap(new byte[] {1}));
        awaitALook();
        awaitALook();
        assertThat(heard).isEmpty();
    }

    @Test
    void wakingUpCallsTheListenerThoughNothingIsThere() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        source.setReadListener(
                channel -> told.add("read on " + Thread.currentThread().getName()));
        sink.setWriteListener(channel -> {
            told.add("write on " + Thread.currentThread().getName());
            channel.suspendWrites();
        });
        source.wakeupReads();
        assertThat(told.poll(10, TimeUnit.SECONDS))
                .isEqualTo("read on " + loops.loop().getName());
        assertThat(source.isReadResumed()).isTrue();
        sink.wakeupWrites();
        assertThat(told.poll(10, TimeUnit.SECONDS))
                .isEqualTo("write on " + loops.loop().getName());
        awaitALook();
        assertThat(told).allMatch(text -> text.startsWith("write"));
    }

    @Test
    void whoeverWritesIsToldOfRoom() throws Exception {
        CountDownLatch room = new CountDownLatch(1);
        sink.setWriteListener(channel -> {
            channel.suspendWrites();
            room.countDown();
        });
        int filled = fill();
        sink.resumeWrites();
        awaitALook();
        assertThat(room.getCount()).isEqualTo(1);
        assertThat(hear(filled)).hasSize(filled);
        room.await();
        assertThat(sink.isWriteResumed()).isFalse();
    }

    // Waiting.

    @Test
    void waitingEndsWithTheTime() throws Exception {
        long begun = System.nanoTime();
        source.awaitReadable(20, TimeUnit.MILLISECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(20), Duration.ofSeconds(5));
        fill();
        begun = System.nanoTime();
        sink.awaitWritable(20_001, TimeUnit.MICROSECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(20), Duration.ofSeconds(5));
    }

    @Test
    void waitingEndsWithBytesAndWithRoom() throws Exception {
        Future<?> waiting = threads.submit(() -> {
            source.awaitReadable();
            return null;
        });
        say("x");
        waiting.get();
        assertThat(read(1)).isEqualTo("x");
        int filled = fill();
        waiting = threads.submit(() -> {
            sink.awaitWritable(1, TimeUnit.HOURS);
            return null;
        });
        assertThat(hear(filled)).hasSize(filled);
        waiting.get();
        assertThat(sink.write(bytes("y"))).isEqualTo(1);
    }

    @Test
    void aThreadThatWaitsIsInterruptedAndStaysSo() throws Exception {
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Thread> begun = new CompletableFuture<>();
            Future<Boolean> waiting = threads.submit(() -> {
                begun.complete(Thread.currentThread());
                assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> source.awaitReadable());
                return Thread.interrupted();
            });
            begun.get().interrupt();
            assertThat(waiting.get()).isTrue();
        }
        assertThat(connection.isOpen()).isTrue();
        Thread.currentThread().interrupt();
        fill();
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> sink.awaitWritable());
        assertThat(Thread.interrupted()).isTrue();
        // The next one to wait, perhaps with the same selector, is not disturbed.
        waitingEndsWithTheTime();
    }

    @Test
    void waitingEndsAsTheConnectionIsClosedByItsOwnSide() throws Exception {
        fill();
        long before = TestLoops.descriptors();
        List<Future<?>> waiting = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(2);
        List<Thread> waiters = Collections.synchronizedList(new ArrayList<>());
        waiting.add(threads.submit(() -> {
            waiters.add(Thread.currentThread());
            begun.countDown();
            source.awaitReadable();
            return null;
        }));
        waiting.add(threads.submit(() -> {
            waiters.add(Thread.currentThread());
            begun.countDown();
            sink.awaitWritable();
            return null;
        }));
        begun.await();
        Await.until("two that wait", () -> waiters.stream().allMatch(SocketConnectionIT::isWaiting));
        connection.close();
        for (Future<?> wait : waiting) {
            wait.get(10, TimeUnit.SECONDS);
        }
        client.close();
        TestLoops.awaitDescriptors(before);
    }

    private static boolean isWaiting(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        if (stack.length == 0 || !stack[0].isNativeMethod()) {
            return false;
        }
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(SocketWait.class.getName())) {
                return true;
            }
        }
        return false;
    }

    @Test
    void whatIsClosedAsSomebodyBeginsToWaitIsNotWaitedFor() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        for (int i = 0; i < 500; i++) {
            try (SocketChannel other = TestLoops.connect(server)) {
                StreamConnection closed = accepted.take();
                Future<?> waiting = threads.submit(() -> {
                    start.await();
                    closed.getSourceChannel().awaitReadable();
                    return null;
                });
                start.await();
                closed.close();
                waiting.get(10, TimeUnit.SECONDS);
                assertThat(TestLoops.readToEnd(other)).isZero();
            }
        }
    }

    // Options.

    @Test
    void optionsOfTheSocketAreSetAndTheFormerValueIsReturned() throws Exception {
        assertThat(connection.setOption(Options.TCP_NODELAY, true)).isFalse();
        assertThat(connection.getOption(Options.TCP_NODELAY)).isTrue();
        assertThat(connection.setOption(Options.TCP_NODELAY, false)).isTrue();
        assertThat(connection.setOption(Options.KEEP_ALIVE, true)).isFalse();
        assertThat(connection.getOption(Options.KEEP_ALIVE)).isTrue();
        assertThat(connection.setOption(Options.SEND_BUFFER, 50_000)).isPositive();
        assertThat(connection.getOption(Options.SEND_BUFFER)).isGreaterThanOrEqualTo(50_000);
    }

    @Test
    void idleTimesAreKeptForThoseWhoSeeToThem() throws Exception {
        assertThat(connection.getOption(Options.READ_TIMEOUT)).isNull();
        assertThat(connection.setOption(Options.READ_TIMEOUT, 5)).isNull();
        assertThat(connection.setOption(Options.READ_TIMEOUT, 7)).isEqualTo(5);
        assertThat(connection.getOption(Options.READ_TIMEOUT)).isEqualTo(7);
        assertThat(connection.getOption(Options.WRITE_TIMEOUT)).isNull();
        assertThat(connection.setOption(Options.READ_TIMEOUT, null)).isEqualTo(7);
        assertThat(connection.getOption(Options.READ_TIMEOUT)).isNull();
    }

    @Test
    void whatIsNotSupportedIsIgnored() throws Exception {
        assertThat(connection.supportsOption(Options.BACKLOG)).isFalse();
        assertThat(connection.setOption(Options.BACKLOG, 5)).isNull();
        assertThat(connection.getOption(Options.BACKLOG)).isNull();
        assertThat(connection.canSleep()).isTrue();
        for (Option<?> option : List.of(Options.TCP_NODELAY, Options.READ_TIMEOUT, Options.CLOSE_ABORT)) {
            assertThat(connection.supportsOption(option)).isTrue();
        }
    }

    @Test
    void closingAborts() throws Exception {
        assertThat(connection.getOption(Options.CLOSE_ABORT)).isFalse();
        assertThat(connection.setOption(Options.CLOSE_ABORT, true)).isFalse();
        assertThat(connection.getOption(Options.CLOSE_ABORT)).isTrue();
        source.resumeReads();
        connection.close();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TestLoops.readToEnd(client))
                .withMessageContaining("reset");
    }

    // Sleep.

    private static final class Sleeper implements SocketUser {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private volatile @Nullable LoopSocket socket;

        private SocketConnection wake() {
            return Objects.requireNonNull(socket).wake();
        }

        @Override
        public void ready(int operations) {
            told.add("ready " + operations);
            wake().getSourceChannel().suspendReads();
        }

        @Override
        public void loopEnds() {
            told.add("loopEnds");
            IoUtils.safeClose(wake());
        }
    }

    private Sleeper putToSleep() throws Exception {
        Sleeper sleeper = new Sleeper();
        source.setReadListener(channel -> sleeper.told.add("the former is told"));
        source.resumeReads();
        onLoop(() -> {
            assertThat(connection.canSleep()).isTrue();
            sleeper.socket = connection.socket();
            assertThat(connection.sleep(sleeper)).isTrue();
        });
        return sleeper;
    }

    @Test
    void whoeverSleepsIsToldOfBytesAndWhoeverWokeAfterThat() throws Exception {
        Sleeper sleeper = putToSleep();
        awaitALook();
        assertThat(sleeper.told).isEmpty();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        say("x");
        assertThat(sleeper.told.poll(10, TimeUnit.SECONDS)).isEqualTo("ready " + SelectionKey.OP_READ);
        awaitALook();
        assertThat(sleeper.told).isEmpty();
        onLoop(() -> {
            SocketConnection woken = sleeper.wake();
            assertThat(woken).isNotSameAs(connection);
            assertThat(woken.getPeerAddress()).isEqualTo(connection.getPeerAddress());
            woken.getSourceChannel().setReadListener(channel -> {
                told.add("the new is told");
                channel.suspendReads();
            });
            woken.getSourceChannel().resumeReads();
        });
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("the new is told");
        assertThat(sleeper.told).isEmpty();
    }

    @Test
    void oneThatWakesHasItsReadsResumed() throws Exception {
        Sleeper sleeper = putToSleep();
        onLoop(() -> assertThat(sleeper.wake().isReadResumed()).isTrue());
    }

    @Test
    void closingTheFormerConnectionEndsTheSleeper() throws Exception {
        Sleeper sleeper = putToSleep();
        connection.close();
        assertThat(sleeper.told.poll(10, TimeUnit.SECONDS)).isEqualTo("loopEnds");
        assertThat(TestLoops.readToEnd(client)).isZero();
        awaitALook();
        assertThat(sleeper.told).isEmpty();
    }

    @Test
    void closingTheFormerConnectionEndsTheOneThatWoke() throws Exception {
        Sleeper sleeper = putToSleep();
        CompletableFuture<SocketConnection> woken = new CompletableFuture<>();
        onLoop(() -> woken.complete(sleeper.wake()));
        connection.close();
        assertThat(TestLoops.readToEnd(client)).isZero();
        assertThat(woken.get().isOpen()).isFalse();
        assertThat(sleeper.told).isEmpty();
    }

    @Test
    void aClosedConnectionDoesNotSleep() throws Exception {
        Sleeper sleeper = new Sleeper();
        source.resumeReads();
        connection.close();
        onLoop(() -> assertThat(connection.sleep(sleeper)).isFalse());
        awaitALook();
        assertThat(sleeper.told).isEmpty();
    }

    @Test
    void aConnectionThatSleepsIsOpenAsLongAsItsSocket() throws Exception {
        Sleeper sleeper = putToSleep();
        assertThat(connection.isOpen()).isTrue();
        onLoop(() -> IoUtils.safeClose(sleeper.wake()));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void shutdownEndsTheSleeper() throws Exception {
        Sleeper sleeper = putToSleep();
        loops.worker().shutdown();
        assertThat(sleeper.told.poll(10, TimeUnit.SECONDS)).isEqualTo("loopEnds");
        assertThat(TestLoops.readToEnd(client)).isZero();
    }

    @Test
    void closingTheFormerConnectionWhenTheLoopHasEndedTellsNobodyTwice() throws Exception {
        Sleeper sleeper = putToSleep();
        loops.worker().shutdown();
        loops.worker().awaitTermination();
        connection.close();
        assertThat(sleeper.told).containsExactly("loopEnds");
    }

    @Test
    void whatHasMoreToRememberThanItsSocketDoesNotSleep() throws Exception {
        assertThat(connection.canSleep()).isTrue();
        fill();
        sink.resumeWrites();
        assertThat(connection.canSleep()).isFalse();
        sink.suspendWrites();
        assertThat(connection.canSleep()).isTrue();
        connection.setOption(Options.READ_TIMEOUT, 1);
        assertThat(connection.canSleep()).isFalse();
        try (SocketChannel other = TestLoops.connect(server)) {
            SocketConnection half = (SocketConnection) accepted.take();
            other.shutdownOutput();
            half.getSourceChannel().awaitReadable();
            assertThat(half.getSourceChannel().read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(half.canSleep()).isFalse();
        }
        connection.close();
        assertThat(connection.canSleep()).isFalse();
    }

    @Test
    void aSleeperThatIsWokenAndClosedMakesRoomForOne() throws Exception {
        BlockingQueue<StreamConnection> limited = new LinkedBlockingQueue<>();
        AcceptingChannel<StreamConnection> small = loops.listen(
                OptionMap.create(Options.CONNECTION_HIGH_WATER, 1, Options.CONNECTION_LOW_WATER, 1), limited);
        try (SocketChannel first = TestLoops.connect(small);
                SocketChannel second = TestLoops.connect(small)) {
            SocketConnection sleeping = (SocketConnection) limited.take();
            Sleeper sleeper = new Sleeper();
            sleeper.socket = sleeping.socket();
            onLoop(() -> assertThat(sleeping.sleep(sleeper)).isTrue());
            onLoop(() -> IoUtils.safeClose(sleeper.wake()));
            assertThat(limited.take().getPeerAddress()).isEqualTo(second.getLocalAddress());
            assertThat(TestLoops.readToEnd(first)).isZero();
        }
    }
}
