package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.doubles.Fault;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioWorker;

/** A pooled connection that dies under a request: when the request is sent again, and when not. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RetryIT {
    private static final NativePoolSettings TWO = NativePoolSettings.DEFAULT.withConnectionPoolSize(2);

    private final CountDownLatch warm = new CountDownLatch(1);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch die = new CountDownLatch(1);

    private void serve(ScriptedBackend.Dialog dialog) throws IOException {
        while (dialog.read() instanceof ForwardRequest request) {
            switch (request.requestUri()) {
                case "/warm" -> Latches.await(warm);
                case "/busy" -> Latches.await(busy);
                case "/die" -> {
                    Latches.await(die);
                    return;
                }
                default -> {}
            }
            dialog.answer("served");
        }
    }

    private static void get(RawClient client, String path) throws IOException {
        client.sendHead("GET " + path + " HTTP/1.1", "Host: a");
    }

    private static void awaitLeased(Front front, int leased) {
        Eventually.holds(() -> front.statistics().connections().leased() == leased);
    }

    @Test
    void aRequestThatMeetsTwoStaleConnectionsIsNotSentAThirdTime() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(this::serve);
                Front front = new Front(Front.backendAt(backend.port()).withPool(TWO));
                RawClient first = new RawClient(front.port());
                RawClient second = new RawClient(front.port());
                RawClient third = new RawClient(front.port())) {
            get(first, "/warm");
            get(second, "/warm");
            awaitLeased(front, 2);
            warm.countDown();
            assertThat(first.readResponse()).endsWith("served");
            assertThat(second.readResponse()).endsWith("served");
            Eventually.holds(() -> front.statistics().connections().idle() == 2);
            get(first, "/busy");
            awaitLeased(front, 1);
            get(second, "/die");
            awaitLeased(front, 2);
            get(third, "/other");
            Eventually.holds(() -> front.statistics().connections().waiting() == 1);
            // The third client gets the place of the connection that dies; the second's retry gets one that was in use
            // a moment ago.
            die.countDown();
            assertThat(second.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().retries()).isEqualTo(1);
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PEER_CLOSED);
            assertThat(third.readResponse()).endsWith("served");
            busy.countDown();
            assertThat(first.readResponse()).endsWith("served");
        }
    }

    /**
     * A back end that is killed closes all of its connections. mod_jk's pool keeps those that it does not know to be closed, so the request that is
     * sent again may get one before its end has been seen.
     */
    @Test
    void aRequestIsNotSentAgainWhereTheConnectionIsClosedToo() throws Exception {
        XnioWorker worker = HttpConnector.createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch firstClosed = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(2);
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    int connection = connections.incrementAndGet();
                    dialog.read();
                    Latches.await(warm);
                    dialog.answer("served");
                    if (connection > 2) {
                        return;
                    }
                    if (connection == 1) {
                        dialog.read();
                        worker.getIoThread().execute(() -> {
                            held.countDown();
                            Latches.await(closed);
                        });
                    }
                    Latches.await(connection == 1 ? held : firstClosed);
                    dialog.write(Fault.cut(0), new EndResponse(true));
                    firstClosed.countDown();
                    closed.countDown();
                });
                Gateway gateway =
                        Gateway.to(Front.backendAt(backend.port()).withPool(ModJkPoolSettings.forThreads(2)))) {
            HttpConnector connector = HttpConnector.builder()
                    .bind("127.0.0.1", 0)
                    .worker(worker)
                    .handler(gateway)
                    .build();
            connector.start();
            int port = connector.localAddress().getPort();
            try (RawClient first = new RawClient(port);
                    RawClient second = new RawClient(port)) {
                get(first, "/");
                Eventually.holds(() -> connections.get() == 1);
                get(second, "/");
                Eventually.holds(() -> connections.get() == 2);
                warm.countDown();
                assertThat(first.readResponse()).endsWith("served");
                assertThat(second.readResponse()).endsWith("served");
                Eventually.holds(() -> gateway.statistics().connections().idle() == 2);
                get(first, "/");
                assertThat(first.readResponse()).startsWith("HTTP/1.1 200 ").endsWith("served");
                assertThat(gateway.statistics().retries()).isOne();
                assertThat(connections).hasValue(3);
            } finally {
                connector.stop(Duration.ZERO);
            }
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void aRequestWhoseBodyWasReadIsNotSentAgain() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.answer("served");
                    dialog.read();
                    dialog.readBody();
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient client = new RawClient(front.port())) {
            get(client, "/");
            assertThat(client.readResponse()).endsWith("served");
            client.sendHead("PUT / HTTP/1.1", "Host: a", "Content-Length: 3").send("abc");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().retries()).isZero();
        }
    }
}
