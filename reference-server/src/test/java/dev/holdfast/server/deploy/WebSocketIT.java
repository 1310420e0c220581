package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.app.EchoEndpoint;
import dev.holdfast.server.deploy.app.ShoutConfig;
import dev.holdfast.server.deploy.app.ShoutEndpoint;
import dev.holdfast.server.deploy.app.SlowToOpenEndpoint;
import dev.holdfast.server.deploy.app.TwiceOpenedEndpoint;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebSocketIT {
    private static final String KEY = "Sec-WebSocket-Key:";

    /** RFC 6455, 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    @TempDir
    private Path directory;

    @Test
    void annotatedEndpointEchoes() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War().classes(EchoEndpoint.class).write(directory, "ws.war"));

            assertThat(WebSocketClient.ask(server, "/ws/echo/ada", "hello")).isEqualTo("ada: hello");
        }
    }

    @Test
    void configurationChoosesTheEndpoints() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War()
                    .webXml("metadata-complete='true'", "")
                    .classes(EchoEndpoint.class, ShoutEndpoint.class, ShoutConfig.class)
                    .write(directory, "ws.war"));

            assertThat(WebSocketClient.ask(server, "/ws/shout", "hello")).isEqualTo("HELLO");
            assertThat(server.get("/ws/echo/ada").statusCode()).isEqualTo(404);
        }
    }

    /** The client answers at once, while the endpoint opens still. */
    @Test
    void messageThatComesBeforeTheEndpointIsOpenWaitsForIt() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War().classes(SlowToOpenEndpoint.class).write(directory, "ws.war"));
            LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
            WebSocket socket = server.client()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws/slow"), new Texts(texts))
                    .get(10, TimeUnit.SECONDS);

            assertThat(texts.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
            socket.sendText("hello yourself", true).get(10, TimeUnit.SECONDS);

            assertThat(texts.poll(10, TimeUnit.SECONDS)).isEqualTo("got hello yourself");
            socket.abort();
        }
    }

    @Test
    void clientsAreToldThatTheServerGoesAway() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War().classes(EchoEndpoint.class).write(directory, "ws.war"));
            CompletableFuture<String> answered = new CompletableFuture<>();
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            WebSocket socket = server.client()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + server.port() + "/ws/echo/ada"),
                            new Closed(answered, closed))
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("open", true).get(10, TimeUnit.SECONDS);
            assertThat(answered.get(10, TimeUnit.SECONDS)).isEqualTo("ada: open");

            server.applications().closeWebSockets();

            assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
            socket.abort();
        }
    }

    private record Closed(CompletableFuture<String> answer, CompletableFuture<Integer> code)
            implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            answer.complete(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            code.complete(statusCode);
            return null;
        }
    }

    @Test
    void brokenEndpointIsNamed() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            Path war = new War().classes(TwiceOpenedEndpoint.class).write(directory, "ws.war");

            assertThatThrownBy(() -> server.deploy(war))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining(
                            "ws.war: " + TwiceOpenedEndpoint.class.getName() + ": is no WebSocket endpoint");
        }
    }

    /** XNIO's own client lost them in some versions. */
    @Test
    void frameThatComesWithTheHandshakeReachesAClient() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> greetWithTheHandshake(listening));
            CompletableFuture<String> greeting = new CompletableFuture<>();
            WebSocketContainer container = ContainerProvider.getWebSocketContainer();
            try (Session session = container.connectToServer(
                    new Greeted(greeting),
                    ClientEndpointConfig.Builder.create().build(),
                    URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/"))) {
                assertThat(session.isOpen()).isTrue();
                assertThat(greeting.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
            }
            served.get(10, TimeUnit.SECONDS);
        }
    }

    private static void greetWithTheHandshake(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String key = "";
            for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
                if (line.regionMatches(true, 0, KEY, 0, KEY.length())) {
                    key = line.substring(KEY.length()).strip();
                }
            }
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            String head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n";
            // A final text frame of five bytes, unmasked as a server's are (RFC 6455, 5.2).
            socket.getOutputStream().write((head + "\u0081\u0005hello").getBytes(StandardCharsets.ISO_8859_1));
            while (request.read() >= 0) {
                // Until the client closes.
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Greeted extends Endpoint {
        private final CompletableFuture<String> greeting;

        private Greeted(CompletableFuture<String> greeting) {
            this.greeting = greeting;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, greeting::complete);
        }

        @Override
        public void onError(Session session, Throwable failure) {
            greeting.completeExceptionally(failure);
        }
    }

    private record Texts(Queue<String> received) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return null;
        }
    }
}
