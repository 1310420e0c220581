package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.channels.Channels;

final class UpgradeIT {
    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

    private static final class Received implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("closed " + code);
            return null;
        }
    }

    private static final String CONNECT = "CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\n\r\n";

    @Test
    void whereItIsAllowedAHandlerMayAcceptConnectAndHasTheChannelAndTheBytesThatCameWithIt() throws Exception {
        HttpHandler tunnels = exchange -> {
            if (exchange.getRequestMethod().equals(Methods.CONNECT)) {
                String target = exchange.getRequestURI();
                exchange.acceptConnectRequest((channel, ended) -> {
                    try {
                        Channels.writeBlocking(
                                channel.getSinkChannel(), ByteBuffer.wrap(target.getBytes(StandardCharsets.US_ASCII)));
                        ByteBuffer one = ByteBuffer.allocate(1);
                        Channels.readBlocking(channel.getSourceChannel(), one);
                        one.flip();
                        Channels.writeBlocking(channel.getSinkChannel(), one);
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    } finally {
                        IoUtils.safeClose(channel);
                    }
                });
            }
        };
        try (TestServer server = TestServer.start(s -> s.connect(true), tunnels);
                RawClient client = server.connect()) {
            client.send(CONNECT + "X");
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            String field = client.line();
            while (!field.isEmpty()) {
                assertThat(field.toLowerCase(Locale.ROOT))
                        .doesNotStartWith("content-length")
                        .doesNotStartWith("transfer");
                field = client.line();
            }
            assertThat(client.untilEnd()).isEqualTo("far.example:443X");
            server.awaitClosed(CloseReason.UPGRADED);
        }
    }

    /** Firefox does. */
    @Test
    void aHandshakeThatAlsoAsksForKeepAliveIsAnsweredWithUpgradeAlone() {
        HttpHandler webSocket = Handlers.websocket((exchange, channel) -> channel.resumeReceives());
        try (TestServer server = TestServer.start(webSocket);
                RawClient client = server.connect()) {
            client.send("""
                    GET /ws HTTP/1.1\r
                    Host: h\r
                    Connection: keep-alive, Upgrade\r
                    Upgrade: websocket\r
                    Sec-WebSocket-Version: 13\r
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                    \r
                    """);
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.field("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(response.field("keep-alive")).isEmpty();
        }
    }

    @Test
    void aConnectThatNobodyAcceptsIsARequestLikeAnother() {
        try (TestServer server = TestServer.start(s -> s.connect(true), exchange -> exchange.setStatusCode(405));
                RawClient client = server.connect()) {
            assertThat(client.send(CONNECT).response().status()).isEqualTo(405);
            assertThat(client.get("/").response().status()).isEqualTo(405);
        }
    }

    @Test
    void undertowsWebSocketsOutliveEveryTimeoutAndLimit() throws Exception {
        HttpHandler handler = Handlers.path(exchange -> exchange.setStatusCode(404))
                .addExactPath("/ws", Handlers.websocket((exchange, channel) -> {
                    channel.getReceiveSetter().set(new AbstractReceiveListener() {
                        @Override
                        protected void onFullTextMessage(WebSocketChannel ws, BufferedTextMessage message) {
                            WebSockets.sendText("echo " + message.getData(), ws, null);
                        }
                    });
                    channel.resumeReceives();
                }));
        try (TestServer server = TestServer.start(
                s -> s.maxKeepAliveRequests(1)
                        .keepAliveTimeout(Duration.ofMillis(50))
                        .connectionTimeout(Duration.ofMillis(500)),
                handler)) {
            Received received = new Received();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.address().getPort() + "/ws"), received)
                    .get(10, TimeUnit.SECONDS);
            assertThat(received.messages.poll(1, TimeUnit.SECONDS))
                    .as("silence")
                    .isNull();
            for (String text : new String[] {"one", "x".repeat(100_000), "three"}) {
                socket.sendText(text, true).get(10, TimeUnit.SECONDS);
                assertThat(received.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("echo " + text);
            }
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
            assertThat(received.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
            server.awaitClosed(CloseReason.UPGRADED);
        }
    }

    @Test
    void anUpgradedConnectionHasTheIdleTimeOfItsSocket() throws Exception {
        HttpHandler handler =
                upgradingTo((connection, exchange) -> connection.getWorker().execute(() -> echo(connection)));
        try (TestServer server = TestServer.startOnOneThread(s -> s, handler, channel -> setReadTimeout(channel, 500));
                RawClient client = server.connect()) {
            assertThat(client.send(UPGRADE).response().status()).isEqualTo(101);
            long start = System.nanoTime();
            assertThat(client.read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(450), Duration.ofSeconds(5));
        }
    }

    private static void setReadTimeout(StreamConnection channel, int millis) {
        try {
            channel.setOption(Options.READ_TIMEOUT, millis);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpHandler upgradingTo(HttpUpgradeListener taker) {
        return exchange -> {
            exchange.getResponseHeaders().put(Headers.UPGRADE, "echo");
            exchange.upgradeChannel(taker);
        };
    }

    /** Sends back what it reads, on a worker, until the client ends. */
    private static void echo(StreamConnection connection) {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        try {
            while (Channels.readBlocking(connection.getSourceChannel(), buffer) >= 0) {
                buffer.flip();
                Channels.writeBlocking(connection.getSinkChannel(), buffer);
                buffer.clear();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            IoUtils.safeClose(connection);
        }
    }

    @Test
    void bytesSentBehindTheUpgradeReachTheNewProtocol() throws Exception {
        HttpHandler handler =
                upgradingTo((connection, exchange) -> connection.getWorker().execute(() -> echo(connection)));
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send(UPGRADE + "early");
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.bytes(5)).isEqualTo("early");
            client.send("later");
            assertThat(client.bytes(5)).isEqualTo("later");
            client.endOutput();
            assertThat(client.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.UPGRADED);
        }
    }

    @Test
    void bytesThatComeBeforeTheNewProtocolListensAreNotTakenFromIt() throws Exception {
        LinkedBlockingQueue<StreamConnection> upgraded = new LinkedBlockingQueue<>();
        try (TestServer server = TestServer.start(upgradingTo((connection, exchange) -> upgraded.add(connection)));
                RawClient client = server.connect()) {
            client.send(UPGRADE);
            assertThat(client.response().status()).isEqualTo(101);
            StreamConnection connection = upgraded.take();
            client.send("waiting");
            // Whatever the I/O thread would do with them, it does before these other connections are answered.
            for (int i = 0; i < 4; i++) {
                try (RawClient other = server.connect()) {
                    other.send(UPGRADE);
                    other.response();
                }
            }
            connection.getWorker().execute(() -> echo(connection));
            assertThat(client.bytes(7)).isEqualTo("waiting");
        }
    }

    @Test
    void theChannelIsHandedOverSilentAndWithEveryByteBehindTheUpgrade() throws Exception {
        LinkedBlockingQueue<StreamConnection> upgraded = new LinkedBlockingQueue<>();
        HttpUpgradeListener taker = (connection, exchange) -> {
            assertThat(connection.getSourceChannel().isReadResumed()).isFalse();
            assertThat(connection.getSourceChannel().getReadListener()).isNull();
            upgraded.add(connection);
        };
        try (TestServer server = TestServer.startOnOneThread(s -> s, upgradingTo(taker), channel -> {});
                RawClient client = server.connect()) {
            Await.until("accepted", () -> server.listener().statistics().accepted() == 1);
            // Once the I/O thread has taken this task it has begun to wait for the request.
            server.holdIoThread().countDown();
            client.send(UPGRADE + "early");
            assertThat(client.response().status()).isEqualTo(101);
            StreamConnection connection = Objects.requireNonNull(upgraded.poll(10, TimeUnit.SECONDS));
            client.send("later");
            try (RawClient other = server.connect()) {
                other.send(UPGRADE).response();
            }
            connection.getWorker().execute(() -> echo(connection));
            assertThat(client.bytes(10)).isEqualTo("earlylater");
        }
    }

    @Test
    void whoTakesOverFromAHandlerThatBlocksMayBlockTooAndAnyOtherIsOnTheIoThread() throws Exception {
        LinkedBlockingQueue<Boolean> onIoThread = new LinkedBlockingQueue<>();
        HttpHandler upgrading = upgradingTo((connection, exchange) -> {
            onIoThread.add(Thread.currentThread() == connection.getIoThread());
            IoUtils.safeClose(connection);
        });
        HttpHandler handler = Handlers.path(upgrading).addExactPath("/blocks", new BlockingHandler(upgrading));
        try (TestServer server = TestServer.start(handler)) {
            try (RawClient client = server.connect()) {
                assertThat(client.send(UPGRADE).response().status()).isEqualTo(101);
                assertThat(onIoThread.poll(10, TimeUnit.SECONDS)).isTrue();
            }
            try (RawClient client = server.connect()) {
                client.send(UPGRADE.replace("GET /", "GET /blocks"));
                assertThat(client.response().status()).isEqualTo(101);
                assertThat(onIoThread.poll(10, TimeUnit.SECONDS)).isFalse();
            }
        }
    }

    @Test
    void theNewProtocolMayCloseAtOnce() {
        try (TestServer server =
                        TestServer.start(upgradingTo((connection, exchange) -> IoUtils.safeClose(connection)));
                RawClient client = server.connect()) {
            client.send(UPGRADE);
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.read()).isEqualTo(-1);
            server.awaitClosed(CloseReason.UPGRADED);
        }
    }
}
