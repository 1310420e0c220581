package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxyProtocolIT {
    private static final String V1 = "PROXY TCP4 192.0.2.1 192.0.2.2 50000 443\r\n";
    private static final HttpHandler ENDS = exchange ->
            exchange.getResponseSender().send(exchange.getSourceAddress() + " " + exchange.getDestinationAddress());
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static TestServer start() {
        return TestServer.start(s -> s.proxyProtocol(true), ENDS);
    }

    @Test
    void theAddressesOfTheHeaderAreTheExchanges() {
        try (TestServer server = start();
                RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(i == 0 ? V1 + REQUEST : REQUEST);
                assertThat(client.response().body()).isEqualTo("/192.0.2.1:50000 /192.0.2.2:443");
            }
        }
    }

    @Test
    void theHeaderMayComeInPiecesAndBeOfVersionTwo() {
        byte[] header = HexFormat.of()
                .parseHex("0d0a0d0a000d0a515549540a" + "2121002720010db800000000000000000000000120010db8"
                        + "000000000000000000000002c35001bb040000");
        try (TestServer server = start();
                RawClient client = server.connect()) {
            for (byte piece : header) {
                client.send(new byte[] {piece});
            }
            client.send(REQUEST);
            assertThat(client.response().body()).isEqualTo("/[2001:db8:0:0:0:0:0:1]:50000 /[2001:db8:0:0:0:0:0:2]:443");
        }
    }

    @Test
    void aProxyThatSpeaksForItselfHasItsOwnAddress() {
        try (TestServer server = start();
                RawClient client = server.connect()) {
            client.send("PROXY UNKNOWN\r\n" + REQUEST);
            assertThat(client.response().body()).startsWith("/127.0.0.1:");
        }
    }

    @Test
    void aConnectionWithoutAHeaderIsClosedWithoutAWord() {
        try (TestServer server = start();
                RawClient client = server.connect()) {
            client.send("GET");
            assertThat(client.untilEnd()).isEmpty();
            server.awaitClosed(CloseReason.BAD_PROXY_HEADER);
        }
    }

    @Test
    void theHeaderHasNoMoreThanTheConnectionTimeoutHowEverSlowlyItComes() {
        Duration timeout = Duration.ofMillis(300);
        try (TestServer server = TestServer.start(s -> s.proxyProtocol(true).connectionTimeout(timeout), ENDS);
                RawClient client = server.connect()) {
            long before = System.nanoTime();
            client.send("PROXY");
            assertThat(client.untilEnd()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(timeout.minusMillis(50), timeout.plusMillis(500));
            server.awaitClosed(CloseReason.CONNECTION_TIMEOUT);
        }
    }

    @Test
    void itComesBeforeTls(@TempDir Path directory) throws IOException {
        KeyStoreFile keys = new Certificates(directory).add("keys.p12", "server", "EC", "localhost");
        ReloadingTls tls =
                new ReloadingTls(TlsSettings.builder().keyStores(keys).build());
        SSLSocketFactory factory = Certificates.client(keys, null).getSocketFactory();
        try (TestServer server = TestServer.startTls(s -> s.proxyProtocol(true), ENDS, tls);
                Socket plain = new Socket(
                        server.address().getAddress(), server.address().getPort())) {
            plain.getOutputStream().write(V1.getBytes(StandardCharsets.US_ASCII));
            try (RawClient client = new RawClient(factory.createSocket(plain, "localhost", 443, true))) {
                assertThat(client.get("/").response().body()).isEqualTo("/192.0.2.1:50000 /192.0.2.2:443");
            }
        }
    }

    @Test
    void whatComesRightBehindTheHeaderReachesTls(@TempDir Path directory) throws IOException {
        KeyStoreFile keys = new Certificates(directory).add("keys.p12", "server", "EC", "localhost");
        ReloadingTls tls =
                new ReloadingTls(TlsSettings.builder().keyStores(keys).build());
        try (TestServer server = TestServer.startTls(s -> s.proxyProtocol(true), ENDS, tls);
                RawClient client = server.connect()) {
            // No handshake, and TLS has to see that.
            client.send(V1 + REQUEST);
            assertThat(client.read()).as("a TLS alert").isEqualTo(21);
            client.untilEnd();
            server.awaitClosed(CloseReason.TLS_HANDSHAKE_FAILED);
        }
    }
}
