package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Methods;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Never early by a nanosecond; late by no more than a busy test machine makes it. */
final class TimeoutsIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration LATENESS = Duration.ofMillis(250);
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");

    private static void assertOnTime(long sinceAtMost, long sinceAtLeast) {
        long now = System.nanoTime();
        assertThat(Duration.ofNanos(now - sinceAtMost)).as("not early").isGreaterThanOrEqualTo(TIMEOUT);
        assertThat(Duration.ofNanos(now - sinceAtLeast)).as("not late").isLessThan(TIMEOUT.plus(LATENESS));
    }

    @Test
    void aSilentConnectionIsClosedWithoutAWordAtTheConnectionTimeout() {
        try (TestServer server = TestServer.start(s -> s.connectionTimeout(TIMEOUT), HELLO)) {
            long before = System.nanoTime();
            try (RawClient client = server.connect()) {
                long after = System.nanoTime();
                assertThat(client.read()).isEqualTo(-1);
                assertOnTime(before, after);
            }
            server.awaitClosed(CloseReason.CONNECTION_TIMEOUT);
            assertThat(server.listener().statistics().refused()).isZero();
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWordAtTheKeepAliveTimeout() {
        try (TestServer server = TestServer.start(s -> s.keepAliveTimeout(TIMEOUT), HELLO);
                RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                long before = System.nanoTime();
                client.get("/").response();
                long after = System.nanoTime();
                if (i == 1) {
                    assertThat(client.read()).isEqualTo(-1);
                    assertOnTime(before, after);
                }
            }
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    @Test
    void singleBytesOfAHeadRenewNothingAndTheLateHeadIsAnswered408() {
        try (TestServer server = TestServer.start(s -> s.connectionTimeout(TIMEOUT), HELLO)) {
            long before = System.nanoTime();
            try (RawClient client = server.connect()) {
                long after = System.nanoTime();
                client.send("GET / HTTP/1.1\r\nHost: h\r\nX: ");
                while (server.listener().statistics().refused() == 0) {
                    client.send("a");
                    LockSupport.parkNanos(5_000_000);
                }
                assertOnTime(before, after);
                Response response = client.response();
                assertThat(response.status()).isEqualTo(408);
                assertThat(response.has("connection: close")).isTrue();
                assertThat(client.read()).isEqualTo(-1);
                client.disconnect();
                server.awaitClosed(CloseReason.REQUEST_HEAD_TIMEOUT);
            }
        }
    }

    @Test
    void aLaterHeadHasTheConnectionTimeoutFromItsFirstByte() {
        try (TestServer server = TestServer.start(s -> s.connectionTimeout(TIMEOUT), HELLO);
                RawClient client = server.connect()) {
            client.get("/").response();
            long before = System.nanoTime();
            client.send("G");
            long after = System.nanoTime();
            assertThat(client.response().status()).isEqualTo(408);
            assertOnTime(before, after);
        }
    }

    @Test
    void lingeringEndsAtItsTimeoutHoweverBusilyTheClientSends() {
        try (TestServer server = TestServer.start(s -> s.lingerTimeout(TIMEOUT), HELLO);
                RawClient client = server.connect()) {
            client.send("BAD\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(400);
            long after = System.nanoTime();
            byte[] rubbish = new byte[64 * 1024];
            try {
                while (server.closed(CloseReason.REQUEST_REFUSED) == 0 && System.nanoTime() - after < 5_000_000_000L) {
                    client.send(rubbish);
                }
            } catch (UncheckedIOException closedUnderUs) {
                // What is sent to a closed socket is answered with a reset.
            }
            server.awaitClosed(CloseReason.REQUEST_REFUSED);
            assertThat(Duration.ofNanos(System.nanoTime() - after)).isLessThan(TIMEOUT.plus(LATENESS));
        }
    }

    @Test
    void manyConnectionsShareTheTimerAndAreAllClosed() {
        try (TestServer server = TestServer.start(s -> s.keepAliveTimeout(TIMEOUT), HELLO)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                RawClient client = server.connect();
                clients.add(client);
                client.get("/").response();
            }
            clients.get(0).get("/");
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT, 200);
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void aHandlerMayTakeLongerThanAnyTimeout() {
        HttpHandler slow = exchange -> exchange.dispatch(() -> exchange.getIoThread()
                .executeAfter(
                        () -> exchange.getResponseSender().send("late"),
                        2 * TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS));
        try (TestServer server =
                        TestServer.start(s -> s.keepAliveTimeout(TIMEOUT).connectionTimeout(TIMEOUT), slow);
                RawClient client = server.connect()) {
            // The half of a second head, sent early, does not start a timer under the first request.
            client.get("/").send("GET /");
            assertThat(client.response().body()).isEqualTo("late");
        }
    }

    @Test
    void noTimerOfTheWaitBeforeARequestTouchesItWhileItIsHandled() {
        HttpHandler slow = new BlockingHandler(exchange -> {
            if (exchange.getRequestMethod().equals(Methods.POST)) {
                CountDownLatch every = new CountDownLatch(1);
                exchange.getIoThread().executeAfter(every::countDown, 2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                every.await();
            }
            exchange.getResponseSender().send("late");
        });
        try (TestServer server =
                        TestServer.start(s -> s.keepAliveTimeout(TIMEOUT).connectionTimeout(TIMEOUT), slow);
                RawClient client = server.connect()) {
            client.get("/").response();
            // A timer that fired would resume reading, which asks for the body that this handler never wanted.
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("late");
        }
    }
}
