package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.handlers.BlockingHandler;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that ask as fast as they can while the connector is stopped. Whatever a handler saw is answered, and whole; the one thing that may be
 * lost is a request that crosses the FIN of an idle connection, which no server can help (RFC 9112 section 9.5).
 */
final class StoppingUnderLoadIT {
    private static final int CLIENTS = 8;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 5;
    private static final String PADDING = "x".repeat(20_000);

    private enum End {
        CLOSE_ANNOUNCED,
        FIN_SEEN_IN_TIME,
        CROSSED_FIN
    }

    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @EnumSource
    void nothingThatAHandlerSawIsLost(WorkerModel model) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                stopUnderLoad(model, threads);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void stopUnderLoad(WorkerModel model, ExecutorService threads) throws Exception {
        handled.clear();
        answered.clear();
        HttpConnector connector = HttpConnector.builder()
                .workerModel(model)
                .maxKeepAliveRequests(-1)
                .handler(new BlockingHandler(exchange -> {
                    handled.add(exchange.getRequestPath());
                    LockSupport.parkNanos(200_000);
                    exchange.getOutputStream()
                            .write((exchange.getRequestPath() + PADDING).getBytes(StandardCharsets.US_ASCII));
                }))
                .build();
        connector.start();
        InetSocketAddress address = connector.localAddress();
        CountDownLatch warm = new CountDownLatch(CLIENTS);
        List<CompletableFuture<End>> clients = IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.supplyAsync(() -> ask(address, client, warm), threads))
                .toList();
        warm.await();
        long before = System.nanoTime();
        connector.stop(Duration.ofSeconds(10));
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
        for (CompletableFuture<End> client : clients) {
            assertThat(client.get(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(answered).isEqualTo(handled);
        assertThat(connector.statistics().requests()).isEqualTo(handled.size());
        assertThat(connector.statistics().open()).isZero();
        assertThat(connector.statistics().closed()).containsOnlyKeys(CloseReason.DRAINED);
        assertThatThrownBy(() -> new RawClient(address)).isInstanceOf(UncheckedIOException.class);
    }

    /** Sends nothing once the FIN was seen; a request that got no byte of an answer has crossed it. */
    private End ask(InetSocketAddress server, int number, CountDownLatch warm) {
        try (RawClient client = new RawClient(server)) {
            for (int i = 0; !client.isEnded(); i++) {
                String path = "/" + number + "/" + i;
                if (!isSent(client, path) || !client.isAnswered()) {
                    return End.CROSSED_FIN;
                }
                Response response = client.response();
                assertThat(response.body()).isEqualTo(path + PADDING);
                answered.add(path);
                if (i == WARM_UP) {
                    warm.countDown();
                }
                if (response.has("connection: close")) {
                    assertThat(client.read()).isEqualTo(-1);
                    return End.CLOSE_ANNOUNCED;
                }
            }
            return End.FIN_SEEN_IN_TIME;
        }
    }

    private static boolean isSent(RawClient client, String path) {
        try {
            client.get(path);
            return true;
        } catch (UncheckedIOException reset) {
            return false;
        }
    }
}
