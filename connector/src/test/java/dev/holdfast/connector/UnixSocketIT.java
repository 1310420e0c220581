package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that reads and writes over a Unix domain socket. {@link TestServer#close} then counts connections and buffers. */
@Timeout(60)
final class UnixSocketIT {
    private static final int MIB = 1 << 20;

    private static final HttpHandler ECHO_ON_IO_THREAD = exchange -> exchange.getRequestReceiver()
            .receiveFullBytes((ex, body) -> ex.getResponseSender().send(ByteBuffer.wrap(body)));
    private static final HttpHandler ECHO_ON_WORKER = new BlockingHandler(exchange -> {
        byte[] body = exchange.getInputStream().readAllBytes();
        exchange.setResponseContentLength(body.length);
        exchange.getOutputStream().write(body);
    });
    private static final HttpHandler ANSWERS = exchange -> {
        switch (exchange.getRequestPath()) {
            case "/echo" -> ECHO_ON_IO_THREAD.handleRequest(exchange);
            case "/worker" -> ECHO_ON_WORKER.handleRequest(exchange);
            case "/thread" ->
                exchange.getResponseSender().send(exchange.getIoThread().getName());
            case "/ends" ->
                exchange.getResponseSender().send(exchange.getSourceAddress() + " " + exchange.getDestinationAddress());
            default ->
                exchange.getResponseSender().send(exchange.getRequestPath().substring(1));
        }
    };

    @TempDir
    private Path directory;

    private TestServer start() {
        return start(settings -> settings);
    }

    private TestServer start(UnaryOperator<HttpConnectorSettings.Builder> settings) {
        return TestServer.startUnix(settings, ANSWERS, directory.resolve("http.sock"));
    }

    private static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() {
        try (TestServer server = start();
                RawClient client = server.connect()) {
            for (int i = 0; i < 500; i++) {
                assertThat(client.get("/" + i).response().body()).isEqualTo("" + i);
            }
            assertThat(server.listener().statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (TestServer server = start();
                RawClient client = server.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            client.send(requests.toString());
            for (int i = 0; i < 100; i++) {
                assertThat(client.response().body()).isEqualTo("" + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/worker"})
    void aMebibyteGoesBothWays(String path) {
        byte[] body = new byte[MIB];
        new Random(1).nextBytes(body);
        try (TestServer server = start();
                RawClient client = server.connect()) {
            for (int i = 0; i < 5; i++) {
                client.send(post(path, MIB)).send(body);
                assertThat(client.response().body().getBytes(StandardCharsets.ISO_8859_1))
                        .isEqualTo(body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/worker"})
    void aClientThatReadsSlowlyGetsEverything(String path) throws Exception {
        byte[] body = new byte[4 * MIB];
        new Random(2).nextBytes(body);
        try (TestServer server = start();
                RawClient client = server.connect()) {
            client.send(post(path, body.length)).send(body);
            for (String field = client.line(); !field.isEmpty(); field = client.line()) {
                assertThat(field).doesNotContain("close");
            }
            for (int at = 0; at < body.length; at += 1 << 16) {
                byte[] part = client.bytes(1 << 16).getBytes(StandardCharsets.ISO_8859_1);
                assertThat(ByteBuffer.wrap(part)).isEqualTo(ByteBuffer.wrap(body, at, 1 << 16));
                // Longer than it takes the server to fill the socket's buffer, and to wait for its client again.
                new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
            }
            assertThat(client.get("/next").response().body()).isEqualTo("next");
        }
    }

    @Test
    void aClientThatHasSaidAllItWillStillGetsItsAnswers() {
        try (TestServer server = start();
                RawClient client = server.connect()) {
            client.get("/a").get("/b").endOutput();
            assertThat(client.response().body()).isEqualTo("a");
            assertThat(client.response().body()).isEqualTo("b");
            assertThat(client.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.CLIENT_CLOSED);
        }
    }

    @Test
    void anIdleConnectionIsEndedByFinAfterTheKeepAliveTimeout() {
        Duration timeout = Duration.ofMillis(300);
        try (TestServer server = start(s -> s.keepAliveTimeout(timeout));
                RawClient client = server.connect()) {
            client.get("/").response();
            long idleSince = System.nanoTime();
            assertThat(client.read()).isEqualTo(-1);
            assertThat(System.nanoTime() - idleSince)
                    .isBetween(
                            timeout.minusMillis(20).toNanos(),
                            timeout.plusSeconds(2).toNanos());
            client.disconnect();
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/worker"})
    void aClientThatStallsInItsBodyIsAnswered408(String path) {
        try (TestServer server = start(s -> s.bodyReadTimeout(Duration.ofMillis(200)));
                RawClient client = server.connect()) {
            assertThat(client.send(post(path, 10) + "123").response().status()).isEqualTo(408);
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_BODY_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/worker"})
    void aClientThatTakesNothingIsCutOff(String path) {
        try (TestServer server = start(s -> s.writeTimeout(Duration.ofMillis(200)));
                RawClient client = server.connect()) {
            client.send(post(path, 4 * MIB)).send(new byte[4 * MIB]);
            server.awaitClosed(CloseReason.WRITE_TIMEOUT);
        }
    }

    @Test
    void aRefusedRequestIsAnsweredThoughItsClientGoesOnSending() {
        try (TestServer server = start();
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\n\r\n").send(new byte[1000]);
            assertThat(client.response().status()).isEqualTo(400);
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_REFUSED);
        }
    }

    @Test
    void twoHundredConnectionsAreServedByAllThreads() {
        try (TestServer server = start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                clients.add(server.connect());
            }
            Set<String> threads = new HashSet<>();
            for (int round = 0; round < 5; round++) {
                clients.forEach(client -> client.get("/thread"));
                clients.forEach(client -> threads.add(client.response().body()));
            }
            assertThat(threads).hasSize(2);
            assertThat(server.listener().statistics().open()).isEqualTo(200);
            clients.forEach(RawClient::disconnect);
        }
    }

    @Test
    void nothingIsLostHoweverClientsLeave() {
        Random random = new Random(3);
        String[] inputs = {
            "",
            "GET /x",
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\n",
            post("/echo", 10) + "12",
            post("/worker", 10) + "12",
            post("/worker", 2) + "12" + post("/echo", 2) + "1",
            "GET / HTTP/1.1\r\n\r\n"
        };
        try (TestServer server = start(s -> s.lingerTimeout(Duration.ofMillis(100)))) {
            for (int i = 0; i < 2000; i++) {
                try (RawClient client = server.connect()) {
                    client.send(inputs[random.nextInt(inputs.length)]);
                    if (random.nextBoolean()) {
                        client.endOutput();
                        client.read();
                    }
                } catch (UncheckedIOException closedByTheServer) {
                    assertThat(closedByTheServer).hasMessageContaining("reset");
                }
            }
            Await.until(
                    () -> "all accepted and closed: " + server.listener().statistics(),
                    () -> server.listener().statistics().accepted() == 2000
                            && server.listener().statistics().open() == 0);
        }
    }

    @Test
    void itsClientsHaveNoAddressThatCouldBeLimited() {
        try (TestServer server = start(s -> s.maxConnectionsPerAddress(1));
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            assertThat(first.get("/ends").response().body()).matches("\\S*/127.0.0.1:0 \\S*/127.0.0.1:0");
            assertThat(second.get("/2").response().body()).isEqualTo("2");
        }
    }

    @Test
    void aProxyMayTellThem() {
        try (TestServer server = start(s -> s.proxyProtocol(true));
                RawClient client = server.connect()) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.2 50000 443\r\n").get("/ends");
            assertThat(client.response().body()).isEqualTo("/192.0.2.1:50000 /192.0.2.2:443");
        }
    }

    @Test
    void curlIsServed() throws Exception {
        assumeTrue(curl("--version").contains("UnixSockets"), "no curl with Unix sockets; install curl");
        try (TestServer server = start(s -> s.workerModel(WorkerModel.EVENT).h2c(true))) {
            assertThat(curl("-s", "http://h/one", "http://h/two")).isEqualTo("onetwo");
            assertThat(curl("-s", "-d", "x".repeat(100_000), "http://h/worker")).isEqualTo("x".repeat(100_000));
            assertThat(curl("-s", "--http2-prior-knowledge", "-w", " %{http_version}", "http://h/two"))
                    .isEqualTo("two 2");
            assertThat(server.listener().statistics().accepted()).isEqualTo(3);
        }
    }

    private String curl(String... arguments) throws IOException {
        String socket = directory.resolve("http.sock").toString();
        List<String> command =
                new ArrayList<>(List.of("curl", "--noproxy", "*", "--max-time", "20", "--unix-socket", socket));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException noCurl) {
            return "";
        }
    }
}
