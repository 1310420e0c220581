package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

final class StoppingIT {
    /** All of it is the kernel's, but not yet the client's: a reset would destroy it. */
    @Test
    void aDrainLosesNothingOfAResponseWhoseClientSendsItsNextRequest() throws Exception {
        CountDownLatch complete = new CountDownLatch(1);
        HttpHandler large = exchange -> {
            exchange.addExchangeCompleteListener((ended, next) -> {
                next.proceed();
                complete.countDown();
            });
            exchange.getResponseSender().send("x".repeat(400_000));
        };
        try (TestServer server = TestServer.start(large);
                RawClient client = new RawClient(server.address(), 4096)) {
            client.get("/");
            assertThat(complete.await(5, TimeUnit.SECONDS)).isTrue();
            server.listener().drain();
            client.get("/second");
            assertThat(client.response().body()).hasSize(400_000);
            client.disconnect();
            server.awaitClosed(CloseReason.DRAINED);
        }
    }

    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final Duration LONG = Duration.ofSeconds(10);

    private static HttpConnector started(HttpHandler handler) throws Exception {
        HttpConnector connector = HttpConnector.builder().handler(handler).build();
        connector.start();
        return connector;
    }

    private static boolean refuses(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("holdfast"))
                .count();
    }

    @Test
    void anIdleConnectionIsGoodForOneMoreRequestBeforeItIsClosed() throws Exception {
        HttpConnector connector = started(HELLO);
        InetSocketAddress address = connector.localAddress();
        try (RawClient gateway = new RawClient(address)) {
            gateway.get("/").response();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> connector.stop(LONG));
            Await.until("no more accepted", () -> refuses(address));
            // What was asked before the stop had got that far is answered as ever.
            Await.until("the last", () -> {
                RawClient.Response response = gateway.get("/").response();
                assertThat(response.body()).isEqualTo("hello");
                return response.has("connection: close");
            });
            assertThat(gateway.read()).isEqualTo(-1);
            stopping.get(5, TimeUnit.SECONDS);
        }
        assertThat(connector.statistics().closed()).containsKey(CloseReason.DRAINED);
    }

    @Test
    void idleConnectionsAreClosedSoonAndNoThreadIsLeft() throws Exception {
        HttpConnector connector = started(HELLO);
        try (RawClient idle = new RawClient(connector.localAddress());
                RawClient silent = new RawClient(connector.localAddress())) {
            idle.get("/").response();
            Await.until("both accepted", () -> connector.statistics().accepted() == 2);
            long before = System.nanoTime();
            connector.stop(LONG);
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(idle.read()).isEqualTo(-1);
            assertThat(silent.read()).isEqualTo(-1);
        }
        assertThat(connector.statistics().open()).isZero();
        assertThat(connector.statistics().closed()).containsEntry(CloseReason.DRAINED, 2L);
        Await.until("no thread left", () -> threads() == 0);
        connector.stop(LONG);
    }

    @Test
    void aRequestUnderWayIsFinishedWithConnectionClose() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        HttpConnector connector = started(new BlockingHandler(exchange -> {
            entered.countDown();
            go.await();
            exchange.getOutputStream().write("done".getBytes(StandardCharsets.US_ASCII));
        }));
        try (RawClient client = new RawClient(connector.localAddress());
                RawClient idle = new RawClient(connector.localAddress())) {
            client.get("/");
            entered.await();
            Await.until("both accepted", () -> connector.statistics().accepted() == 2);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> connector.stop(LONG));
            assertThat(idle.read()).as("the idle one is closed").isEqualTo(-1);
            assertThatThrownBy(() -> new RawClient(client.server())).isInstanceOf(UncheckedIOException.class);
            assertThat(stopped).isNotDone();
            go.countDown();
            RawClient.Response response = client.response();
            assertThat(response.body()).isEqualTo("done");
            assertThat(response.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            stopped.get(10, TimeUnit.SECONDS);
        }
        assertThat(connector.statistics().closed())
                .containsKey(CloseReason.DRAINED)
                .doesNotContainKey(CloseReason.CLIENT_ABORTED);
    }

    @Test
    void theDeadlineIsEnforced() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        HttpConnector connector = started(new BlockingHandler(exchange -> {
            entered.countDown();
            never.await();
        }));
        try (RawClient client = new RawClient(connector.localAddress())) {
            client.get("/");
            entered.await();
            long before = System.nanoTime();
            connector.stop(Duration.ofMillis(200));
            assertThat(System.nanoTime() - before)
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(200), TimeUnit.SECONDS.toNanos(4));
            assertThat(client.read()).isEqualTo(-1);
        } finally {
            never.countDown();
        }
        assertThat(connector.statistics().open()).isZero();
        assertThat(connector.statistics().closed()).containsKey(CloseReason.STOPPED);
    }

    @Test
    void noRequestIsServedOnceAConnectorIsStoppedThoughItsWorkerLivesOn() throws Exception {
        XnioWorker worker = Xnio.getInstance(StoppingIT.class.getClassLoader())
                .createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        AtomicInteger served = new AtomicInteger();
        HttpConnector connector = HttpConnector.builder()
                .worker(worker)
                .handler(exchange -> served.incrementAndGet())
                .build();
        connector.start();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try {
            worker.getIoThread().execute(() -> {
                held.countDown();
                try {
                    go.await();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
            });
            held.await();
            try (RawClient client = new RawClient(connector.localAddress())) {
                client.get("/");
                connector.stop(LONG);
                go.countDown();
                CountDownLatch passed = new CountDownLatch(1);
                worker.getIoThread().execute(passed::countDown);
                passed.await();
            }
            assertThat(served).hasValue(0);
            assertThat(connector.statistics().open()).isZero();
        } finally {
            go.countDown();
            worker.shutdownNow();
        }
    }

    @Test
    void anAddressInUseIsNamed() throws Exception {
        HttpConnector first = started(HELLO);
        int port = first.localAddress().getPort();
        try {
            HttpConnector second = HttpConnector.builder()
                    .bind("127.0.0.1", port)
                    .handler(HELLO)
                    .build();
            assertThatThrownBy(second::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
            assertThatIllegalStateException().isThrownBy(second::localAddress);
            second.stop(LONG);
        } finally {
            first.stop(LONG);
        }
    }

    @Test
    void aHostThatDoesNotResolveIsNamed() {
        HttpConnector connector = HttpConnector.builder()
                .bind("no such host.invalid", 0)
                .handler(HELLO)
                .build();
        assertThatThrownBy(connector::start)
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no such host.invalid");
    }

    @Test
    void aConnectorIsStartedOnce() throws Exception {
        HttpConnector connector = started(HELLO);
        assertThatIllegalStateException().isThrownBy(connector::start).withMessageContaining("started already");
        connector.stop(LONG);
        assertThatIllegalStateException().isThrownBy(connector::start).withMessageContaining("stopped");
    }

    @Test
    void settingsOutOfRangeAreNamedWithTheLegalValues() {
        HttpConnector.Builder builder = HttpConnector.builder().handler(HELLO).maxEntitySize(0);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("maxEntitySize is 0, but must be 1 or more bytes, or -1 for no limit");
    }
}
