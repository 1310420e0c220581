package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ContinueIT {
    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    private static final HttpHandler RECEIVER = exchange -> exchange.getRequestReceiver()
            .receiveFullString((ex, body) -> ex.getResponseSender().send(body));
    private static final HttpHandler BLOCKING = new BlockingHandler(exchange -> exchange.getResponseSender()
            .send(new String(exchange.getInputStream().readAllBytes(), StandardCharsets.UTF_8)));

    static List<HttpHandler> readers() {
        return List.of(
                RECEIVER, BLOCKING, new HttpContinueReadHandler(RECEIVER), new HttpContinueReadHandler(BLOCKING));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void theInterimResponseIsSentOnceTheBodyIsWanted(HttpHandler handler) throws Exception {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(HEAD);
                assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
                assertThat(client.line()).isEmpty();
                client.send("hello");
                assertThat(client.response().body()).isEqualTo("hello");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aBodyThatIsHereAlreadyNeedsNone(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send(HEAD + "hello");
            Response response = client.response();
            if (response.status() == 100) {
                response = client.response();
            }
            assertThat(response.body()).isEqualTo("hello");
            client.get("/");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void anHttp10ClientGetsNone(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            server.awaitRequests(1);
            client.send("hello");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello");
        }
    }

    @Test
    void anAnswerWithoutReadingClosesSinceNobodyKnowsWhetherTheBodyWillCome() {
        try (TestServer server = TestServer.start(exchange ->
                        exchange.setStatusCode(403).getResponseSender().send("no"));
                RawClient client = server.connect()) {
            Response response = client.send(HEAD).response();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_BODY_UNREAD);
        }
    }

    @Test
    void aChunkedBodyIsAskedForToo() throws Exception {
        try (TestServer server = TestServer.start(BLOCKING);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(client.line()).isEmpty();
            client.send("5\r\nhello\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("hello");
        }
    }
}
