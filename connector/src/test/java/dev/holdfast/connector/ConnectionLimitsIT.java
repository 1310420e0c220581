package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConnectionLimitsIT {
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final Duration LONG = Duration.ofSeconds(10);

    private static HttpConnector started(HttpConnector.Builder builder) throws Exception {
        HttpConnector connector = builder.handler(HELLO).build();
        connector.start();
        return connector;
    }

    @Test
    void asManyAreAcceptedAsTheLimitSaysAndTheNextAsSoonAsOneCloses() throws Exception {
        HttpConnector connector = started(HttpConnector.builder().maxConnections(3));
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(new RawClient(connector.localAddress()).get("/"));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(clients.get(i).response().body()).isEqualTo("hello");
            }
            for (int i = 3; i < 8; i++) {
                assertThat(connector.statistics().accepted()).isEqualTo(i);
                clients.get(i - 3).disconnect();
                assertThat(clients.get(i).response().body()).isEqualTo("hello");
            }
            assertThat(connector.statistics().accepted()).isEqualTo(8);
        } finally {
            clients.forEach(RawClient::close);
            connector.stop(LONG);
        }
    }

    /** A client counts itself from its response until before it closes: the server has its socket open all the while. */
    @Test
    void neverOneTooManyIsAcceptedWhereManyClientsComeAndGo() throws Exception {
        HttpConnector connector = started(HttpConnector.builder().maxConnections(5));
        try {
            neverMoreThanFiveAreServed(connector, () -> new RawClient(connector.localAddress()));
        } finally {
            connector.stop(LONG);
        }
    }

    @Test
    void clientsThatWaitInTheKernelsQueueCostNoProcessorTime() throws Exception {
        HttpConnector connector = started(HttpConnector.builder().maxConnections(1));
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                clients.add(new RawClient(connector.localAddress()).get("/"));
            }
            clients.get(0).response();
            long before = connectorCpuNanos();
            new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
            assertThat(connectorCpuNanos() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
        } finally {
            clients.forEach(RawClient::close);
            connector.stop(LONG);
        }
    }

    private static long connectorCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("holdfast"))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
                .sum();
    }

    @Test
    void oneTooManyFromAnAddressIsClosedWithoutAWordAndTheOthersLiveOn() throws Exception {
        HttpConnector connector = started(HttpConnector.builder().maxConnectionsPerAddress(2));
        try (RawClient first = new RawClient(connector.localAddress());
                RawClient second = new RawClient(connector.localAddress())) {
            first.get("/").response();
            second.get("/").response();
            try (RawClient third = new RawClient(connector.localAddress())) {
                assertThat(third.read()).isEqualTo(-1);
            }
            Await.until("the third to be counted", () -> connector.statistics().open() == 2);
            assertThat(connector.statistics().closed()).containsEntry(CloseReason.TOO_MANY_FROM_ADDRESS, 1L);
            assertThat(first.get("/").response().body()).isEqualTo("hello");
            second.disconnect();
            Await.until("the place of the second to be free", () -> isAnswered(connector));
        } finally {
            connector.stop(LONG);
        }
        assertThat(connector.statistics().open()).isZero();
    }

    private static boolean isAnswered(HttpConnector connector) {
        try (RawClient next = new RawClient(connector.localAddress())) {
            return next.get("/").read() == 'H';
        } catch (UncheckedIOException refused) {
            assertThat(refused).hasCauseInstanceOf(SocketException.class);
            return false;
        }
    }

    /** Twenty clients, fifty connections each one after the other, of which a connector with five places serves five at a time. */
    static void neverMoreThanFiveAreServed(HttpConnector connector, Supplier<RawClient> connect) {
        AtomicInteger served = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<CompletableFuture<Void>> clients = IntStream.range(0, 20)
                    .mapToObj(thread -> CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 50; i++) {
                                    try (RawClient client = connect.get()) {
                                        client.get("/").response();
                                        most.accumulateAndGet(served.incrementAndGet(), Math::max);
                                        client.get("/").response();
                                        served.decrementAndGet();
                                    }
                                }
                            },
                            threads))
                    .toList();
            clients.forEach(CompletableFuture::join);
            assertThat(most).hasValue(5);
            assertThat(connector.statistics().accepted()).isEqualTo(1000);
        } finally {
            threads.shutdownNow();
        }
    }
}
