package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp.AjpConnectorSettings;
import dev.holdfast.ajp.FrontTrust;
import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpResponseDecoder;
import dev.holdfast.server.deploy.DeploymentSpec;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.realm.Users;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application sees of a request that came over AJP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServletsOverAjpIT {
    private static final String PAGE = """
            <%@ page trimDirectiveWhitespaces="true" session="false" %><%
            if (request.getParameter("sleep") != null) Thread.sleep(Long.parseLong(request.getParameter("sleep")));
            out.print(request.getRemoteAddr() + " " + request.getRemotePort()
              + "|" + request.getLocalAddr() + " " + request.getLocalPort()
              + "|" + request.getServerName() + " " + request.getServerPort()
              + "|" + request.getScheme() + " " + request.isSecure()
              + "|" + request.getAttribute("jakarta.servlet.request.cipher_suite")
              + " " + request.getAttribute("jakarta.servlet.request.key_size")
              + " " + request.getAttribute("jakarta.servlet.request.ssl_session_id")
              + " " + request.getAttribute("jakarta.servlet.request.secure_protocol")
              + "|" + request.getAttribute("dev.holdfast.listener") + " " + request.getAttribute("X_TRACE")
              + "|" + request.getRemoteUser() + " " + request.getAuthType() + " " + request.isUserInRole("admin"));
            %>""";

    @TempDir
    private Path directory;

    private @Nullable HoldfastServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(Duration.ZERO);
        }
    }

    private HoldfastServer start(FrontTrust trust) throws Exception {
        AjpConnectorSettings d = AjpConnectorSettings.DEFAULTS;
        AjpConnectorSettings settings = new AjpConnectorSettings(d.timeouts(), d.threads(), d.limits(), trust);
        HoldfastServer built = HoldfastServer.builder()
                .http(HttpSettings.DEFAULTS.withPort(0))
                .ajp(new AjpSettings("127.0.0.1", 0, 100, settings))
                .realm(Realm.of(new Users(Map.of("ada", new Users.User("", Set.of("admin"))))))
                .build();
        server = built;
        Path application = Files.createDirectories(directory.resolve("app"));
        Files.writeString(application.resolve("facts.jsp"), PAGE);
        built.deploy(DeploymentSpec.parse("/=" + application));
        built.start();
        return built;
    }

    private static ForwardRequest request(boolean secure, AjpAttribute... attributes) {
        return new ForwardRequest(
                "GET",
                "HTTP/1.1",
                "/facts.jsp",
                "192.0.2.7",
                null,
                "shop.example",
                secure ? 443 : 80,
                secure,
                List.of(new AjpHeader("host", "shop.example")),
                List.of(attributes));
    }

    private static Socket connect(HoldfastServer to) throws IOException {
        return connect(to.ajpUri().orElseThrow());
    }

    private static Socket connect(URI uri) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(Socket socket, ForwardRequest request) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(AjpPacket.DEFAULT_SIZE);
        assertThat(new AjpEncoder(AjpPacket.DEFAULT_SIZE).encode(request, out)).isTrue();
        socket.getOutputStream().write(out.array(), 0, out.position());
    }

    private static String answer(Socket socket) throws IOException {
        AjpResponseDecoder decoder = new AjpResponseDecoder(AjpPacket.DEFAULT_SIZE, 100);
        ByteBuffer in = ByteBuffer.allocate(AjpPacket.DEFAULT_SIZE).limit(0);
        StringBuilder text = new StringBuilder();
        for (FromContainer message = decoder.decode(in);
                !(message instanceof EndResponse);
                message = decoder.decode(in)) {
            if (message instanceof SendBodyChunk chunk) {
                text.append(StandardCharsets.ISO_8859_1.decode(chunk.data()));
            } else if (message == null) {
                in.compact();
                int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
                if (count < 0) {
                    throw new EOFException("the server hung up");
                }
                in.position(in.position() + count).flip();
            }
        }
        return text.toString();
    }

    private static String ask(HoldfastServer asked, ForwardRequest request) throws IOException {
        try (Socket socket = connect(asked)) {
            send(socket, request);
            return answer(socket);
        }
    }

    @Test
    void aServletSeesTheClientAndNotTheFront() throws Exception {
        HoldfastServer asked = start(new FrontTrust(null, true, "X_.*", true));
        assertThat(ask(
                        asked,
                        request(
                                true,
                                AjpAttribute.of(AjpAttribute.Type.SSL_CIPHER, "TLS_AES_128_GCM_SHA256"),
                                AjpAttribute.of(AjpAttribute.Type.SSL_KEY_SIZE, "128"),
                                AjpAttribute.of(AjpAttribute.Type.SSL_SESSION, "0aff"),
                                AjpAttribute.named(AjpAttribute.SSL_PROTOCOL, "TLSv1.3"),
                                AjpAttribute.named(AjpAttribute.REMOTE_PORT, "4321"),
                                AjpAttribute.named(AjpAttribute.LOCAL_ADDR, "198.51.100.9"),
                                AjpAttribute.named("X_TRACE", "7"),
                                AjpAttribute.of(AjpAttribute.Type.REMOTE_USER, "ada"))))
                .isEqualTo("192.0.2.7 4321|198.51.100.9 443|shop.example 443|https true"
                        + "|TLS_AES_128_GCM_SHA256 128 0aff TLSv1.3|ajp 7|null null false");
    }

    @Test
    void theFrontsUserIsTheUserWhereFrontsAuthenticate() throws Exception {
        HoldfastServer asked = start(new FrontTrust(null, true, null, false));
        AjpAttribute basic = AjpAttribute.of(AjpAttribute.Type.AUTH_TYPE, "Basic");
        assertThat(ask(asked, request(false, AjpAttribute.of(AjpAttribute.Type.REMOTE_USER, "ada"), basic)))
                .endsWith("|ada Basic true");
        assertThat(ask(asked, request(false, AjpAttribute.of(AjpAttribute.Type.REMOTE_USER, "eve"), basic)))
                .endsWith("|eve Basic false");
        assertThat(ask(asked, request(false))).endsWith("|null null false");
    }

    @Test
    void aRequestUnderWayIsFinishedAtTheStopAndNoOtherBegun() throws Exception {
        HoldfastServer asked = start(FrontTrust.DEFAULTS);
        ask(asked, request(false));
        URI ajp = asked.ajpUri().orElseThrow();
        try (Socket busy = connect(asked);
                Socket idle = connect(asked)) {
            send(busy, request(false, AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, "sleep=1000")));
            send(idle, request(false));
            answer(idle);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> asked.stop(Duration.ofSeconds(60)));
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> connect(ajp)).isInstanceOf(IOException.class);
            assertThat(answer(busy)).startsWith("192.0.2.7 0|");
            idle.shutdownOutput();
            busy.shutdownOutput();
            stopped.get(60, TimeUnit.SECONDS);
        }
    }
}
