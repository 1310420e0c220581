package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections persist, for how long, and what their clients are told of it. */
final class PersistenceIT {
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final String ASKS = "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n";

    private static Response answer(UnaryOperator<HttpConnectorSettings.Builder> settings, String request) {
        try (TestServer server = TestServer.start(settings, HELLO);
                RawClient client = server.connect()) {
            return client.send(request).response();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5000, 100, 'timeout=5, max=99'",
        "5999, 100, 'timeout=5, max=99'",
        "999, 100, 'max=99'",
        "1000, -1, 'timeout=1'",
        "999, -1, ''",
    })
    void theKeepAliveFieldSaysWhatIsInForceRoundedDown(long timeoutMillis, int max, String expected) {
        Response response =
                answer(s -> s.keepAliveTimeout(Duration.ofMillis(timeoutMillis)).maxKeepAliveRequests(max), ASKS);
        assertThat(response.field("keep-alive")).isEqualTo(expected);
        assertThat(response.has("connection: keep-alive")).isEqualTo(!expected.isEmpty());
    }

    @Test
    void theKeepAliveFieldCountsDownAndTheLastResponseSaysClose() {
        try (TestServer server = TestServer.start(s -> s.maxKeepAliveRequests(3), HELLO);
                RawClient client = server.connect()) {
            assertThat(client.send(ASKS).response().field("keep-alive")).isEqualTo("timeout=30, max=2");
            assertThat(client.send(ASKS).response().field("keep-alive")).isEqualTo("timeout=30, max=1");
            Response last = client.send(ASKS).response();
            assertThat(last.field("keep-alive")).isEmpty();
            assertThat(last.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ALWAYS, true, true",
        "ALWAYS, false, true",
        "WHEN_ASKED, true, true",
        "WHEN_ASKED, false, false",
        "NEVER, true, false",
    })
    void theKeepAliveFieldIsSentByPolicy(KeepAliveHeader policy, boolean asked, boolean sent) {
        String request = asked ? ASKS : "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        assertThat(answer(s -> s.keepAliveHeader(policy), request)
                        .field("keep-alive")
                        .isEmpty())
                .isEqualTo(!sent);
    }

    @Test
    void whatTheApplicationNamesInConnectionStays() {
        HttpHandler names = exchange -> {
            exchange.getResponseHeaders().put(Headers.CONNECTION, "X-Hop");
            exchange.getResponseSender().send("hello");
        };
        try (TestServer server = TestServer.start(names);
                RawClient client = server.connect()) {
            Response response = client.send(ASKS).response();
            assertThat(response.has("connection: X-Hop")).isTrue();
            assertThat(response.has("connection: keep-alive")).isTrue();
        }
    }

    @Test
    void apacheCompatibleAnswersOneRequestMore() {
        try (TestServer server = TestServer.start(s -> s.maxKeepAliveRequests(2).apacheCompatible(true), HELLO);
                RawClient client = server.connect()) {
            assertThat(client.send(ASKS).response().field("keep-alive")).isEqualTo("timeout=30, max=2");
            client.send(ASKS).response();
            assertThat(client.send(ASKS).response().has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
        }
    }

    @Test
    void withKeepAliveOffEveryConnectionEndsWithItsFirstResponse() {
        try (TestServer server = TestServer.start(s -> s.keepAlive(false), HELLO);
                RawClient client = server.connect()) {
            assertThat(client.send(ASKS).response().has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.KEEP_ALIVE_OFF);
        }
    }

    @ParameterizedTest
    @CsvSource({"Old/1.0, true", "Old/1.0 (patched), false", "New/1.0, false"})
    void aRestrictedUserAgentGetsNoKeepAlive(String userAgent, boolean restricted) {
        Response response = answer(
                s -> s.restrictedUserAgents("Old/[0-9.]+"),
                "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: " + userAgent + "\r\n\r\n");
        assertThat(response.has("connection: close")).isEqualTo(restricted);
    }

    @Test
    void anOldConnectionEndsWithItsNextResponse() {
        Duration age = Duration.ofMillis(200);
        HttpHandler late = exchange -> exchange.dispatch(() -> exchange.getIoThread()
                .executeAfter(
                        () -> exchange.getResponseSender().send("late"), age.toMillis() + 1, TimeUnit.MILLISECONDS));
        try (TestServer server = TestServer.start(s -> s.maxConnectionAge(age), late);
                RawClient client = server.connect()) {
            assertThat(client.get("/").response().has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.MAX_CONNECTION_AGE);
        }
    }

    @Test
    void anIdleConnectionEndsAtItsMaxAge() {
        Duration age = Duration.ofMillis(200);
        try (TestServer server = TestServer.start(s -> s.maxConnectionAge(age), HELLO)) {
            long before = System.nanoTime();
            try (RawClient client = server.connect()) {
                client.get("/").response();
                assertThat(client.read()).isEqualTo(-1);
                assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(age.toNanos());
            }
            server.awaitClosed(CloseReason.MAX_CONNECTION_AGE);
        }
    }

    @Test
    void aRequestThatCrossesTheFinOfAnIdleConnectionIsCounted() {
        try (TestServer server = TestServer.start(s -> s.keepAliveTimeout(Duration.ofMillis(50)), HELLO);
                RawClient victim = server.connect();
                RawClient other = server.connect()) {
            victim.get("/").response();
            other.get("/").response();
            assertThat(victim.read()).isEqualTo(-1);
            assertThat(other.read()).isEqualTo(-1);
            victim.get("/");
            victim.disconnect();
            other.disconnect();
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT, 2);
            assertThat(server.listener().statistics().raceVictims()).isEqualTo(1);
        }
    }
}
