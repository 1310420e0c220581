package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds without TLS holds with it; the test server's buffers are smaller than a record, so much is left decrypted behind them. */
final class SecureIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final HttpHandler LENGTH = exchange -> exchange.getRequestReceiver()
            .receiveFullBytes((ex, body) -> ex.getResponseSender().send("" + body.length));
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

    private static TestServer start(UnaryOperator<HttpConnectorSettings.Builder> settings, HttpHandler handler)
            throws IOException {
        return TestServer.startTls(
                settings,
                handler,
                new ReloadingTls(TlsSettings.builder().keyStores(keys).build()));
    }

    private static RawClient connect(TestServer server, String protocol) throws IOException {
        SSLSocket socket =
                (SSLSocket) Certificates.client(keys, null).getSocketFactory().createSocket();
        socket.setEnabledProtocols(new String[] {protocol});
        return new RawClient(socket, server.address());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void connectionsPersistAndPipelinedRequestsAreAnsweredInOrder(String protocol) throws IOException {
        HttpHandler path = exchange -> exchange.getResponseSender().send(exchange.getRequestPath());
        try (TestServer server = start(s -> s, path);
                RawClient client = connect(server, protocol)) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            client.send(requests.toString());
            for (int i = 0; i < 300; i++) {
                assertThat(client.response().body()).isEqualTo("/" + i);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/again").response().body()).isEqualTo("/again");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requestsPipelinedBehindASlowHandlerAreAnswered(String protocol) throws IOException {
        HttpHandler path =
                new BlockingHandler(exchange -> exchange.getResponseSender().send(exchange.getRequestPath()));
        try (TestServer server = start(s -> s, path);
                RawClient client = connect(server, protocol)) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            client.send(requests.toString());
            for (int i = 0; i < 300; i++) {
                assertThat(client.response().body()).isEqualTo("/" + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bodiesOfEverySizeComeThroughWhole(String protocol) throws IOException {
        try (TestServer async = start(s -> s, LENGTH);
                TestServer blocking = start(s -> s, ECHO);
                RawClient toAsync = connect(async, protocol);
                RawClient toBlocking = connect(blocking, protocol)) {
            for (int size : new int[] {0, 1, 1023, 1024, 1025, 16_383, 16_384, 16_385, 100_000, 1_000_000}) {
                String body = "x".repeat(size);
                String request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n" + body;
                assertThat(toAsync.send(request).response().body()).isEqualTo("" + size);
                String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + (size == 0 ? "" : Integer.toHexString(size) + "\r\n" + body + "\r\n")
                        + "0\r\n\r\n";
                assertThat(toBlocking.send(chunked).response().body()).isEqualTo(body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anIdleConnectionEndsOnTimeWithCloseNotify(String protocol) throws IOException {
        try (TestServer server = start(s -> s.keepAliveTimeout(TIMEOUT), HELLO);
                RawClient client = connect(server, protocol)) {
            client.get("/");
            long before = System.nanoTime();
            client.response();
            // A TLS client tells a proper end, which reads as -1, from a cut, which it does not take.
            assertThat(client.read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(TIMEOUT.minusMillis(100), TIMEOUT.plusMillis(500));
            client.disconnect();
            server.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aConnectionThatAClientWantsClosedEndsWithCloseNotify(String protocol) throws IOException {
        try (TestServer server = start(s -> s, HELLO);
                RawClient client = connect(server, protocol)) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("hello");
            assertThat(client.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.CLIENT_SAID_CLOSE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRefusalReachesAClientThatStillSends(String protocol) throws IOException {
        try (TestServer server = start(s -> s.lingerTimeout(TIMEOUT), HELLO);
                RawClient client = connect(server, protocol)) {
            client.send("BAD\r\n\r\n");
            try {
                for (int i = 0; i < 20; i++) {
                    client.send("x".repeat(10_000));
                }
            } catch (UncheckedIOException closedUnderUs) {
                // The refusal is there to be read all the same.
            }
            assertThat(client.response().status()).isEqualTo(400);
            server.awaitClosed(CloseReason.REQUEST_REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHalfHeadIsAnsweredOnTime(String protocol) throws IOException {
        try (TestServer server = start(s -> s.connectionTimeout(TIMEOUT), HELLO);
                RawClient client = connect(server, protocol)) {
            client.send("GET /");
            assertThat(client.response().status()).isEqualTo(408);
            server.awaitClosed(CloseReason.REQUEST_HEAD_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatTakesNothingIsCutOffInTime(String protocol) throws IOException {
        byte[] much = new byte[64 * 1024];
        HttpHandler endless = new BlockingHandler(exchange -> {
            for (int i = 0; i < 1000; i++) {
                exchange.getOutputStream().write(much);
            }
        });
        try (TestServer server = start(s -> s.writeTimeout(TIMEOUT), endless);
                RawClient client = connect(server, protocol)) {
            client.get("/");
            server.awaitClosed(CloseReason.WRITE_TIMEOUT);
        }
    }

    @Test
    void clientsThatVanishCostNothing() throws IOException {
        try (TestServer server = start(s -> s, ECHO)) {
            for (int i = 0; i < 30; i++) {
                RawClient client = connect(server, i % 2 == 0 ? "TLSv1.2" : "TLSv1.3");
                switch (i % 3) {
                    case 0 -> client.get("/").response();
                    case 1 -> client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n123");
                    default -> client.send("GET / HT");
                }
                if (i % 5 == 0) {
                    client.disconnect();
                } else {
                    client.reset();
                }
            }
            Await.until(
                    "all closed",
                    () -> server.listener().statistics().accepted() == 30
                            && server.listener().statistics().open() == 0);
        }
    }

    @Test
    void aDrainEndsIdleConnectionsAndLosesNoRequest() throws IOException {
        try (TestServer server = start(s -> s, HELLO);
                RawClient idle = connect(server, "TLSv1.3");
                RawClient busy = connect(server, "TLSv1.3")) {
            assertThat(idle.get("/").response().body()).isEqualTo("hello");
            busy.send("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            Await.until("two open", () -> server.listener().statistics().open() == 2);
            server.listener().drain();
            assertThat(idle.read()).isEqualTo(-1);
            busy.send("st: h\r\n\r\n");
            assertThat(busy.response().has("connection: close")).isTrue();
            server.awaitClosed(CloseReason.DRAINED, 2);
        }
    }
}
