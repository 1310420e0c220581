package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request that has arrived is answered, though the I/O thread learns of the deadline or of the drain first: it is held until both are there,
 * and runs what was queued and what is due before it asks the kernel who has sent something.
 */
final class OneMoreLookIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");

    /** Returns a client whose connection waits for its first request, or for its second. */
    private static RawClient waiting(TestServer server, boolean idle) {
        RawClient client = server.connect();
        if (idle) {
            assertThat(client.get("/").response().body()).isEqualTo("hello");
        }
        Await.until("accepted", () -> server.listener().statistics().accepted() == 1);
        return client;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatCameBeforeTheTimeoutWasNoticedIsAnswered(boolean idle) throws Exception {
        try (TestServer server = TestServer.startOnOneThread(
                        s -> idle ? s.keepAliveTimeout(TIMEOUT) : s.connectionTimeout(TIMEOUT), HELLO, channel -> {});
                RawClient client = waiting(server, idle)) {
            CountDownLatch goOn = server.holdIoThread();
            long held = System.nanoTime();
            client.get("/");
            Await.until("the deadline has passed", () -> System.nanoTime() - held > TIMEOUT.toNanos());
            goOn.countDown();
            assertThat(client.response().body()).isEqualTo("hello");
            assertThat(server.listener().statistics().closed()).isEmpty();
        }
    }

    @Test
    void aHeadWhoseEndCameBeforeTheTimeoutWasNoticedIsAnswered() throws Exception {
        try (TestServer server = TestServer.startOnOneThread(
                        s -> s.workerModel(WorkerModel.EVENT).connectionTimeout(TIMEOUT), HELLO, channel -> {});
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\n");
            Await.until("accepted", () -> server.listener().statistics().accepted() == 1);
            CountDownLatch goOn = server.holdIoThread();
            long held = System.nanoTime();
            client.send("Host: h\r\n\r\n");
            Await.until("the deadline has passed", () -> System.nanoTime() - held > TIMEOUT.toNanos());
            goOn.countDown();
            assertThat(client.response().body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatCameBeforeTheDrainWasNoticedIsAnswered(boolean idle) throws Exception {
        try (TestServer server = TestServer.startOnOneThread(s -> s, HELLO, channel -> {});
                RawClient client = waiting(server, idle)) {
            CountDownLatch goOn = server.holdIoThread();
            client.get("/");
            server.listener().drain();
            goOn.countDown();
            Response response = client.response();
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.DRAINED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutARequestTheDrainClosesAtOnce(boolean idle) {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = waiting(server, idle)) {
            server.listener().drain();
            assertThat(client.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.DRAINED);
        }
    }

    @Test
    void aConnectionAcceptedWhileDrainingIsClosedUnlessItsRequestIsHere() throws Exception {
        try (TestServer server = TestServer.startOnOneThread(s -> s, HELLO, channel -> {})) {
            server.listener().drain();
            try (RawClient silent = server.connect()) {
                assertThat(silent.read()).isEqualTo(-1);
            }
            CountDownLatch goOn = server.holdIoThread();
            try (RawClient client = server.connect()) {
                client.get("/");
                goOn.countDown();
                Response response = client.response();
                assertThat(response.body()).isEqualTo("hello");
                assertThat(response.has("connection: close")).isTrue();
                assertThat(client.read()).isEqualTo(-1);
            }
            server.awaitClosed(CloseReason.DRAINED, 2);
        }
    }
}
