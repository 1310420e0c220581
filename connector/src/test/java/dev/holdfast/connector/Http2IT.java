package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.connector.FrameClient.Frame;
import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Undertow's HTTP/2 under our clock, with TLS and without. */
@Timeout(120)
final class Http2IT {
    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final HttpHandler WHAT = exchange -> exchange.getResponseSender()
            .send(exchange.getProtocol() + " " + exchange.getRequestScheme() + " "
                    + exchange.getConnection()
                            .getSslSessionInfo()
                            .getSSLSession()
                            .getProtocol());
    private static final HttpHandler ECHO = new BlockingHandler(exchange -> {
        byte[] body = exchange.getInputStream().readAllBytes();
        exchange.getOutputStream().write(body);
    });

    @TempDir
    static Path directory;

    private static KeyStoreFile keys;

    @BeforeAll
    static void makeCertificate() {
        keys = new Certificates(directory).add("keys.p12", "server", "EC", "localhost");
    }

    private static TestServer secure(UnaryOperator<HttpConnectorSettings.Builder> settings, HttpHandler handler)
            throws IOException {
        return TestServer.startTls(
                s -> settings.apply(s.workerModel(WorkerModel.EVENT)),
                handler,
                new ReloadingTls(TlsSettings.builder().keyStores(keys).build()));
    }

    private static TestServer clear(UnaryOperator<HttpConnectorSettings.Builder> settings, HttpHandler handler) {
        return TestServer.start(
                s -> settings.apply(s.workerModel(WorkerModel.EVENT).h2c(true)), handler);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(Certificates.client(keys, null))
                .version(Version.HTTP_2)
                .build();
    }

    private static HttpRequest.Builder request(TestServer server) {
        return HttpRequest.newBuilder(
                URI.create("https://localhost:" + server.address().getPort() + "/"));
    }

    @Test
    void alpnAgreesOnHttp2WithWhoKnowsIt() throws Exception {
        try (TestServer server = secure(s -> s, WHAT)) {
            HttpResponse<String> two = client().send(request(server).build(), BodyHandlers.ofString());
            assertThat(two.version()).isEqualTo(Version.HTTP_2);
            assertThat(two.body()).isEqualTo("HTTP/2.0 https TLSv1.3");
            HttpResponse<String> one =
                    client().send(request(server).version(Version.HTTP_1_1).build(), BodyHandlers.ofString());
            assertThat(one.version()).isEqualTo(Version.HTTP_1_1);
            assertThat(one.body()).isEqualTo("HTTP/1.1 https TLSv1.3");
        }
    }

    @Test
    void itIsNotOfferedWhereItIsSwitchedOff() throws Exception {
        try (TestServer server = secure(s -> s.http2(false), WHAT)) {
            HttpResponse<String> response = client().send(request(server).build(), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
        }
    }

    @Test
    void manyRequestsShareAConnection() throws Exception {
        try (TestServer server = secure(s -> s, ECHO)) {
            HttpClient client = client();
            client.send(request(server).build(), BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                responses.add(client.sendAsync(
                        request(server)
                                .POST(BodyPublishers.ofString((i % 10) + "x".repeat(i * 2000)))
                                .build(),
                        BodyHandlers.ofString()));
            }
            for (int i = 0; i < 60; i++) {
                assertThat(responses.get(i).get().body()).isEqualTo((i % 10) + "x".repeat(i * 2000));
            }
            assertThat(server.listener().statistics().accepted()).isEqualTo(1);
            assertThat(server.listener().statistics().requests()).isEqualTo(61);
        }
    }

    @Test
    void aClientWithPriorKnowledgeNeedsNoTls() {
        try (TestServer server = clear(s -> s, HELLO);
                RawClient one = server.connect();
                RawClient two = server.connect();
                RawClient post = server.connect()) {
            assertThat(one.get("/").response().body()).isEqualTo("hello");
            FrameClient frames = new FrameClient(two);
            frames.get(1);
            assertThat(frames.await(FrameClient.HEADERS).stream()).isEqualTo(1);
            // The same first letter, and not more.
            post.send("P").send("R").send("OPFIND / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(post.response().body()).isEqualTo("hello");
        }
    }

    @Test
    void aPrefaceThatStopsIsARequestThatIsLate() {
        try (TestServer server = clear(s -> s.connectionTimeout(TIMEOUT), HELLO);
                RawClient client = server.connect()) {
            RawClient.Response response = client.send("PRI * ").response();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.field("connection")).isEqualTo("close");
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_HEAD_TIMEOUT);
        }
    }

    @Test
    void aHandshakeUnderWayAtTheEndIsNoFault() throws IOException {
        try (TestServer server = secure(s -> s, HELLO);
                RawClient client = server.connect()) {
            client.send(new byte[] {22, 3, 1});
            Await.until("the connection", () -> server.listener().statistics().open() == 1);
            server.listener().closeConnections();
            server.awaitClosed(CloseReason.STOPPED);
        }
    }

    @Test
    void thePrefaceMayComeByteByByte() {
        try (TestServer server = clear(s -> s, HELLO);
                RawClient client = server.connect()) {
            for (char c : "PRI * HTTP/2.0\r\n\r\n".toCharArray()) {
                client.send(new byte[] {(byte) c});
            }
            client.send("SM\r\n\r\n").send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            assertThat(client.read()).as("settings").isEqualTo(0);
        }
    }

    @Test
    void withoutTheSettingThePrefaceIsARequestLikeAnyOther() {
        try (TestServer server = TestServer.start(HELLO);
                RawClient client = server.connect()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(client.response().status()).isIn(400, 505);
        }
    }

    @Test
    void anIdleConnectionGetsGoAwayWithItsLastStreamAndThenFin() {
        try (TestServer server = clear(s -> s.keepAliveTimeout(TIMEOUT), HELLO);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1).get(3);
            frames.await(FrameClient.HEADERS);
            long before = System.nanoTime();
            frames.await(FrameClient.HEADERS);
            Frame goAway = frames.await(FrameClient.GOAWAY);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(TIMEOUT.minusMillis(100), TIMEOUT.plusMillis(600));
            assertThat(goAway.number(0)).isEqualTo(3);
            assertThat(goAway.number(4)).isZero();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    @Test
    void aConnectionWithoutARequestHasTheConnectionTimeout() {
        try (TestServer server = clear(s -> s.connectionTimeout(TIMEOUT), HELLO);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isZero();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.CONNECTION_TIMEOUT);
        }
    }

    @Test
    void anOldConnectionIsToldAndItsStreamsAreServed() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        HttpHandler slow = new BlockingHandler(exchange -> {
            goOn.await();
            exchange.getResponseSender().send("late");
        });
        try (TestServer server = clear(s -> s.maxConnectionAge(TIMEOUT), slow);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1);
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(Integer.MAX_VALUE);
            frames.get(3);
            server.awaitRequests(2);
            goOn.countDown();
            frames.await(FrameClient.HEADERS);
            frames.await(FrameClient.HEADERS);
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(3);
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.MAX_CONNECTION_AGE);
        }
    }

    @Test
    void aClientThatIgnoresGoAwayIsRefused() {
        CountDownLatch goOn = new CountDownLatch(1);
        HttpHandler slow = new BlockingHandler(exchange -> goOn.await());
        try (TestServer server = clear(s -> s.maxKeepAliveRequests(2).lingerTimeout(TIMEOUT), slow);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1).get(3);
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(3);
            Frame refused = frames.get(5).await(FrameClient.RST_STREAM);
            assertThat(refused.stream()).isEqualTo(5);
            assertThat(refused.number(0)).as("REFUSED_STREAM").isEqualTo(7);
            goOn.countDown();
            frames.await(FrameClient.HEADERS);
            frames.await(FrameClient.HEADERS);
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(3);
            client.disconnect();
            server.awaitClosed(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
        }
    }

    /** Though each is answered before the next is looked at, and so none is under way in between. */
    @Test
    void requestsThatCameWithTheLastOneAreServed() {
        try (TestServer server = clear(s -> s.maxKeepAliveRequests(2), HELLO);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.await(FrameClient.SETTINGS);
            frames.getTogether(1, 3, 5, 7, 9);
            for (int stream = 1; stream <= 9; stream += 2) {
                assertThat(frames.await(FrameClient.HEADERS).stream()).isEqualTo(stream);
            }
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(9);
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
        }
    }

    /** What docs/undertow-lines.md says of it. */
    @Test
    void aPathBeyondAsciiEndsItsStreamAndOnUndertow23ItsConnection() {
        try (TestServer server = clear(s -> s, HELLO);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1, "/\u00e9").get(3);
            if (io.undertow.Version.getVersionString().startsWith("2.3.")) {
                frames.awaitEndWithout(FrameClient.HEADERS);
                client.disconnect();
                server.awaitClosed(CloseReason.CLIENT_CLOSED);
                return;
            }
            Frame refused = frames.await(FrameClient.RST_STREAM);
            assertThat(refused.stream()).isEqualTo(1);
            assertThat(refused.number(0)).as("PROTOCOL_ERROR").isEqualTo(1);
            assertThat(frames.await(FrameClient.HEADERS).stream()).isEqualTo(3);
        }
    }

    @Test
    void aDrainLosesNoStream() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        HttpHandler slow = new BlockingHandler(exchange -> {
            goOn.await();
            exchange.getResponseSender().send("late");
        });
        try (TestServer server = clear(s -> s, slow);
                RawClient client = server.connect();
                RawClient idle = server.connect()) {
            FrameClient none = new FrameClient(idle);
            FrameClient frames = new FrameClient(client);
            frames.get(1);
            server.awaitRequests(1);
            none.await(FrameClient.SETTINGS);
            server.listener().drain();
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(none.await(FrameClient.GOAWAY).number(0)).isZero();
            goOn.countDown();
            frames.await(FrameClient.HEADERS);
            assertThat(frames.await(FrameClient.GOAWAY).number(0)).isEqualTo(1);
            client.disconnect();
            server.awaitClosed(CloseReason.DRAINED, 2);
        }
    }

    @Test
    void moreStreamsThanAllowedAreRefused() {
        try (TestServer server = clear(s -> s.maxConcurrentStreams(2), exchange -> exchange.dispatch(() -> {}));
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.post(1).post(3).post(5);
            Frame refused = frames.await(FrameClient.RST_STREAM);
            assertThat(refused.stream()).isEqualTo(5);
            assertThat(refused.number(0)).as("REFUSED_STREAM").isEqualTo(7);
        }
    }

    @Test
    void noThreadWaitsLongerForABodyThanTheBodyReadTimeout() throws Exception {
        CountDownLatch gaveUp = new CountDownLatch(2);
        HttpHandler read = new BlockingHandler(exchange -> {
            try {
                exchange.getInputStream().readAllBytes();
            } catch (BodyTimeoutException expected) {
                gaveUp.countDown();
            }
        });
        try (TestServer server = clear(s -> s.bodyReadTimeout(TIMEOUT), read);
                RawClient client = server.connect()) {
            new FrameClient(client).post(1).post(3);
            assertThat(gaveUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aListenerWaitsNoLongerEither() {
        HttpHandler read = exchange -> exchange.getRequestReceiver()
                .receiveFullBytes((ex, body) -> ex.getResponseSender().send("" + body.length));
        try (TestServer server = clear(s -> s.bodyReadTimeout(TIMEOUT), read);
                RawClient client = server.connect()) {
            assertThat(new FrameClient(client).post(1).await(FrameClient.RST_STREAM).stream())
                    .isEqualTo(1);
        }
    }

    @Test
    void noThreadWaitsLongerForTheSocketThanTheWriteTimeout() throws Exception {
        CountDownLatch over = new CountDownLatch(3);
        try (TestServer server = clear(s -> s.writeTimeout(TIMEOUT), writing(64 << 20, over));
                RawClient client = new RawClient(server.address(), 4096)) {
            openWindows(new FrameClient(client)).get(1).get(3).get(5);
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
            server.awaitClosed(CloseReason.WRITE_TIMEOUT);
        }
    }

    @Test
    void aListenerWaitsNoLongerForTheSocketEither() {
        HttpHandler big = exchange -> exchange.getResponseSender().send(ByteBuffer.allocate(64 << 20));
        try (TestServer server = clear(s -> s.writeTimeout(TIMEOUT), big);
                RawClient client = new RawClient(server.address(), 4096)) {
            openWindows(new FrameClient(client)).get(1);
            server.awaitClosed(CloseReason.WRITE_TIMEOUT);
        }
    }

    @Test
    void aWindowThatOpensByteByByteIsTooSlow() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        // What the first window lets through pays for little waiting at this rate.
        try (TestServer server =
                        clear(s -> s.writeTimeout(TIMEOUT).minResponseDataRate(1_000_000), writing(1 << 20, over));
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1);
            for (int i = 0; i < 200 && !over.await(50, TimeUnit.MILLISECONDS); i++) {
                frames.frame(FrameClient.WINDOW_UPDATE, 0, 0, int32(1));
                frames.frame(FrameClient.WINDOW_UPDATE, 0, 1, int32(1));
            }
            assertThat(over.getCount()).isZero();
            frames.await(FrameClient.RST_STREAM);
        }
    }

    @Test
    void aListenersResponseWithoutAWindowIsResetAndItsConnectionLetGoOf() {
        HttpHandler big = exchange -> exchange.getResponseSender().send("x".repeat(1 << 20));
        try (TestServer server = clear(s -> s.writeTimeout(TIMEOUT).keepAliveTimeout(TIMEOUT), big);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1).await(FrameClient.RST_STREAM);
            frames.await(FrameClient.GOAWAY);
            client.disconnect();
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    @Test
    void aStreamThatItsClientResetsIsOver() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpHandler sender = exchange -> exchange.getResponseSender().send("x".repeat(1 << 20));
        for (HttpHandler big : List.of(sender, writing(1 << 20, over))) {
            try (TestServer server = clear(s -> s.keepAliveTimeout(TIMEOUT), big);
                    RawClient client = server.connect()) {
                FrameClient frames = new FrameClient(client);
                frames.get(1).await(FrameClient.HEADERS);
                frames.frame(FrameClient.RST_STREAM, 0, 1, int32(8));
                frames.await(FrameClient.GOAWAY);
                client.disconnect();
                server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT);
            }
        }
        assertThat(over.getCount()).isZero();
    }

    private static HttpHandler writing(int length, CountDownLatch over) {
        return new BlockingHandler(exchange -> {
            try {
                exchange.getOutputStream().write(new byte[length]);
            } finally {
                over.countDown();
            }
        });
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Leaves nothing but the socket to wait for. */
    private static FrameClient openWindows(FrameClient frames) {
        return frames.frame(FrameClient.SETTINGS, 0, 0, new byte[] {0, 4, 0x7F, -1, -1, -1})
                .frame(FrameClient.WINDOW_UPDATE, 0, 0, int32(Integer.MAX_VALUE - 65535));
    }

    @Test
    void aClientThatVanishesIsCounted() {
        try (TestServer server = clear(s -> s, HELLO);
                RawClient client = server.connect();
                RawClient rude = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1).await(FrameClient.HEADERS);
            // Its stream is over then.
            frames.await(FrameClient.DATA);
            client.disconnect();
            server.awaitClosed(CloseReason.CLIENT_CLOSED);
            new FrameClient(rude).frame(0, 0, 1, "data of no stream".getBytes(StandardCharsets.US_ASCII));
            server.awaitClosed(CloseReason.REQUEST_REFUSED);
        }
    }

    @Test
    void aFloodOfResetsEndsTheConnection() {
        try (TestServer server = clear(s -> s, exchange -> exchange.dispatch(() -> {}));
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            try {
                for (int stream = 1; stream < 2000; stream += 2) {
                    frames.get(stream).frame(FrameClient.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
                }
            } catch (UncheckedIOException closedMeanwhile) {
                // As it should.
            }
            server.awaitClosed(CloseReason.REQUEST_REFUSED);
        }
    }

    @Test
    void curlSpeaksIt() throws Exception {
        assumeTrue(curl("--version").contains("HTTP2"), "no curl with HTTP/2; install curl");
        try (TestServer server = secure(s -> s, HELLO);
                TestServer clear = clear(s -> s, HELLO);
                TestServer proxied = TestServer.start(
                        s -> s.proxyProtocol(true),
                        exchange -> exchange.getResponseSender()
                                .send(exchange.getSourceAddress().getPort() > 0 ? "proxied" : ""))) {
            String url = "https://127.0.0.1:" + server.address().getPort() + "/";
            assertThat(curl("-sk", "--http2", "-w", " %{http_version}", url)).isEqualTo("hello 2");
            assertThat(curl("-sk", "--http1.1", "-w", " %{http_version}", url)).isEqualTo("hello 1.1");
            assertThat(curl(
                            "-s",
                            "--http2-prior-knowledge",
                            "-w",
                            " %{http_version}",
                            clear.uri("/").toString()))
                    .isEqualTo("hello 2");
            assertThat(curl("-s", "--haproxy-protocol", proxied.uri("/").toString()))
                    .isEqualTo("proxied");
        }
    }

    private static String curl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "--noproxy", "*", "--max-time", "20"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException noCurl) {
            return "";
        }
    }
}
