package dev.holdfast.connector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestsIT {
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final HttpHandler ECHO = exchange -> exchange.getRequestReceiver()
            .receiveFullBytes((ex, body) -> ex.getResponseSender()
                    .send(ex.getRequestMethod() + " " + ex.getRequestPath() + " " + new String(body, UTF_8)));

    @Test
    void aGetIsAnsweredAndTheConnectionLivesOn() {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                Response response = client.get("/").response();
                assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(response.body()).isEqualTo("hello");
                assertThat(response.field("connection")).isEmpty();
                assertThat(response.field("date")).endsWith("GMT");
            }
            assertThat(server.listener().statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void headHasTheFieldsOfGetAndNoBody() {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = server.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.response("HEAD").has("content-length: 5")).isTrue();
            assertThat(client.get("/").response().body()).isEqualTo("hello");
        }
    }

    @Test
    void noContentHasNoLengthAndNoBody() {
        try (TestServer server = TestServer.start(exchange -> exchange.setStatusCode(204));
                RawClient client = server.connect()) {
            Response response = client.get("/").response();
            assertThat(response.field("content-length")).isEmpty();
            assertThat(response.field("transfer-encoding")).isEmpty();
            assertThat(client.get("/").response().status()).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello world",
                "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n06\r\n world\r\n0\r\nT: v\r\n\r\n"
            })
    void aBodyArrivesHoweverItsBytesAreSplit(String request) {
        try (TestServer server = TestServer.start(ECHO);
                RawClient client = server.connect()) {
            for (int split = 0; split < request.length(); split++) {
                client.send(request.substring(0, split));
                // A round trip on another connection, so that the two halves are read apart.
                try (RawClient other = server.connect()) {
                    other.get("/").response();
                }
                client.send(request.substring(split));
                assertThat(client.response().body()).as("split at " + split).isEqualTo("POST /p hello world");
            }
            for (byte b : request.getBytes(ISO_8859_1)) {
                client.send(new byte[] {b});
            }
            assertThat(client.response().body()).isEqualTo("POST /p hello world");
        }
    }

    @Test
    void aResponseOfUnknownLengthIsChunkedForHttp11AndEndsWithTheConnectionForHttp10() {
        HttpHandler stream = new BlockingHandler(exchange -> {
            exchange.getOutputStream().write("one".getBytes(UTF_8));
            exchange.getOutputStream().flush();
            exchange.getOutputStream().write("two".getBytes(UTF_8));
        });
        try (TestServer server = TestServer.start(stream);
                RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                Response response = client.get("/").response();
                assertThat(response.has("transfer-encoding: chunked")).isTrue();
                assertThat(response.body()).isEqualTo("onetwo");
            }
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            Response last = client.response();
            assertThat(last.has("connection: close")).isTrue();
            assertThat(last.field("transfer-encoding")).isEmpty();
            assertThat(last.body()).isEqualTo("onetwo");
            client.disconnect();
            server.awaitClosed(CloseReason.SERVER_SAID_CLOSE);
        }
    }

    @Test
    void http10PersistsOnlyWhereItAsksFor() {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = server.connect()) {
            Response kept = client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                    .response();
            assertThat(kept.has("connection: keep-alive")).isTrue();
            Response closed = client.send("GET / HTTP/1.0\r\n\r\n").response();
            assertThat(closed.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.KEEP_ALIVE_NOT_ASKED_FOR);
        }
    }

    @Test
    void aClientThatSaysCloseIsClosed() {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: foo\r\nConnection: bar ,\tClose\r\n\r\n");
            assertThat(client.response().has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.CLIENT_SAID_CLOSE);
        }
    }

    @Test
    void aHandlerThatSaysCloseIsObeyed() {
        HttpHandler handler = exchange -> {
            exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
            exchange.getResponseSender().send("bye");
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            assertThat(client.get("/").response().body()).isEqualTo("bye");
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.SERVER_SAID_CLOSE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void exactlyMaxKeepAliveRequestsAreAnswered(int max) {
        try (TestServer server = TestServer.start(s -> s.maxKeepAliveRequests(max), HELLO);
                RawClient client = server.connect()) {
            for (int i = 1; i <= max; i++) {
                assertThat(client.get("/").response().has("connection: close")).isEqualTo(i == max);
            }
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
            assertThat(server.listener().statistics().requests()).isEqualTo(max);
        }
    }

    @Test
    void headsLargerThanAPooledBufferPassBothWays() {
        HttpHandler handler = exchange -> {
            exchange.getResponseHeaders()
                    .put(new HttpString("X-Echo"), exchange.getRequestHeaders().getFirst("X-Large"));
            exchange.getResponseSender().send("ok");
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            for (int size = 900; size < 12_000; size += 37) {
                String large = "x".repeat(size);
                client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Large: " + large + "\r\n\r\n");
                Response response = client.response();
                assertThat(response.field("x-echo")).isEqualTo(large);
                assertThat(response.body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void noValueCanEndItsFieldAndBeginAnother() {
        HttpHandler handler = exchange -> {
            exchange.setReasonPhrase("Fine\r\nInjected: 0");
            exchange.getResponseHeaders().put(new HttpString("X-A"), "1\r\nInjected: 1");
            exchange.getResponseHeaders().put(new HttpString("X-B"), "2\u010D\u010AInjected: 2");
            exchange.getResponseHeaders().put(new HttpString("X-C"), "\u00e9\t\u0000");
            exchange.getResponseSender().send("ok");
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            Response response = client.get("/").response();
            assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 Fine  Injected: 0");
            assertThat(response.field("x-a")).isEqualTo("1  Injected: 1");
            assertThat(response.field("x-b")).isEqualTo("2??Injected: 2");
            assertThat(response.field("x-c")).isEqualTo("\u00e9\t ");
            assertThat(response.field("injected")).isEmpty();
        }
    }

    @Test
    void everyFormOfTargetReachesTheHandler() {
        HttpHandler handler = exchange -> exchange.getResponseSender()
                .send(exchange.getRequestPath() + "|" + exchange.getQueryString() + "|" + exchange.getHostAndPort());
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            assertThat(client.get("/a%20b?c=d").response().body()).isEqualTo("/a b|c=d|h");
            assertThat(client.get("http://other:81/a?b").response().body()).isEqualTo("/a|b|other:81");
            assertThat(client.get("http://other?b").response().body()).isEqualTo("/|b|other");
            assertThat(client.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")
                            .response()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%zz", "/%4", "/a?%zz", "/a?b=%f", "/%00", "/a%00.txt"})
    void aTargetThatDoesNotDecodeIsTheClientsFault(String target) {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = server.connect()) {
            assertThat(client.get(target).response().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%ff%fe", "/;;;=", "/../..", "//"})
    void anOddTargetThatDecodesIsLeftToTheHandler(String target) {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = server.connect()) {
            assertThat(client.get(target).response().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatSendsFinAfterItsRequestStillGetsTheAnswer() {
        HttpHandler onWorker = new BlockingHandler(HELLO);
        for (HttpHandler handler : new HttpHandler[] {HELLO, onWorker}) {
            try (TestServer server = TestServer.start(handler);
                    RawClient client = server.connect()) {
                client.get("/").get("/").endOutput();
                assertThat(client.response().body()).isEqualTo("hello");
                assertThat(client.response().body()).isEqualTo("hello");
                assertThat(client.read()).isEqualTo(-1);
                server.awaitClosed(CloseReason.CLIENT_CLOSED);
            }
        }
    }

    @Test
    void aHandlerThatThrowsIsAnsweredForAndTheConnectionLivesOn() {
        HttpHandler throwing = exchange -> {
            if (exchange.getRequestPath().equals("/error")) {
                throw new AssertionError("as the test wants it");
            }
            throw new IllegalStateException("as the test wants it");
        };
        for (HttpHandler handler : new HttpHandler[] {throwing, new BlockingHandler(throwing)}) {
            try (TestServer server = TestServer.start(handler);
                    RawClient client = server.connect()) {
                assertThat(client.get("/").response().status()).isEqualTo(500);
                assertThat(client.get("/error").response().status()).isEqualTo(500);
                assertThat(client.get("/").response().status()).isEqualTo(500);
            }
        }
    }

    @Test
    void theJdksClientIsContent() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (TestServer server = TestServer.start(new BlockingHandler(RequestsIT::echoBlocking))) {
            String body = "0123456789".repeat(20_000);
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(server.uri("/x"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .expectContinue(i % 2 == 1)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo(body);
            }
        }
    }

    private static void echoBlocking(HttpServerExchange exchange) throws Exception {
        exchange.getInputStream().transferTo(exchange.getOutputStream());
    }
}
