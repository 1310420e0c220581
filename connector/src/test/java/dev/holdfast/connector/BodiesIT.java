package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.conduits.GzipStreamSourceConduit;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.encoding.RequestEncodingHandler;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;

/** Bodies that are not read, not finished, not wanted or not believed. */
final class BodiesIT {
    private static final HttpHandler UNREAD =
            exchange -> exchange.getResponseSender().send("unread");
    private static final HttpHandler READ_BLOCKING = new BlockingHandler(exchange -> {
        byte[] body = exchange.getInputStream().readAllBytes();
        exchange.getResponseSender().send(body.length + " bytes");
    });
    private static final HttpHandler READ_ASYNC = exchange -> exchange.getRequestReceiver()
            .receiveFullBytes((ex, body) -> ex.getResponseSender().send(body.length + " bytes"));
    private static final byte[] MEGABYTES = new byte[8 * 1024 * 1024];

    static List<HttpHandler> readers() {
        return List.of(READ_BLOCKING, READ_ASYNC);
    }

    static List<HttpHandler> unreaders() {
        return List.of(UNREAD, new BlockingHandler(UNREAD));
    }

    @ParameterizedTest
    @MethodSource("unreaders")
    void aShortBodyThatNobodyReadsIsSkipped(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            for (int size : new int[] {1, 1023, 1024, 5000, 60_000}) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n");
                client.send(new byte[size]);
                assertThat(client.response().body()).isEqualTo("unread");
                client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(size) + "\r\n");
                client.send(new byte[size]).send("\r\n0\r\n\r\n");
                assertThat(client.response().body()).isEqualTo("unread");
            }
            assertThat(client.get("/").response().body()).isEqualTo("unread");
        }
    }

    @Test
    void aBodyReadThroughAConduitThatHoldsBytesBackIsWhole() throws IOException {
        byte[] plain = "a message".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(deflated)) {
            gzip.write(plain);
        }
        for (HttpHandler reader : readers()) {
            HttpHandler inflating =
                    new RequestEncodingHandler(reader).addEncoding("gzip", GzipStreamSourceConduit.WRAPPER);
            try (TestServer server = TestServer.start(inflating);
                    RawClient client = server.connect()) {
                for (int i = 0; i < 2; i++) {
                    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: "
                                    + deflated.size() + "\r\n\r\n")
                            .send(deflated.toByteArray());
                    assertThat(client.response().body()).isEqualTo(plain.length + " bytes");
                }
            }
        }
    }

    private static final HttpHandler NO_CONTENT = exchange -> exchange.setStatusCode(204);

    private static RawClient sendHead(RawClient client, int length) {
        return client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n");
    }

    @Test
    void whereTheResponseCanStillSayCloseUpTo64KibibytesAreSkipped() {
        int most = 64 * 1024;
        for (HttpHandler handler : List.of(NO_CONTENT, new BlockingHandler(NO_CONTENT))) {
            try (TestServer server = TestServer.start(handler);
                    RawClient client = server.connect()) {
                Response skipped = sendHead(client, most).send(new byte[most]).response();
                assertThat(skipped.status()).isEqualTo(204);
                assertThat(skipped.has("connection: close")).isFalse();
                Response refused = sendHead(client, most + 1).response();
                assertThat(refused.status()).isEqualTo(204);
                assertThat(refused.has("connection: close")).isTrue();
                assertThat(client.read()).isEqualTo(-1);
                client.disconnect();
                server.awaitClosed(CloseReason.REQUEST_BODY_UNREAD);
            }
        }
    }

    @Test
    void whereTheResponseHasBegunUpTo2MebibytesAreSkipped() {
        int most = 2 * 1024 * 1024;
        for (HttpHandler handler : unreaders()) {
            try (TestServer server = TestServer.start(handler);
                    RawClient client = server.connect()) {
                Response skipped = sendHead(client, most).send(new byte[most]).response();
                assertThat(skipped.body()).isEqualTo("unread");
                Response tooLong = sendHead(client, most + 1).response();
                assertThat(tooLong.body()).isEqualTo("unread");
                assertThat(tooLong.has("connection: close"))
                        .as("it was too late")
                        .isFalse();
                assertThat(client.read()).isEqualTo(-1);
                client.disconnect();
                server.awaitClosed(CloseReason.REQUEST_BODY_UNREAD);
            }
        }
    }

    @Test
    void noRequestIsReadBehindAResponseThatUndertowGivesUp() {
        HttpHandler handler = exchange -> exchange.dispatch(exchange.getIoThread(), () -> {
            exchange.addResponseWrapper((factory, ex) -> new AbstractStreamSinkConduit<>(factory.create()) {
                @Override
                public void terminateWrites() throws IOException {
                    throw new IOException("as the test wants it");
                }
            });
            exchange.endExchange();
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2));
            client.untilEnd();
            Await.until("closed", () -> server.listener().statistics().open() == 0);
            assertThat(server.listener().statistics().requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8388608\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8388608\r\nConnection: close\r\n\r\n",
                "POST / HTTP/1.0\r\nContent-Length: 8388608\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n800000\r\n"
            })
    void aLongBodyThatNobodyReadsEndsTheConnectionButNotTheAnswer(String head) {
        for (HttpHandler handler : unreaders()) {
            try (TestServer server = TestServer.start(handler);
                    RawClient client = server.connect()) {
                client.send(head).send(MEGABYTES);
                Response response = client.response();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("unread");
                assertThat(client.read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aBodyThatBreaksItsCodingIsTheClientsFault(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.has("connection: close")).isTrue();
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_REFUSED);
        }
    }

    @ParameterizedTest
    @MethodSource("unreaders")
    void aBodyThatBreaksItsCodingWhileItIsSkippedDoesNotHarmTheAnswer(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("unread");
            assertThat(client.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aChunkedBodyBeyondTheLimitIsAnswered413(HttpHandler handler) {
        try (TestServer server = TestServer.start(s -> s.maxEntitySize(1000), handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n");
            client.send(new byte[1000]).send("\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("1000 bytes");
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n");
            client.send(new byte[1001]).send("\r\n0\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("unreaders")
    void aChunkedBodyBeyondTheLimitThatNobodyReadsDoesNotHarmTheAnswer(HttpHandler handler) {
        try (TestServer server = TestServer.start(s -> s.maxEntitySize(1000), handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n");
            client.send(new byte[1001]).send("\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("unread");
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aClientThatEndsWithinItsBodyIsNotAnswered(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler)) {
            try (RawClient client = server.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345")
                        .endOutput();
                assertThat(client.untilEnd()).isEmpty();
            }
            server.awaitClosed(CloseReason.CLIENT_ABORTED);
            try (RawClient client = server.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345")
                        .endOutput();
                assertThat(client.untilEnd()).isEmpty();
            }
            server.awaitClosed(CloseReason.CLIENT_ABORTED, 2);
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aClientKilledWithinItsBodyIsAnAbort(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler)) {
            RawClient client = server.connect();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
            server.awaitRequests(1);
            client.reset();
            server.awaitClosed(CloseReason.CLIENT_ABORTED);
        }
    }

    private static final HttpHandler LARGE_ASYNC =
            exchange -> exchange.getResponseSender().send(ByteBuffer.wrap(MEGABYTES));
    private static final HttpHandler LARGE_BLOCKING =
            new BlockingHandler(exchange -> exchange.getOutputStream().write(MEGABYTES));

    static List<HttpHandler> largeWriters() {
        return List.of(LARGE_ASYNC, LARGE_BLOCKING);
    }

    @ParameterizedTest
    @MethodSource("largeWriters")
    void aSlowReaderGetsEveryByte(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = new RawClient(server.address(), 4096)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.get("/").response().body()).hasSize(MEGABYTES.length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("largeWriters")
    void aClientKilledWithinTheResponseIsAnAbort(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler)) {
            RawClient client = new RawClient(server.address(), 4096);
            client.get("/");
            assertThat(client.read()).isEqualTo('H');
            client.reset();
            server.awaitClosed(CloseReason.CLIENT_ABORTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 5", "10, 9", "1000000, 999999"})
    void aResponseThatIsBrokenOffEndsTheConnection(int length, int written) {
        HttpHandler handler = new BlockingHandler(exchange -> {
            exchange.setResponseContentLength(length);
            exchange.getOutputStream().write("x".repeat(written).getBytes(StandardCharsets.US_ASCII));
            exchange.getOutputStream().flush();
            throw new IllegalStateException("as the test wants it");
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/");
            String all = client.untilEnd();
            assertThat(all).endsWith("\r\n\r\n" + "x".repeat(written));
            server.awaitClosed(CloseReason.RESPONSE_TRUNCATED);
        }
    }

    @Test
    void aChunkedResponseWhoseHandlerFailsDoesNotLookWhole() {
        HttpHandler handler = new BlockingHandler(exchange -> {
            exchange.getOutputStream().write("part".getBytes(StandardCharsets.US_ASCII));
            exchange.getOutputStream().flush();
            throw new IllegalStateException("as the test wants it");
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            assertThat(client.get("/").untilEnd()).contains("part").doesNotEndWith("0\r\n\r\n");
            server.awaitClosed(CloseReason.RESPONSE_TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10})
    void noRequestIsReadBehindAResponseWhoseChannelWasClosed(int length) {
        HttpHandler handler = exchange -> exchange.dispatch(exchange.getIoThread(), () -> {
            if (length >= 0) {
                exchange.setResponseContentLength(length);
            }
            StreamSinkChannel channel = exchange.getResponseChannel();
            try {
                channel.write(ByteBuffer.wrap("part".getBytes(StandardCharsets.US_ASCII)));
                channel.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            IoUtils.safeClose(channel);
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            // In one segment: unread bytes in the server's kernel would turn its FIN into a reset.
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2));
            assertThat(client.untilEnd()).contains("part").doesNotEndWith("0\r\n\r\n");
            server.awaitClosed(CloseReason.RESPONSE_TRUNCATED);
            assertThat(server.listener().statistics().requests()).isEqualTo(1);
        }
    }

    @Test
    void anErrorPageOfUnknownLengthIsWhole() {
        HttpHandler handler = new BlockingHandler(exchange -> {
            exchange.addDefaultResponseListener(failed -> {
                failed.getResponseSender().send("page", new IoCallback() {
                    @Override
                    public void onComplete(HttpServerExchange ex, Sender sender) {
                        ex.endExchange();
                    }

                    @Override
                    public void onException(HttpServerExchange ex, Sender sender, IOException broken) {
                        ex.endExchange();
                    }
                });
                return true;
            });
            exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
            throw new IllegalStateException("as the test wants it");
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                Response response = client.get("/").response();
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.body()).isEqualTo("page");
            }
        }
    }

    @Test
    void aHandlerMayCloseTheConnectionInMidResponse() {
        HttpHandler handler = exchange -> {
            exchange.setResponseContentLength(10);
            exchange.getResponseSender().send("12345", new IoCallback() {
                @Override
                public void onComplete(HttpServerExchange ex, Sender sender) {
                    IoUtils.safeClose(ex.getConnection());
                }

                @Override
                public void onException(HttpServerExchange ex, Sender sender, IOException broken) {
                    IoUtils.safeClose(ex.getConnection());
                }
            });
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            assertThat(client.get("/").untilEnd()).endsWith("\r\n\r\n12345");
        }
    }

    @Test
    void trailersAreGivenToTheHandler() {
        HttpHandler handler = new BlockingHandler(exchange -> {
            exchange.getInputStream().readAllBytes();
            exchange.getResponseSender().send(String.valueOf(exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS)));
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: v\r\n\r\n");
            assertThat(client.response().body()).contains("X-T").contains("v");
        }
    }

    @Test
    void trailersOfTheHandlerFollowTheLastChunkAndNothingElse() {
        HttpHandler handler = new BlockingHandler(exchange -> {
            HeaderMap trailers = new HeaderMap();
            trailers.add(new HttpString("Sum"), "3").add(new HttpString("Sum"), "4");
            exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, trailers);
            if (exchange.getRequestPath().equals("/fixed")) {
                exchange.setResponseContentLength(3);
            }
            exchange.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
            exchange.getOutputStream().flush();
        });
        try (TestServer server = TestServer.start(handler)) {
            assertThat(answerTo(server, "GET /chunked HTTP/1.1")).endsWith("3\r\nabc\r\n0\r\nSum: 3\r\nSum: 4\r\n\r\n");
            assertThat(answerTo(server, "GET /fixed HTTP/1.1")).endsWith("\r\n\r\nabc");
            assertThat(answerTo(server, "GET /close HTTP/1.0")).endsWith("\r\n\r\nabc");
            assertThat(answerTo(server, "HEAD /chunked HTTP/1.1"))
                    .endsWith("\r\n\r\n")
                    .doesNotContain("Sum");
        }
    }

    private static String answerTo(TestServer server, String line) {
        try (RawClient client = server.connect()) {
            client.send(line + "\r\nHost: h\r\nConnection: close\r\n\r\n");
            return client.untilEnd();
        }
    }

    @Test
    void aForcedCloseUnderAHandlerHarmsNobodyElse() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        HttpHandler handler = new BlockingHandler(exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
            reading.countDown();
            closed.await();
            exchange.getOutputStream().write("too late".getBytes(StandardCharsets.US_ASCII));
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/");
            reading.await();
            server.listener().closeConnections();
            assertThat(client.read()).isEqualTo(-1);
            Await.until("closed", () -> server.listener().statistics().open() == 0);
            closed.countDown();
        }
    }
}
