package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

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

    static List<HttpHandler> readersThatLeaveItToUs() {
        return List.of(RECEIVER, BLOCKING);
    }

    @ParameterizedTest
    @MethodSource("readersThatLeaveItToUs")
    void aBodyThatIsHereAlreadyNeedsNone(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            Response response = client.send(HEAD + "hello").response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello");
            assertThat(client.get("/").response().status()).isEqualTo(200);
        }
    }

    /** It cannot know what we have buffered. */
    @ParameterizedTest
    @MethodSource("readersThatLeaveItToUs")
    void undertowsOwnHandlerAsksForABodyThatIsHereAlready(HttpHandler handler) {
        try (TestServer server = TestServer.start(new HttpContinueReadHandler(handler));
                RawClient client = server.connect()) {
            assertThat(client.send(HEAD + "hello").response().status()).isEqualTo(100);
            assertThat(client.response().body()).isEqualTo("hello");
            assertThat(client.get("/").response().status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerWithoutReadingKeepsAConnectionWhoseBodyIsHereAlready() {
        try (TestServer server = TestServer.start(
                        exchange -> exchange.getResponseSender().send("unread"));
                RawClient client = server.connect()) {
            Response response = client.send(HEAD + "hello").response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.has("connection: close")).isFalse();
            assertThat(client.get("/").response().body()).isEqualTo("unread");
        }
    }

    /** A socket that takes five bytes, then nothing once, then whatever comes. */
    private static final class FullForAMoment extends AbstractStreamSinkConduit<StreamSinkConduit> {
        private int writes;

        FullForAMoment(StreamSinkConduit next) {
            super(next);
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            writes++;
            if (writes > 2) {
                return next.write(src);
            }
            if (writes == 2) {
                return 0;
            }
            int limit = src.limit();
            src.limit(src.position() + 5);
            try {
                return next.write(src);
            } finally {
                src.limit(limit);
            }
        }
    }

    @Test
    void theFinalResponseDoesNotBeginInTheMiddleOfTheInterimOne() throws Exception {
        HttpHandler asksAndAnswers = exchange -> {
            assertThat(exchange.getRequestChannel().read(ByteBuffer.allocate(10)))
                    .isZero();
            exchange.getResponseSender().send("answer");
        };
        try (TestServer server = TestServer.startOnOneThread(
                        settings -> settings,
                        asksAndAnswers,
                        channel -> channel.getSinkChannel()
                                .setConduit(new FullForAMoment(
                                        channel.getSinkChannel().getConduit())));
                RawClient client = server.connect()) {
            client.send(HEAD);
            assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(client.line()).isEmpty();
            assertThat(client.response().body()).isEqualTo("answer");
        }
    }

    @Test
    void anExpectationThatFailedEndsTheConnection() {
        try (TestServer server = TestServer.start(exchange -> exchange.setStatusCode(417));
                RawClient client = server.connect()) {
            Response response = client.get("/").response();
            assertThat(response.status()).isEqualTo(417);
            assertThat(response.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.SERVER_SAID_CLOSE);
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
