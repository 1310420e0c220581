package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.ajp.AjpMode;
import dev.holdfast.ajp.AjpOverload;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.pool.NativePoolSettings;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Gateways whose pools are leased, before our own AJP connector and before others. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SlotLeaseIT {
    private static final NativePoolSettings LEASED =
            NativePoolSettings.DEFAULT.withMostLeased(NativePoolSettings.MAX_POOL_SIZE);

    private final XnioWorker worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    SlotLeaseIT() throws IOException {}

    @AfterEach
    void stopWorker() {
        worker.shutdownNow();
    }

    private AjpConnector.Builder backend(CountDownLatch gate) {
        return AjpConnector.builder().bind("127.0.0.1", 0).maxThreads(10).handler(new BlockingHandler(exchange -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            if (exchange.getRequestPath().equals("/wait")) {
                Latches.await(gate);
            }
            atOnce.decrementAndGet();
        }));
    }

    private static AjpConnector started(AjpConnector.Builder builder) throws IOException {
        AjpConnector connector = builder.build();
        connector.start();
        return connector;
    }

    private Front leasing(int port) throws IOException {
        return leasing(Front.backendAt(port).withPool(LEASED));
    }

    private Front leasing(Backend backend) throws IOException {
        Front front = new Front(Gateway.to(backend));
        front.bridge().watch(worker);
        return front;
    }

    private static MemberStatistics member(Front front) {
        return front.statistics().members().get(0);
    }

    private static int limit(Front front) {
        LeaseStatistics lease = member(front).lease();
        return lease == null ? -1 : lease.limit();
    }

    private static int open(Front front) {
        return member(front).connections().open();
    }

    private CompletableFuture<Integer> get(Front front, String path) {
        HttpRequest request = HttpRequest.newBuilder(front.uri(path)).build();
        return http.sendAsync(request, BodyHandlers.discarding()).thenApply(response -> response.statusCode());
    }

    private List<CompletableFuture<Integer>> get(Front front, String path, int times) {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(get(front, path));
        }
        return answers;
    }

    /** Clients that ask all the time, from their start to their end. */
    private final class Load implements AutoCloseable {
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private volatile boolean over;

        Load(Front front, int clients) {
            for (int i = 0; i < clients; i++) {
                threads.execute(() -> {
                    while (!over) {
                        if (get(front, "/").join() != 200) {
                            failed.incrementAndGet();
                        }
                        answered.incrementAndGet();
                    }
                });
            }
        }

        boolean isAnswered() {
            return answered.get() > 0;
        }

        @Override
        public void close() {
            over = true;
            threads.shutdown();
            Eventually.holds(threads::isTerminated);
            assertThat(failed.get()).isZero();
        }
    }

    @Test
    void slotsGoWhereTheyAreWanted() throws Exception {
        AjpConnector connector = started(backend(new CountDownLatch(0)));
        int port = connector.localAddress().getPort();
        AtomicInteger mostOpen = new AtomicInteger();
        try (Front one = leasing(port);
                Front other = leasing(port)) {
            Eventually.holds(() -> limit(one) + limit(other) == 10 && limit(one) == limit(other));
            try (Load busy = new Load(one, 30)) {
                Eventually.holds(() -> limit(one) == 9 && limit(other) == 1);
                Eventually.holds(() -> open(one) == 9 && busy.isAnswered());
                try (Load asBusy = new Load(other, 30)) {
                    Eventually.holds(() -> {
                        // In this order: meanwhile one's become fewer, and other's more.
                        mostOpen.accumulateAndGet(open(other) + open(one), Math::max);
                        return limit(one) == 5 && limit(other) == 5 && open(one) == 5 && open(other) == 5;
                    });
                    assertThat(asBusy.isAnswered()).isTrue();
                    // Besides those, there is the one on which each asks.
                    assertThat(connector.statistics().open()).isLessThanOrEqualTo(12);
                }
                Eventually.holds(() -> limit(one) == 9 && limit(other) == 1);
            }
        } finally {
            connector.stop(Duration.ZERO);
        }
        assertThat(mostOpen.get()).isLessThanOrEqualTo(10);
        assertThat(mostAtOnce.get()).isLessThanOrEqualTo(10);
    }

    @Test
    void theConnectorNeverHasMoreThanItsCapacityAndOneForEachAsker() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AjpConnector connector = started(backend(gate));
        int port = connector.localAddress().getPort();
        try (Front one = leasing(port)) {
            Eventually.holds(() -> limit(one) == 10);
            List<CompletableFuture<Integer>> slow = get(one, "/wait", 20);
            Eventually.holds(
                    () -> atOnce.get() == 10 && member(one).connections().waiting() == 10);
            try (Front other = leasing(port)) {
                CompletableFuture<Integer> waits = get(other, "/");
                Eventually.holds(() -> limit(one) <= 9);
                assertThat(open(one)).as("those in use stay").isEqualTo(10);
                assertThat(open(other)).isZero();
                assertThat(connector.statistics().open()).isEqualTo(12);
                gate.countDown();
                assertThat(waits.join()).isEqualTo(200);
                for (CompletableFuture<Integer> answer : slow) {
                    assertThat(answer.join()).isEqualTo(200);
                }
            }
        } finally {
            gate.countDown();
            connector.stop(Duration.ZERO);
        }
    }

    @Test
    void whatAGatewayHadThatIsGoneIsAnothers() throws Exception {
        AjpConnector connector = started(backend(new CountDownLatch(0)));
        int port = connector.localAddress().getPort();
        XnioWorker another = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        try (Front one = leasing(port);
                Front crashed = new Front(Gateway.to(Front.backendAt(port).withPool(LEASED)))) {
            crashed.bridge().watch(another);
            Eventually.holds(() -> limit(one) == 5 && limit(crashed) == 5);
            // It says nothing any more.
            another.shutdownNow();
            Eventually.holds(() -> limit(one) == 10);
            try (Front orderly = leasing(port)) {
                Eventually.holds(() -> limit(one) == 5 && limit(orderly) == 5);
            }
            Eventually.holds(() -> limit(one) == 10);
        } finally {
            another.shutdownNow();
            connector.stop(Duration.ZERO);
        }
    }

    @Test
    void aBlockingConnectorHasAThreadForWhoeverAsks() throws Exception {
        AjpConnector connector = started(backend(new CountDownLatch(0)).mode(AjpMode.BLOCKING));
        int port = connector.localAddress().getPort();
        try (Front one = leasing(port)) {
            Eventually.holds(() -> limit(one) == 9);
            for (CompletableFuture<Integer> answer : get(one, "/", 50)) {
                assertThat(answer.join()).isEqualTo(200);
            }
            try (Front other = leasing(port)) {
                Eventually.holds(() -> limit(one) + limit(other) == 8 && limit(other) == 4);
                assertThat(get(other, "/").join()).isEqualTo(200);
            }
        } finally {
            connector.stop(Duration.ZERO);
        }
    }

    /** Where more connections come than there are threads, one of them is closed: none of a request's, and a question lost ends no lease. */
    @Test
    void whoWaitsBeforeAConnectorThatClosesWhatItHasNoThreadForIsServed() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AjpConnector connector = started(
                backend(gate).mode(AjpMode.BLOCKING).overload(AjpOverload.CLOSE).maxThreads(7));
        int port = connector.localAddress().getPort();
        try (Front one = leasing(port);
                Front other = leasing(port)) {
            Eventually.holds(() -> limit(one) + limit(other) == 5 && limit(one) > 0 && limit(other) > 0);
            List<CompletableFuture<Integer>> answers = get(one, "/wait", 8);
            answers.addAll(get(other, "/wait", 8));
            Eventually.holds(() -> atOnce.get() == 5);
            // Both ask for more, as often as they may, each time on a connection that ends with the answer.
            long asked = connector.statistics().accepted();
            Eventually.holds(() -> connector.statistics().accepted() > asked + 20);
            gate.countDown();
            for (CompletableFuture<Integer> answer : answers) {
                assertThat(answer.join()).isEqualTo(200);
            }
            assertThat(member(one).status().health()).isEqualTo(Health.OK);
            assertThat(member(other).status().health()).isEqualTo(Health.OK);
        } finally {
            gate.countDown();
            connector.stop(Duration.ZERO);
        }
    }

    @Test
    void requestsGoToAnotherMemberWhereNobodyIsThereToAsk() throws Exception {
        int nobody;
        try (ServerSocket unused = new ServerSocket(0)) {
            nobody = unused.getLocalPort();
        }
        AjpConnector connector = started(backend(new CountDownLatch(0)));
        Gateway gateway = Gateway.builder()
                .member(Front.backendAt(nobody).withPool(LEASED), MemberSettings.of("a", null))
                .member(
                        Front.backendAt(connector.localAddress().getPort()).withPool(LEASED),
                        MemberSettings.of("b", null))
                .build();
        try (Front front = new Front(gateway)) {
            gateway.watch(worker);
            for (int i = 0; i < 10; i++) {
                assertThat(get(front, "/").join()).isEqualTo(200);
            }
        } finally {
            connector.stop(Duration.ZERO);
        }
    }

    @Test
    void aBackEndThatIsBackIsAskedAnew() throws Exception {
        AjpConnector first = started(backend(new CountDownLatch(0)));
        int port = first.localAddress().getPort();
        try (Front front = leasing(port)) {
            Eventually.holds(() -> limit(front) == 10);
            first.stop(Duration.ZERO);
            Eventually.holds(() -> limit(front) == 0);
            assertThat(get(front, "/").join()).isEqualTo(503);
            AjpConnector second = started(
                    backend(new CountDownLatch(0)).bind("127.0.0.1", port).maxThreads(4));
            try {
                Eventually.holds(() -> limit(front) == 4);
                Eventually.holds(() -> get(front, "/").join() == 200);
            } finally {
                second.stop(Duration.ZERO);
            }
        }
    }

    @Test
    void undertowDoesNotSayAndGetsWhatThereIsWithoutALease() throws Exception {
        List<String> lines = new ArrayList<>();
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord line) {
                synchronized (lines) {
                    lines.add(String.valueOf(line.getMessage()));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.holdfast.bridge");
        logger.addHandler(log);
        try (UndertowBackend backend = new UndertowBackend(0);
                Front front = leasing(backend.backend().withPool(LEASED.withConnectionPoolSize(7)))) {
            assertThat(get(front, "/echo").join()).isLessThan(500);
            assertThat(member(front).lease()).isEqualTo(new LeaseStatistics(7, null));
            for (CompletableFuture<Integer> answer : get(front, "/echo", 40)) {
                assertThat(answer.join()).isLessThan(500);
            }
            assertThat(open(front)).isBetween(1, 7);
        } finally {
            logger.removeHandler(log);
        }
        synchronized (lines) {
            assertThat(lines)
                    .filteredOn(line -> line.contains("does not say how many"))
                    .hasSize(1);
        }
    }

    @Test
    void aHostileAnswerIsNone() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.answer("limit=99999999 of=1 for=1ms");
                });
                Front front = leasing(Front.backendAt(backend.port()).withPool(LEASED))) {
            Eventually.holds(() -> limit(front) == 64);
        }
    }

    @Test
    void onlyOneProcessAndOnlyAjpCanLease() throws Exception {
        Gateway leased = Gateway.to(Front.backendAt(8009).withPool(LEASED));
        assertThatThrownBy(leased::child).isInstanceOf(IllegalStateException.class);
        leased.close();
        assertThatThrownBy(() -> Gateway.to(Backend.parse("http://127.0.0.1").withPool(LEASED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AJP");
    }
}
