package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doubles.RawClient;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must hold with every container behind the bridge. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PeerContract {
    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private PeerBackend backend;
    private Front front;

    abstract PeerBackend start(int port) throws Exception;

    PoolSettings poolOf(int connections) {
        return NativePoolSettings.DEFAULT.withConnectionPoolSize(connections);
    }

    @BeforeEach
    void startBoth() throws Exception {
        backend = start(0);
        front = new Front(backend());
    }

    @AfterEach
    void stopBoth() {
        front.close();
        backend.close();
    }

    private Backend backend() {
        return backend.backend().withPool(poolOf(NativePoolSettings.DEFAULT.connectionPoolSize()));
    }

    final Front front() {
        return front;
    }

    final int peerPort() {
        return backend.port();
    }

    final HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    final HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(front.uri(path));
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private void assertNothingLeased() {
        // The client has its response when the container's END_RESPONSE may still be on its way.
        Eventually.holds(() -> front.statistics().connections().leased() == 0);
        assertThat(front.statistics().failures()).isEmpty();
    }

    @Test
    void aRequestArrivesAsTheClientSentIt() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.sendHead(
                    "GET /info/%7e/./x;p=1?q=%20&r HTTP/1.1",
                    "Host: shop.example:8443", "X-Test: one", "Connection: keep-alive, X-Hop", "X-Hop: secret");
            String response = raw.readResponse();
            assertThat(response).startsWith("HTTP/1.1 200 ");
            assertThat(response).contains("GET\n/info/%7e/./x;p=1\nquery=q=%20&r\n127.0.0.1:");
            assertThat(response).contains(" shop.example:8443 http\n").contains("x-test=one\n");
            assertThat(response).contains("connection=null\n").endsWith("x-hop=null");
            assertNothingLeased();
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.send("HEAD /info HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ").contains("Content-Length: ");
            raw.send("GET /ignore HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").endsWith("ignored");
        }
    }

    @Test
    void statusesWithoutABodyHaveNone() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            for (int status : new int[] {204, 304}) {
                raw.send("GET /status/" + status + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(raw.readHead()).startsWith("HTTP/1.1 " + status + " ");
            }
            raw.send("GET /status/404 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 404 ");
            assertNothingLeased();
        }
    }

    @Test
    void aLargeBodyOfKnownLengthArrivesWhole() throws Exception {
        byte[] body = randomBytes(TEN_MEGABYTES);
        assertThat(post("/sha", BodyPublishers.ofByteArray(body)))
                .isEqualTo(TestApp.sha256(new ByteArrayInputStream(body)));
        Eventually.holds(() -> front.statistics().connections().idle() == 1);
    }

    @Test
    void aLargeBodyOfUnknownLengthArrivesWhole() throws Exception {
        byte[] body = randomBytes(TEN_MEGABYTES);
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        assertThat(post("/sha", chunked)).isEqualTo(TestApp.sha256(new ByteArrayInputStream(body)));
        Eventually.holds(() -> front.statistics().connections().idle() == 1);
    }

    private String post(String path, BodyPublisher body) throws Exception {
        HttpResponse<String> response = send(to(path).POST(body));
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    void aBodyIsEchoedWhileItIsStillSent() throws Exception {
        String body = "z".repeat(TEN_MEGABYTES);
        try (RawClient raw = new RawClient(front.port())) {
            raw.sendHead("POST /echo HTTP/1.0", "Host: a", "Content-Length: " + body.length());
            CompletableFuture<String> echo = CompletableFuture.supplyAsync(() -> Outcome.of(raw::readToEnd));
            raw.send(body);
            assertThat(echo.join()).endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void anEmptyChunkedBodyIsEmpty() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.sendHead("POST /sha HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "0");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").contains("\r\n\r\n0 e3b0c442");
        }
    }

    @Test
    void aFlushReachesTheClientBeforeTheEnd() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.send("POST /flush HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(raw.readUntil("first ")).endsWith("6\r\nfirst ");
            raw.send("4\r\nlast\r\n0\r\n\r\n");
            assertThat(raw.readUntil("0\r\n\r\n")).contains("4\r\nlast\r\n");
        }
    }

    @Test
    void aFlushedHeadDoesNotWaitForItsBody() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            for (int i = 0; i < 2; i++) {
                raw.send("POST /head HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
                raw.send("4\r\nlast\r\n0\r\n\r\n");
                assertThat(raw.readUntil("0\r\n\r\n")).contains("4\r\nlast\r\n");
            }
        }
    }

    @Test
    void aSlowReaderGetsAllOfALargeResponse() throws Exception {
        long length = 20L * 1024 * 1024;
        try (RawClient raw = new RawClient(front.port())) {
            raw.send("GET /large/" + length + " HTTP/1.0\r\nHost: a\r\n\r\n").readHead();
            // What was not read yet is stuck in the container: another client is served meanwhile.
            assertThat(send(to("/ignore")).body()).isEqualTo("ignored");
            assertThat(raw.readToEnd()).hasSize((int) length);
        }
    }

    @Test
    void aClientThatVanishesMidResponseTakesItsAjpConnectionWithIt() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.send("GET /large/200000000 HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            raw.vanish();
        }
        Eventually.holds(() -> front.statistics().connections().open() == 0);
        assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.CLIENT_ABORTED);
    }

    @Test
    void aClientThatVanishesMidRequestTakesItsAjpConnectionWithIt() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.send("POST /sha HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
            Eventually.holds(() -> front.statistics().connections().leased() == 1);
            raw.vanish();
        }
        Eventually.holds(() -> front.statistics().connections().open() == 0);
        assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.CLIENT_ABORTED);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        int count = 50;
        try (RawClient raw = new RawClient(front.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < count; i++) {
                requests.append("GET /info/").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            raw.send(requests.toString());
            for (int i = 0; i < count; i++) {
                assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").contains("GET\n/info/" + i + "\n");
            }
            assertNothingLeased();
        }
    }

    @Test
    void aBodyTheApplicationDoesNotReadDisturbsNobody() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(post("/ignore", BodyPublishers.ofByteArray(randomBytes(200_000))))
                    .isEqualTo("ignored");
            assertThat(post("/ignore", BodyPublishers.ofString("short"))).isEqualTo("ignored");
            assertThat(send(to("/info/" + i)).body()).startsWith("GET\n/info/" + i + "\n");
        }
        assertNothingLeased();
    }

    @Test
    void expectContinueIsAnsweredWhenTheContainerAsksForTheBody() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.sendHead("POST /sha HTTP/1.1", "Host: a", "Expect: 100-continue", "Transfer-Encoding: chunked");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            raw.send("3\r\nabc\r\n0\r\n\r\n");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").contains("\r\n\r\n3 ba7816bf");
            raw.sendHead("POST /sha HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 3");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(raw.send("abc").readResponse())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\n\r\n3 ba7816bf");
        }
    }

    @Test
    void thirtyTwoClientsShareFourConnections() throws Exception {
        try (Front small = new Front(backend().withPool(poolOf(4)))) {
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 32 * 20; i++) {
                responses.add(client.sendAsync(
                        HttpRequest.newBuilder(small.uri("/sha/" + i))
                                .POST(BodyPublishers.ofString("abc"))
                                .build(),
                        BodyHandlers.ofString()));
                if (responses.size() >= 32) {
                    assertThat(responses.remove(0).join().body()).startsWith("3 ba7816bf");
                }
            }
            for (CompletableFuture<HttpResponse<String>> response : responses) {
                assertThat(response.join().body()).startsWith("3 ba7816bf");
            }
            assertThat(small.statistics().failures()).isEmpty();
            assertThat(small.statistics().connections().open()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void aRestartBetweenRequestsGoesUnnoticed() throws Exception {
        int port = backend.port();
        assertThat(send(to("/info")).statusCode()).isEqualTo(200);
        // Its end may still be on its way when the client has all of the response.
        Eventually.holds(() -> front.statistics().connections().leased() == 0);
        backend.close();
        backend = start(port);
        assertThat(send(to("/info")).statusCode()).isEqualTo(200);
        assertThat(front.statistics().failures()).isEmpty();
    }

    @Test
    void aContainerThatIsDownIsA503AndThenBackAgain() throws Exception {
        int port = backend.port();
        backend.close();
        assertThat(send(to("/info")).statusCode()).isEqualTo(503);
        assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.CONNECT_REFUSED);
        backend = start(port);
        assertThat(send(to("/info")).statusCode()).isEqualTo(200);
    }

    @Test
    void aContainerThatIsKilledMidResponseCutsTheClientOff() throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            raw.send("GET /large/2000000000 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.readHead()).contains("chunked");
            CompletableFuture<Void> killed = CompletableFuture.runAsync(backend::close);
            assertThat(Outcome.of(() -> raw.readTail(5))).isNotEqualTo("0\r\n\r\n");
            killed.join();
        }
        assertThat(front.statistics().connections().leased()).isZero();
        assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PEER_CLOSED);
    }

    @Test
    void moreHeadersThanTheContainerTakesIsItsOwnAnswer() throws Exception {
        HttpRequest.Builder request = to("/info");
        for (int i = 0; i < 250; i++) {
            request.header("X-" + i, "v");
        }
        // Undertow says 400; Tomcat, over AJP, 500.
        assertThat(send(request).statusCode()).isIn(400, 431, 500);
        assertThat(send(to("/info")).statusCode()).isEqualTo(200);
    }
}
