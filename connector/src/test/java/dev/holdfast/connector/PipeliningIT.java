package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PipeliningIT {
    private static final int REQUESTS = 1000;

    private static final HttpHandler ECHO = exchange -> exchange.getRequestReceiver()
            .receiveFullString((ex, body) -> ex.getResponseSender().send(ex.getRequestPath() + body));
    private static final HttpHandler ON_WORKER = new BlockingHandler(exchange -> {
        String body = new String(exchange.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        exchange.getOutputStream().write((exchange.getRequestPath() + body).getBytes(StandardCharsets.UTF_8));
    });
    /** Ends on the I/O thread, but after the handler's call. */
    private static final HttpHandler LATER = exchange -> exchange.dispatch(
            exchange.getIoThread(), () -> exchange.getResponseSender().send(exchange.getRequestPath()));

    private static final HttpHandler UNREAD =
            exchange -> exchange.getResponseSender().send(exchange.getRequestPath());

    static List<HttpHandler> handlers() {
        return List.of(ECHO, ON_WORKER);
    }

    static List<HttpHandler> allHandlers() {
        return List.of(ECHO, ON_WORKER, LATER, UNREAD);
    }

    @ParameterizedTest
    @MethodSource("allHandlers")
    void aThousandRequestsInOneWriteAreAnsweredInOrder(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < REQUESTS; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.response().body()).isEqualTo("/" + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void bodiesBetweenTheHeadsReachTheirRequest(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                String body = "b".repeat(i);
                if (i % 2 == 0) {
                    all.append("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: " + i + "\r\n\r\n" + body);
                } else {
                    all.append("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(i) + "\r\n" + body + "\r\n0\r\n\r\n");
                }
            }
            client.send(all.toString());
            for (int i = 0; i < 300; i++) {
                assertThat(client.response().body()).isEqualTo("/p" + "b".repeat(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allHandlers")
    void whatWasSentBehindTheLastRequestIsNotAnswered(HttpHandler handler) {
        try (TestServer server = TestServer.start(s -> s.maxKeepAliveRequests(3), handler);
                RawClient client = server.connect()) {
            client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n".repeat(10));
            for (int i = 0; i < 3; i++) {
                Response response = client.response();
                assertThat(response.body()).isEqualTo("/x");
                assertThat(response.has("connection: close")).isEqualTo(i == 2);
            }
            assertThat(client.read()).isEqualTo(-1);
            assertThat(server.listener().statistics().requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("allHandlers")
    void aRefusedRequestIsAnsweredAfterThoseBeforeIt(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("/1");
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.read()).isEqualTo(-1);
        }
    }
}
