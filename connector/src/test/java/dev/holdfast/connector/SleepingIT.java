package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.IoUtils;

/** A connection that idles for half a second sleeps, and nobody but its {@code ServerConnection} can tell. */
final class SleepingIT {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";
    private static final AttachmentKey<String> LEFT = AttachmentKey.create(String.class);

    private final List<ServerConnection> seen = Collections.synchronizedList(new ArrayList<>());
    private final HttpHandler remembering = exchange -> {
        seen.add(exchange.getConnection());
        RequestFacts facts = Objects.requireNonNull(RequestFacts.of(exchange));
        exchange.getResponseSender().send(facts.connection() + "/" + facts.requestsBefore());
    };

    /** In the worker model a connection has a thread, which sleeps instead; XNIO's transport cannot. */
    @BeforeEach
    void onlyWhereConnectionsSleep() {
        assumeTrue(TestServer.MODEL == WorkerModel.EVENT && !Boolean.getBoolean("holdfast.nio"));
    }

    private String body(RawClient client) {
        client.send(REQUEST);
        return client.response().body();
    }

    private static void awaitSleep(TestServer server) {
        Await.until(
                () -> "a sleeping connection, but " + server.listener().statistics(),
                () -> server.listener().statistics().sleeping() == 1);
    }

    @Test
    void theNextRequestFindsAnotherServerConnectionOfTheSameLife() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            assertThat(body(client)).isEqualTo("1/0");
            awaitSleep(server);
            assertThat(body(client)).isEqualTo("1/1");
            assertThat(body(client)).isEqualTo("1/2");
            assertThat(seen.get(1)).isNotSameAs(seen.get(0)).isSameAs(seen.get(2));
            assertThat(server.listener().statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void withoutAPauseItStaysTheSame() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            body(client);
            body(client);
            assertThat(seen.get(1)).isSameAs(seen.get(0));
        }
    }

    @Test
    void aPipelinedPairWakesItOnce() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            body(client);
            awaitSleep(server);
            client.send(REQUEST + REQUEST);
            assertThat(client.response().body()).isEqualTo("1/1");
            assertThat(client.response().body()).isEqualTo("1/2");
        }
    }

    @Test
    void aHeadMayComeInPieces() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            body(client);
            awaitSleep(server);
            client.send("GET / HT");
            Await.until(
                    () -> "its awakening", () -> server.listener().statistics().sleeping() == 0);
            client.send("TP/1.1\r\nHost: test\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("1/1");
        }
    }

    @Test
    void keepAliveTimeoutIsThatOfTheWholeIdleTime() {
        try (TestServer server = TestServer.start(s -> s.keepAliveTimeout(Duration.ofMillis(900)), remembering);
                RawClient client = server.connect()) {
            body(client);
            long before = System.nanoTime();
            assertThat(client.untilEnd()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(900 - 50), Duration.ofMillis(900 + 400));
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    @Test
    void aClientThatLeavesMeanwhileIsCounted() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            body(client);
            awaitSleep(server);
            client.disconnect();
            server.awaitClosed(CloseReason.CLIENT_CLOSED);
        }
    }

    @Test
    void aDrainEndsIt() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            body(client);
            awaitSleep(server);
            server.listener().drain();
            assertThat(client.untilEnd()).isEmpty();
            server.awaitClosed(CloseReason.DRAINED);
        }
    }

    @Test
    void aForcedCloseEndsIt() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            body(client);
            awaitSleep(server);
            server.listener().closeConnections();
            server.awaitClosed(CloseReason.STOPPED);
        }
    }

    @Test
    void whoeverClosesTheServerConnectionOfBeforeClosesIt() {
        try (TestServer server = TestServer.start(remembering);
                RawClient client = server.connect()) {
            body(client);
            awaitSleep(server);
            IoUtils.safeClose(seen.get(0));
            assertThat(client.untilEnd()).isEmpty();
            server.awaitClosed(CloseReason.CLIENT_ABORTED);
        }
    }

    /** A later one, of a client that leaves nothing. */
    private void whileAnotherFallsAsleep(TestServer server) {
        try (RawClient other = server.connect()) {
            other.send("GET /other HTTP/1.1\r\nHost: test\r\n\r\n").response();
            awaitSleep(server);
        }
    }

    @Test
    void whatWasLeftOnAConnectionKeepsItAwake() {
        HttpHandler leaving = exchange -> {
            String before = exchange.getRequestPath().equals("/other")
                    ? null
                    : exchange.getConnection().putAttachment(LEFT, "was here");
            exchange.getResponseSender().send(String.valueOf(before));
        };
        try (TestServer server = TestServer.start(leaving);
                RawClient client = server.connect()) {
            assertThat(body(client)).isEqualTo("null");
            whileAnotherFallsAsleep(server);
            assertThat(body(client)).isEqualTo("was here");
        }
    }

    @Test
    void soDoesSomebodyWhoWaitsForItsEnd() {
        AtomicInteger ends = new AtomicInteger();
        HttpHandler listening = exchange -> {
            if (!exchange.getRequestPath().equals("/other")) {
                seen.add(exchange.getConnection());
                exchange.getConnection().addCloseListener(closed -> ends.incrementAndGet());
            }
            exchange.getResponseSender().send("hello");
        };
        try (TestServer server = TestServer.start(listening);
                RawClient client = server.connect()) {
            body(client);
            whileAnotherFallsAsleep(server);
            body(client);
            assertThat(seen.get(1)).isSameAs(seen.get(0));
            client.disconnect();
            server.awaitClosed(CloseReason.CLIENT_CLOSED, 2);
            Await.until(() -> ends + " ends", () -> ends.get() == 2);
        }
    }

    @Test
    void itsAddressCountsAsLongAsItLives() {
        try (TestServer server = TestServer.start(s -> s.maxConnectionsPerAddress(1), remembering);
                RawClient client = server.connect()) {
            body(client);
            awaitSleep(server);
            try (RawClient second = server.connect()) {
                assertThat(second.untilEnd()).isEmpty();
            }
            server.awaitClosed(CloseReason.TOO_MANY_FROM_ADDRESS);
            client.disconnect();
            server.awaitClosed(CloseReason.CLIENT_CLOSED);
            try (RawClient third = server.connect()) {
                assertThat(body(third)).isEqualTo("3/0");
            }
        }
    }
}
