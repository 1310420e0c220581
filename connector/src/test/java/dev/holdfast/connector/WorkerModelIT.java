package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said of connections in general is tested in both models elsewhere; this is about the threads. */
final class WorkerModelIT {
    private static final HttpHandler THREAD = new BlockingHandler(exchange -> {
        String thread = exchange.isInIoThread() + " " + Thread.currentThread().getName();
        exchange.getOutputStream().write(thread.getBytes(StandardCharsets.US_ASCII));
    });
    private static final Duration LONG = Duration.ofSeconds(10);

    private static HttpConnector started(HttpConnector.Builder builder, HttpHandler handler) throws Exception {
        HttpConnector connector =
                builder.workerModel(WorkerModel.WORKER).handler(handler).build();
        connector.start();
        return connector;
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("holdfast worker-"))
                .count();
    }

    @Test
    void oneThreadServesAllRequestsOfAConnectionAndNoOtherConnection() throws Exception {
        HttpConnector connector = started(HttpConnector.builder(), THREAD);
        try (RawClient first = new RawClient(connector.localAddress());
                RawClient second = new RawClient(connector.localAddress())) {
            String thread = first.get("/").response().body();
            assertThat(thread).startsWith("false holdfast worker-");
            String other = second.get("/").response().body();
            assertThat(other).startsWith("false holdfast worker-").isNotEqualTo(thread);
            assertThat(first.get("/").response().body()).isEqualTo(thread);
            assertThat(first.get("/").get("/").response().body()).isEqualTo(thread);
            assertThat(first.response().body()).isEqualTo(thread);
            assertThat(second.get("/").response().body()).isEqualTo(other);
        } finally {
            connector.stop(LONG);
        }
        Await.until("no worker left", () -> workers() == 0);
    }

    @Test
    void anIdleConnectionKeepsItsThreadSoThatTheNextWaitsUntilItIsClosed() throws Exception {
        HttpConnector connector =
                started(HttpConnector.builder().maxRequestWorkers(2).keepAliveTimeout(Duration.ofMillis(400)), THREAD);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                clients.add(new RawClient(connector.localAddress()));
                clients.get(i).get("/").response();
            }
            long idle = System.nanoTime();
            clients.add(new RawClient(connector.localAddress()).get("/"));
            assertThat(connector.statistics().accepted()).isEqualTo(2);
            clients.get(0).untilEnd();
            clients.get(0).disconnect();
            assertThat(clients.get(2).response().status()).isEqualTo(200);
            assertThat(System.nanoTime() - idle).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(workers()).isEqualTo(2);
            assertThat(connector.statistics().closed()).containsKey(CloseReason.KEEP_ALIVE_TIMEOUT);
        } finally {
            clients.forEach(RawClient::close);
            connector.stop(LONG);
        }
    }

    @Test
    void aThreadWaitsForAnExchangeThatAnotherOneHas() throws Exception {
        CountDownLatch dispatched = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        HttpConnector connector = started(
                HttpConnector.builder().maxRequestWorkers(1),
                exchange -> exchange.dispatch(new BlockingHandler(async -> {
                    dispatched.countDown();
                    go.await();
                    async.getOutputStream()
                            .write(Thread.currentThread().getName().getBytes(StandardCharsets.US_ASCII));
                })));
        try (RawClient first = new RawClient(connector.localAddress())) {
            first.get("/");
            dispatched.await();
            try (RawClient second = new RawClient(connector.localAddress()).get("/")) {
                assertThat(connector.statistics().accepted()).isEqualTo(1);
                go.countDown();
                assertThat(first.response().body()).startsWith("holdfast task-");
                assertThat(first.get("/").response().status()).isEqualTo(200);
                first.disconnect();
                assertThat(second.response().status()).isEqualTo(200);
            }
        } finally {
            connector.stop(LONG);
        }
    }

    @Test
    void theDeadlineIsEnforcedAgainstAHandlerThatHasTheThread() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        HttpConnector connector = started(HttpConnector.builder(), exchange -> {
            entered.countDown();
            never.await();
        });
        try (RawClient client = new RawClient(connector.localAddress())) {
            client.get("/");
            entered.await();
            long before = System.nanoTime();
            connector.stop(Duration.ofMillis(200));
            assertThat(System.nanoTime() - before)
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(200), TimeUnit.SECONDS.toNanos(4));
            assertThat(client.read()).isEqualTo(-1);
            assertThat(connector.statistics().open()).isZero();
            assertThat(connector.statistics().closed()).containsEntry(CloseReason.STOPPED, 1L);
        } finally {
            never.countDown();
        }
        Await.until("no worker left", () -> workers() == 0);
        assertThat(connector.statistics().closed()).containsEntry(CloseReason.STOPPED, 1L);
    }

    @Test
    void noThreadIsNoWorker() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Workers(WorkerModel.WORKER, 0, false))
                .withMessage("maxRequestWorkers is 0, but must be 1 or more");
    }
}
