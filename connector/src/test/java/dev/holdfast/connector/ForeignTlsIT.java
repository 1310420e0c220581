package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.undertow.HoldfastOpenListener;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/** Our listener behind XNIO's TLS. */
final class ForeignTlsIT {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path directory;

    private SSLContext withKey;
    private SSLContext withoutKey;
    private XnioWorker worker;
    private HoldfastOpenListener listener;
    private AcceptingChannel<SslConnection> acceptor;

    @BeforeEach
    void start() throws Exception {
        KeyStore keys = selfSigned();
        withKey = context(keys, true);
        withoutKey = context(keys, false);
        Xnio xnio = Xnio.getInstance(ForeignTlsIT.class.getClassLoader());
        worker = xnio.createWorker(OptionMap.EMPTY);
        listener = new HoldfastOpenListener(
                new DefaultByteBufferPool(true, 1024), HttpConnectorSettings.DEFAULTS, OptionMap.EMPTY);
        ChannelListener<AcceptingChannel<SslConnection>> accept = ChannelListeners.openListenerAdapter(listener);
        acceptor = new UndertowXnioSsl(xnio, OptionMap.EMPTY, new DefaultByteBufferPool(true, 17 * 1024), withKey)
                .createSslConnectionServer(
                        worker,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        accept,
                        OptionMap.create(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUESTED));
        acceptor.resumeAccepts();
    }

    @AfterEach
    void stop() throws Exception {
        IoUtils.safeClose(acceptor);
        listener.drain();
        assertThat(listener.awaitNoneOpen(Duration.ofSeconds(5))).isTrue();
        worker.shutdownNow();
    }

    private KeyStore selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=holdfast",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).as("keytool").isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys, boolean withKey) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(withKey ? own.getKeyManagers() : new KeyManager[0], trusted.getTrustManagers(), null);
        return context;
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private HttpRequest.Builder request() {
        int port = acceptor.getLocalAddress(InetSocketAddress.class).getPort();
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(10));
    }

    private static String peer(SSLSessionInfo session) throws Exception {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException withoutCertificate) {
            return "nobody";
        }
    }

    private static void describe(HttpServerExchange exchange) throws Exception {
        SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
        exchange.getResponseSender()
                .send(exchange.getRequestScheme() + " "
                        + session.getSSLSession().getProtocol() + " " + session.getKeySize() + " " + peer(session));
    }

    @Test
    void handlersSeeTheSessionAndTheClientsCertificate() throws Exception {
        listener.setRootHandler(ForeignTlsIT::describe);
        assertThat(client(withKey)
                        .send(request().build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("https TLSv1.3 256 CN=holdfast");
        assertThat(client(withoutKey)
                        .send(request().build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("https TLSv1.3 256 nobody");
    }

    @Test
    void whoAsksForACertificateAfterTheHandshakeIsToldThatThereIsNone() throws Exception {
        listener.setRootHandler(exchange -> {
            try {
                exchange.getConnection().getSslSessionInfo().renegotiate(exchange, SslClientAuthMode.REQUIRED);
            } catch (SSLPeerUnverifiedException refused) {
                exchange.getResponseSender().send(String.valueOf(refused.getMessage()));
            }
        });
        assertThat(client(withoutKey)
                        .send(request().build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("TLS renegotiation is not supported");
    }

    @Test
    void bodiesGoBothWaysOnOneConnection() throws Exception {
        listener.setRootHandler(new BlockingHandler(exchange -> {
            byte[] body = exchange.getInputStream().readAllBytes();
            exchange.getOutputStream().write(body);
        }));
        HttpClient client = client(withoutKey);
        for (int size : new int[] {0, 1, 1023, 100_000, 1_000_000, 10}) {
            byte[] body = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
            assertThat(client.send(
                                    request()
                                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(body);
        }
        assertThat(listener.statistics().accepted()).isEqualTo(1);
    }
}
