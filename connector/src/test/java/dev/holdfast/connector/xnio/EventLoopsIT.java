package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.connector.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

@Timeout(30)
final class EventLoopsIT {
    private static final long SOON_NANOS = Duration.ofSeconds(2).toNanos();

    private final BlockingQueue<StreamConnection> accepted = new LinkedBlockingQueue<>();
    private TestLoops loops;
    private EventLoop loop;

    @BeforeEach
    void start() throws IOException {
        loops = new TestLoops(2);
        loop = loops.loop();
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    /** Waits until the loop has run what it was given so far. */
    private static void awaitTasksOf(XnioIoThread loop) throws InterruptedException {
        CountDownLatch run = new CountDownLatch(1);
        loop.execute(run::countDown);
        run.await();
    }

    // Tasks.

    @Test
    void tasksRunInTheirOrderOnTheirThread() throws Exception {
        for (int number = 0; number < 2; number++) {
            XnioIoThread given = loops.worker().getIoThread(number);
            List<Integer> order = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                int task = i;
                all.add(i);
                given.execute(() -> {
                    order.add(task);
                    threads.add(Thread.currentThread());
                });
            }
            awaitTasksOf(given);
            assertThat(order).isEqualTo(all);
            assertThat(threads).containsOnly(given);
            assertThat(given.getNumber()).isEqualTo(number);
        }
    }

    @Test
    void anyHashIsThatOfALoop() {
        assertThat(loops.worker().getIoThread(2)).isSameAs(loops.worker().getIoThread(0));
        assertThat(loops.worker().getIoThread(-1)).isSameAs(loops.worker().getIoThread(1));
        assertThat(loops.worker().getIoThread(Integer.MIN_VALUE))
                .isSameAs(loops.worker().getIoThread(0));
        assertThat(loops.worker().getIoThreadCount()).isEqualTo(2);
    }

    @Test
    void whatATaskGivesRunsAfterItAndAfterThoseThatWaited() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch queued = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                queued.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            loop.execute(() -> {
                order.add("inner");
                done.countDown();
            });
            order.add("outer");
        });
        loop.execute(() -> order.add("waited"));
        queued.countDown();
        done.await();
        assertThat(order).containsExactly("outer", "waited", "inner");
    }

    @Test
    void tasksThatBegetTasksKeepNobodyFromBeingHeard() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        for (int i = 0; i < 2; i++) {
            begetForEver(loops.worker().getIoThread(i));
        }
        try (SocketChannel client = TestLoops.connect(server)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(accepted.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static void begetForEver(XnioIoThread loop) {
        loop.execute(() -> {
            try {
                begetForEver(loop);
            } catch (RejectedExecutionException ending) {
                // The test is over.
            }
        });
    }

    @Test
    void aTaskThatFailsEndsNothing() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("as the test wants it");
        });
        loop.execute(() -> {
            throw new AssertionError("as the test wants it");
        });
        loop.executeAfter(
                () -> {
                    throw new IllegalStateException("as the test wants it");
                },
                1,
                TimeUnit.MILLISECONDS);
        CountDownLatch run = new CountDownLatch(1);
        loop.executeAfter(run::countDown, 2, TimeUnit.MILLISECONDS);
        run.await();
        assertThat(loop.isAlive()).isTrue();
    }

    @Test
    void anInterruptIsNotLeftToTheNextTask() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        loop.execute(() -> Thread.currentThread().interrupt());
        loop.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
        assertThat(interrupted.get()).isFalse();
    }

    // Tasks for later.

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 1_000, 1_001, 1_500, 20_000})
    void aDelayedTaskIsNotEarlyAndNotMuchLate(long micros) throws Exception {
        CompletableFuture<Long> ran = new CompletableFuture<>();
        long before = System.nanoTime();
        loop.executeAfter(() -> ran.complete(System.nanoTime()), micros, TimeUnit.MICROSECONDS);
        long waited = ran.get() - before;
        assertThat(waited).isBetween(TimeUnit.MICROSECONDS.toNanos(micros), SOON_NANOS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void withoutADelayATaskIsLikeAnyOther(long time) throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        loop.execute(() -> order.add("before"));
        XnioExecutor.Key key = loop.executeAfter(() -> order.add("now"), time, TimeUnit.SECONDS);
        awaitTasksOf(loop);
        assertThat(order).containsExactly("before", "now");
        assertThat(key.remove()).isFalse();
    }

    @Test
    void aRemovedTaskDoesNotRun() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch later = new CountDownLatch(1);
        XnioExecutor.Key key = loop.executeAfter(runs::incrementAndGet, 20, TimeUnit.MILLISECONDS);
        loop.executeAfter(later::countDown, 30, TimeUnit.MILLISECONDS);
        assertThat(key.remove()).isTrue();
        later.await();
        assertThat(runs).hasValue(0);
    }

    @Test
    void anEarlierTaskIsNotMadeToWaitForALaterOne() throws Exception {
        loop.executeAfter(() -> {}, 1, TimeUnit.HOURS);
        awaitTasksOf(loop);
        aDelayedTaskIsNotEarlyAndNotMuchLate(5_000);
    }

    @Test
    void aTaskAtIntervalsRunsUntilItIsRemoved() throws Exception {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        long before = System.nanoTime();
        XnioExecutor.Key key = loop.executeAtInterval(() -> times.add(System.nanoTime()), 3, TimeUnit.MILLISECONDS);
        Await.until("five times", () -> times.size() >= 5);
        assertThat(key.remove()).isTrue();
        awaitTasksOf(loop);
        int runs = times.size();
        for (int i = 0; i < runs; i++) {
            assertThat(times.get(i) - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(3) * (i + 1));
        }
        CountDownLatch later = new CountDownLatch(1);
        loop.executeAfter(later::countDown, 20, TimeUnit.MILLISECONDS);
        later.await();
        assertThat(times).hasSize(runs);
    }

    @Test
    void aTaskAtIntervalsShorterThanItTakesKeepsNobodyFromBeingHeard() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        loop.executeAtInterval(runs::incrementAndGet, 1, TimeUnit.NANOSECONDS);
        Await.until("its first times", () -> runs.get() > 10);
        CountDownLatch run = new CountDownLatch(1);
        loop.execute(run::countDown);
        assertThat(run.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskFromAnotherThreadWakesTheLoop() throws Exception {
        long begun = System.nanoTime();
        for (int i = 0; i < 2_000; i++) {
            awaitTasksOf(loop);
        }
        assertThat(System.nanoTime() - begun).as("2000 times").isLessThan(2 * SOON_NANOS);
        // Some of those came while the loop was about to wait; these find it waiting.
        for (int i = 0; i < 20; i++) {
            Await.until("a loop that waits", () -> isSelecting(loop));
            begun = System.nanoTime();
            awaitTasksOf(loop);
            assertThat(System.nanoTime() - begun).isLessThan(SOON_NANOS);
        }
    }

    private static boolean isSelecting(Thread loop) {
        StackTraceElement[] stack = loop.getStackTrace();
        return stack.length > 0
                && stack[0].isNativeMethod()
                && Stream.of(stack)
                        .anyMatch(frame -> frame.getClassName().equals(EventLoop.class.getName())
                                && frame.getMethodName().equals("select"));
    }

    // The end.

    @Test
    void shutdownClosesServersAndConnections() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        AtomicInteger closed = new AtomicInteger();
        List<SocketChannel> clients = new ArrayList<>();
        List<StreamConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(TestLoops.connect(server));
                StreamConnection connection = accepted.take();
                connection.setCloseListener(ended -> closed.incrementAndGet());
                connection.getSourceChannel().resumeReads();
                connections.add(connection);
            }
            loops.worker().shutdown();
            assertThat(loops.worker().isShutdown()).isTrue();
            for (SocketChannel client : clients) {
                assertThat(TestLoops.readToEnd(client)).isZero();
            }
            assertThat(loops.worker().awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(connections).noneMatch(StreamConnection::isOpen);
            assertThat(closed).hasValue(20);
            assertThat(server.isOpen()).isFalse();
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    /** A connection that nobody waits on is in somebody's hands. It ends when that one would wait. */
    @Test
    void aConnectionThatNoLoopKnowsYetIsClosedWhenALoopWouldHaveToKnowIt() throws Exception {
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        try (SocketChannel reading = TestLoops.connect(server);
                SocketChannel writing = TestLoops.connect(server)) {
            StreamConnection first = accepted.take();
            StreamConnection second = accepted.take();
            loops.worker().shutdown();
            loops.worker().awaitTermination();
            first.getSourceChannel().resumeReads();
            second.getSinkChannel().resumeWrites();
            assertThat(first.isOpen()).isFalse();
            assertThat(second.isOpen()).isFalse();
            assertThat(TestLoops.readToEnd(reading)).isZero();
            assertThat(TestLoops.readToEnd(writing)).isZero();
        }
    }

    @Test
    void afterShutdownNothingIsTaken() throws Exception {
        loops.worker().shutdown();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> loop.execute(() -> {}));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> loop.executeAfter(() -> {}, 1, TimeUnit.SECONDS));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> loop.executeAtInterval(() -> {}, 1, TimeUnit.SECONDS));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> loops.worker().execute(() -> {}));
        loops.worker().awaitTermination();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> loops.listen(OptionMap.EMPTY, accepted));
        long before = TestLoops.descriptors();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            IoFuture<StreamConnection> future = loop.openStreamConnection(
                    (InetSocketAddress) server.getLocalSocketAddress(), null, OptionMap.EMPTY);
            assertThat(future.await(10, TimeUnit.SECONDS)).isEqualTo(IoFuture.Status.FAILED);
        }
        TestLoops.awaitDescriptors(before);
    }

    @Test
    void aTaskThatIsTakenAsALoopEndsIsRun() throws Exception {
        ExecutorService giving = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 100; i++) {
                AtomicInteger taken = new AtomicInteger();
                AtomicInteger run = new AtomicInteger();
                try (TestLoops one = new TestLoops(1)) {
                    Future<?> rejected = giving.submit(() -> {
                        try {
                            while (true) {
                                one.loop().execute(run::incrementAndGet);
                                taken.incrementAndGet();
                            }
                        } catch (RejectedExecutionException ending) {
                            return;
                        }
                    });
                    Await.until("some tasks", () -> run.get() > 10);
                    one.worker().shutdown();
                    rejected.get();
                    one.worker().awaitTermination();
                    assertThat(run).as("attempt %d", i).hasValue(taken.get());
                }
            }
        } finally {
            giving.shutdownNow();
        }
    }

    @Test
    void aWorkerIsTerminatedWhenItsLastTaskIs() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        XnioWorker worker = HoldfastXnio.INSTANCE
                .createWorkerBuilder()
                .populateFromOptions(OptionMap.create(Options.WORKER_IO_THREADS, 2))
                .setTerminationTask(last::countDown)
                .build();
        worker.execute(() -> {
            running.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        running.await();
        worker.shutdown();
        worker.shutdown();
        assertThat(worker.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(worker.isTerminated()).isFalse();
        assertThat(last.getCount()).isEqualTo(1);
        goOn.countDown();
        assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.isTerminated()).isTrue();
        assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
        // Loops tell of their end on their own threads, which are alive for a moment more.
        Await.until("the end of the loop's thread", () -> !worker.getIoThread(0).isAlive());
    }

    @Test
    void shutdownNowInterruptsWhatRunsAndReturnsWhatItDoesNotRun() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        XnioWorker worker = HoldfastXnio.INSTANCE.createWorker(OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, 1)
                .set(Options.WORKER_TASK_CORE_THREADS, 1)
                .set(Options.WORKER_TASK_MAX_THREADS, 1)
                .getMap());
        worker.execute(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException asExpected) {
                interrupted.countDown();
            }
        });
        running.await();
        AtomicInteger ran = new AtomicInteger();
        worker.execute(ran::incrementAndGet);
        // XNIO's pool is shut down first: whoever is interrupted early enough still takes the next.
        int returned = worker.shutdownNow().size();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(returned + ran.get()).isEqualTo(1);
    }

    @Test
    void anExternalExecutorOutlivesTheWorker() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "external"));
        CountDownLatch last = new CountDownLatch(1);
        try {
            XnioWorker worker = HoldfastXnio.INSTANCE
                    .createWorkerBuilder()
                    .populateFromOptions(OptionMap.create(Options.WORKER_IO_THREADS, 2))
                    .setExternalExecutorService(executor)
                    .setTerminationTask(last::countDown)
                    .build();
            CompletableFuture<String> ranOn = new CompletableFuture<>();
            worker.execute(() -> ranOn.complete(Thread.currentThread().getName()));
            assertThat(ranOn.get()).isEqualTo("external");
            assertThat(worker.shutdownNow()).isEmpty();
            assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(executor.isShutdown()).isFalse();
            assertThat(executor.submit(() -> "lives").get()).isEqualTo("lives");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aWorkerLeavesNoDescriptorBehind() throws Exception {
        long before = TestLoops.descriptors();
        for (int i = 0; i < 10; i++) {
            try (TestLoops some = new TestLoops(4)) {
                some.listen(OptionMap.EMPTY, accepted);
            }
        }
        TestLoops.awaitDescriptors(before);
    }

    @Test
    void aWorkerGathersWhereItIsAskedTo() throws IOException {
        XnioWorker worker = loops.worker();
        assertThat(worker.supportsOption(HoldfastXnio.GATHER)).isTrue();
        assertThat(worker.getOption(HoldfastXnio.GATHER)).isFalse();
        assertThat(worker.setOption(HoldfastXnio.GATHER, true)).isFalse();
        assertThat(worker.getOption(HoldfastXnio.GATHER)).isTrue();
        assertThat(worker.setOption(HoldfastXnio.GATHER, null)).isTrue();
        assertThat(worker.getOption(HoldfastXnio.GATHER)).isFalse();
        assertThat(worker.supportsOption(Options.WORKER_TASK_MAX_THREADS)).isTrue();
    }

    /** Many sockets that are never silent for long, on a loop that may pause: everything else of the loop goes on, and so does its end. */
    @Test
    void aLoopThatGathersUnderLoadServesTasksAndDelays() throws Exception {
        XnioWorker worker = loops.worker();
        worker.setOption(HoldfastXnio.GATHER, true);
        AtomicInteger echoed = new AtomicInteger();
        AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
        ExecutorService clients = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < 16; i++) {
                SocketChannel client = TestLoops.connect(server);
                StreamConnection connection = Objects.requireNonNull(accepted.poll(10, TimeUnit.SECONDS));
                connection.getSourceChannel().setReadListener(source -> echo(connection, echoed));
                connection.getSourceChannel().resumeReads();
                Future<?> unused = clients.submit(() -> ask(client));
            }
            Await.until(() -> "echoes, but there are " + echoed, () -> echoed.get() > 2_000);
            for (int i = 0; i < 100; i++) {
                CountDownLatch done = new CountDownLatch(2);
                loop.execute(done::countDown);
                XnioExecutor.Key unused = loop.executeAfter(done::countDown, 1, TimeUnit.MILLISECONDS);
                assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            }
            worker.setOption(HoldfastXnio.GATHER, false);
            int before = echoed.get();
            Await.until(() -> "more echoes than " + before, () -> echoed.get() > before + 100);
        } finally {
            loops.close();
            clients.shutdownNow();
        }
    }

    private static void echo(StreamConnection connection, AtomicInteger echoed) {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        try {
            while (connection.getSourceChannel().read(buffer.clear()) > 0) {
                connection.getSinkChannel().write(buffer.flip());
                echoed.incrementAndGet();
            }
        } catch (IOException closed) {
            IoUtils.safeClose(connection);
        }
    }

    private static void ask(SocketChannel client) {
        ByteBuffer one = ByteBuffer.allocate(1);
        try (client) {
            while (client.write(one.clear()) > 0 && client.read(one.clear()) > 0) {
                Thread.onSpinWait();
            }
        } catch (IOException closed) {
            // The loop has ended.
        }
    }

    @Test
    void aWorkerSaysWhatItIs() {
        assertThat(loops.worker().getMXBean().getProviderName()).isEqualTo("holdfast");
        assertThat(loops.worker().getMXBean().getName())
                .isEqualTo(loops.worker().getName());
        assertThat(loops.worker().getMXBean().getIoThreadCount()).isEqualTo(2);
        assertThat(loops.worker().getMXBean().isShutdownRequested()).isFalse();
        loops.worker().shutdown();
        assertThat(loops.worker().getMXBean().isShutdownRequested()).isTrue();
    }
}
