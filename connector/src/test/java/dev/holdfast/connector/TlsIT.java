package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.tls.ReloadingTls;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.SSLSessionInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, certificates and handshakes. */
final class TlsIT {
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final HttpHandler WHO = exchange -> {
        SSLSessionInfo tls = exchange.getConnection().getSslSessionInfo();
        String client;
        try {
            client = ((X509Certificate) tls.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException anonymous) {
            client = "nobody";
        }
        exchange.getResponseSender()
                .send(exchange.getRequestScheme() + " " + tls.getSSLSession().getProtocol() + " " + tls.getKeySize()
                        + " " + client);
    };

    @TempDir
    static Path directory;

    private static KeyStoreFile servers;
    private static KeyStoreFile client;
    private static KeyStoreFile stranger;

    @BeforeAll
    static void makeCertificates() {
        Certificates certificates = new Certificates(directory);
        certificates.add("servers.p12", "a-default", "EC", "default.example");
        certificates.add("servers.p12", "other", "RSA", "other.example", "*.wild.example");
        servers = certificates.add("servers.p12", "exact", "EC", "exact.wild.example");
        client = certificates.add("client.p12", "client", "EC", "client.example");
        stranger = certificates.add("stranger.p12", "stranger", "EC", "stranger.example");
    }

    private static TlsSettings.Builder settings() {
        return TlsSettings.builder().keyStores(servers);
    }

    private static TestServer start(HttpHandler handler, TlsSettings tls) throws IOException {
        return TestServer.startTls(s -> s, handler, new ReloadingTls(tls));
    }

    private static SSLSocket socket(SSLContext context) {
        try {
            return (SSLSocket) context.getSocketFactory().createSocket();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawClient connect(TestServer server, SSLSocket socket) {
        return new RawClient(socket, server.address());
    }

    private static String servedFor(TestServer server, String serverName) throws IOException {
        SSLSocket socket = socket(Certificates.client(servers, null));
        if (!serverName.isEmpty()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            socket.setSSLParameters(parameters);
        }
        try (RawClient client = connect(server, socket)) {
            assertThat(client.get("/").response().body()).isEqualTo("hello");
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void aClientIsServedTheCertificateForTheNameItAsksFor() throws IOException {
        try (TestServer server = start(HELLO, settings().build())) {
            assertThat(servedFor(server, "default.example")).isEqualTo("CN=a-default");
            assertThat(servedFor(server, "other.example")).isEqualTo("CN=other");
            assertThat(servedFor(server, "OTHER.example")).isEqualTo("CN=other");
            assertThat(servedFor(server, "any.wild.example")).isEqualTo("CN=other");
            assertThat(servedFor(server, "exact.wild.example")).isEqualTo("CN=exact");
            assertThat(servedFor(server, "too.deep.wild.example")).isEqualTo("CN=a-default");
            assertThat(servedFor(server, "unknown.example")).isEqualTo("CN=a-default");
            assertThat(servedFor(server, "")).isEqualTo("CN=a-default");
        }
    }

    @Test
    void theDefaultCertificateMayBeNamed() throws IOException {
        try (TestServer server = start(HELLO, settings().defaultAlias("Other").build())) {
            assertThat(servedFor(server, "unknown.example")).isEqualTo("CN=other");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsResumedByTheNextConnection(String protocol) throws IOException {
        try (TestServer server = start(HELLO, settings().build())) {
            SSLContext context = Certificates.client(servers, null);
            long created = 0;
            for (int i = 0; i < 3; i++) {
                // The JDK resumes what it has of the same peer, by name and port.
                SSLSocket socket = (SSLSocket) context.getSocketFactory()
                        .createSocket(
                                server.address().getHostString(),
                                server.address().getPort());
                socket.setEnabledProtocols(new String[] {protocol});
                try (RawClient client = new RawClient(socket)) {
                    assertThat(client.get("/").response().body()).isEqualTo("hello");
                    assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                    if (i > 0) {
                        assertThat(socket.getSession().getCreationTime()).isEqualTo(created);
                    }
                    created = socket.getSession().getCreationTime();
                }
            }
        }
    }

    @Test
    void handlersSeeTheSession() throws IOException {
        try (TestServer server = start(WHO, settings().build());
                RawClient anonymous = connect(server, socket(Certificates.client(servers, null)))) {
            assertThat(anonymous.get("/").response().body()).isEqualTo("https TLSv1.3 256 nobody");
        }
    }

    @Test
    void aCertificateThatIsWantedMayBeMissing() throws IOException {
        TlsSettings tls =
                settings().clientAuth(ClientAuth.WANT).trustStore(trusted()).build();
        try (TestServer server = start(WHO, tls);
                RawClient anonymous = connect(server, socket(Certificates.client(servers, null)));
                RawClient known = connect(server, socket(Certificates.client(servers, client)))) {
            assertThat(anonymous.get("/").response().body()).endsWith(" nobody");
            assertThat(known.get("/").response().body()).endsWith(" CN=client");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientWithoutTheCertificateThatIsNeededIsRefused(String protocol) throws IOException {
        TlsSettings tls = settings()
                .clientAuth(ClientAuth.NEED)
                .trustStore(trusted())
                .protocols(protocol)
                .build();
        try (TestServer server = start(WHO, tls);
                RawClient known = connect(server, socket(Certificates.client(servers, client)))) {
            assertThat(known.get("/").response().body()).endsWith(" CN=client");
            for (KeyStoreFile own : new KeyStoreFile[] {null, stranger}) {
                // With TLS 1.3 a client may speak before it is told.
                try (RawClient unknown = connect(server, socket(Certificates.client(servers, own)))) {
                    assertThatThrownBy(() -> unknown.get("/").response()).hasRootCauseInstanceOf(IOException.class);
                }
            }
            server.awaitClosed(CloseReason.TLS_HANDSHAKE_FAILED, 2);
        }
    }

    private static KeyStoreFile trusted() throws IOException {
        return new Certificates(directory).trust("trusted.p12", client);
    }

    @Test
    void aPlainRequestIsNotLeftHanging() throws IOException {
        try (TestServer server = start(HELLO, settings().build());
                RawClient plain = server.connect()) {
            plain.get("/").untilEnd();
            server.awaitClosed(CloseReason.TLS_HANDSHAKE_FAILED);
        }
    }

    @Test
    void aHandshakeHasItsTime() throws IOException {
        Duration timeout = Duration.ofMillis(300);
        try (TestServer server = TestServer.startTls(
                        s -> s.tlsHandshakeTimeout(timeout),
                        HELLO,
                        new ReloadingTls(settings().build()));
                RawClient silent = server.connect();
                RawClient slow = server.connect()) {
            long connected = System.nanoTime();
            slow.send(new byte[] {22, 3, 1});
            assertThat(silent.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.TLS_HANDSHAKE_TIMEOUT, 2);
            assertThat(Duration.ofNanos(System.nanoTime() - connected))
                    .isBetween(timeout.minusMillis(50), timeout.plusMillis(500));
        }
    }

    @Test
    void aClientThatLeavesInTheHandshakeIsNoFailureOfTls() throws IOException {
        try (TestServer server = start(HELLO, settings().build());
                RawClient hasty = server.connect()) {
            hasty.send(new byte[] {22, 3, 1}).disconnect();
            server.awaitClosed(CloseReason.CLIENT_ABORTED);
        }
    }

    @Test
    void changedFilesAreReadAgainAndConnectionsStay() throws IOException {
        Path file = directory.resolve("changing.p12");
        Files.copy(stranger.file(), file);
        KeyStoreFile store = new KeyStoreFile(file, Certificates.PASSWORD);
        ReloadingTls tls =
                new ReloadingTls(TlsSettings.builder().keyStores(store).build());
        try (TestServer server = TestServer.startTls(s -> s, HELLO, tls);
                RawClient old = connect(server, socket(Certificates.client(stranger, null)))) {
            assertThat(old.get("/").response().body()).isEqualTo("hello");
            assertThat(tls.reload()).isFalse();

            Files.writeString(file, "no key store");
            assertThatThrownBy(tls::reload)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot read key store " + file);
            try (RawClient next = connect(server, socket(Certificates.client(stranger, null)))) {
                assertThat(next.get("/").response().body()).isEqualTo("hello");
            }

            Files.copy(client.file(), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThat(tls.reload()).isTrue();
            try (RawClient next = connect(server, socket(Certificates.client(client, null)))) {
                assertThat(next.get("/").response().body()).isEqualTo("hello");
            }
            assertThat(old.get("/").response().body()).isEqualTo("hello");
        }
    }

    @Test
    void aStoreThatCannotBeUsedIsNamed() {
        KeyStoreFile missing = new KeyStoreFile(directory.resolve("missing.p12"), "secret");
        assertThatThrownBy(() -> new ReloadingTls(
                        TlsSettings.builder().keyStores(missing).build()))
                .hasMessage("cannot read key store " + missing.file());
        assertThatThrownBy(() -> new ReloadingTls(TlsSettings.builder()
                        .keyStores(new KeyStoreFile(servers.file(), "wrong"))
                        .build()))
                .hasMessageContaining("cannot read key store " + servers.file())
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> new ReloadingTls(settings().protocols("TLSv9").build()))
                .hasMessageContaining("protocols has TLSv9, but this JDK knows [");
        assertThatThrownBy(
                        () -> new ReloadingTls(settings().defaultAlias("none").build()))
                .hasMessageContaining("defaultAlias is none, but no private key of");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings().clientAuth(ClientAuth.NEED).build())
                .withMessage("trustStore is missing, but must be given where clientAuth is NEED");
        assertThat(servers.toString()).doesNotContain(Certificates.PASSWORD);
    }
}
