package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.Handlers;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.channels.StreamSourceChannel;

/** Undertow's own handlers, unchanged, on our connection. */
final class HandlersIT {
    @Test
    void pathHandlersRouteRequests() {
        HttpHandler handler = Handlers.path(exchange -> exchange.setStatusCode(404))
                .addPrefixPath("/a", exchange -> exchange.getResponseSender().send("A" + exchange.getRelativePath()))
                .addExactPath(
                        "/b",
                        new BlockingHandler(
                                exchange -> exchange.getOutputStream().write('B')));
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            assertThat(client.get("/a/x").response().body()).isEqualTo("A/x");
            assertThat(client.get("/b").response().body()).isEqualTo("B");
            assertThat(client.get("/c").response().status()).isEqualTo(404);
        }
    }

    @Test
    void filesAreTransferredWholeAndInRanges(@TempDir Path directory) throws Exception {
        String content = "0123456789abcdef".repeat(50_000);
        Files.writeString(directory.resolve("f.txt"), content);
        Files.writeString(directory.resolve("empty.txt"), "");
        HttpHandler files = Handlers.resource(new PathResourceManager(directory, 0));
        for (HttpHandler handler : new HttpHandler[] {files, new BlockingHandler(files)}) {
            try (TestServer server = TestServer.start(handler);
                    RawClient client = server.connect()) {
                assertThat(client.get("/f.txt").response().body()).isEqualTo(content);
                assertThat(client.get("/empty.txt").response().body()).isEmpty();
                client.send("GET /f.txt HTTP/1.1\r\nHost: h\r\nRange: bytes=10-17\r\n\r\n");
                RawClient.Response part = client.response();
                assertThat(part.status()).isEqualTo(206);
                assertThat(part.body()).isEqualTo("abcdef01");
                client.send("HEAD /f.txt HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(client.response("HEAD").has("content-length: 800000"))
                        .isTrue();
                assertThat(client.get("/nothing").response().status()).isEqualTo(404);
            }
        }
    }

    @Test
    void aSenderMayTransferAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "file ".repeat(100_000));
        HttpHandler handler = exchange -> {
            exchange.setResponseContentLength(Files.size(file));
            exchange.getResponseSender().transferFrom(FileChannel.open(file), IoCallback.END_EXCHANGE);
        };
        try (TestServer server = TestServer.start(new BlockingHandler(handler));
                RawClient client = new RawClient(server.address(), 4096)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").response().body()).hasSize(500_000);
            }
        }
    }

    @Test
    void anAsyncSenderMaySendInManySteps() {
        HttpHandler handler = exchange -> sendFrom(exchange, 0);
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/").get("/");
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                expected.append(i).append("-".repeat(1000));
            }
            assertThat(client.response().body()).isEqualTo(expected.toString());
            assertThat(client.response().body()).isEqualTo(expected.toString());
        }
    }

    private static void sendFrom(HttpServerExchange exchange, int i) {
        if (i == 100) {
            exchange.endExchange();
            return;
        }
        exchange.getResponseSender().send(i + "-".repeat(1000), new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange ex, Sender sender) {
                sendFrom(ex, i + 1);
            }

            @Override
            public void onException(HttpServerExchange ex, Sender sender, IOException broken) {
                ex.endExchange();
            }
        });
    }

    @Test
    void aPartialReceiverSeesEveryByteOfALargeBody() {
        HttpHandler handler = exchange -> {
            long[] sum = new long[1];
            exchange.getRequestReceiver().receivePartialBytes((ex, bytes, last) -> {
                for (byte b : bytes) {
                    sum[0] += b;
                }
                if (last) {
                    ex.getResponseSender().send(String.valueOf(sum[0]));
                }
            });
        };
        byte[] body = new byte[1_000_000];
        Arrays.fill(body, (byte) 3);
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
                        .send(body);
                assertThat(client.response().body()).isEqualTo("3000000");
                client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nf4240\r\n")
                        .send(body)
                        .send("\r\n0\r\n\r\n");
                assertThat(client.response().body()).isEqualTo("3000000");
            }
        }
    }

    @Test
    void anEventOfOneExchangeIsNotToldToTheListenerOfTheNext() {
        CountDownLatch nextListens = new CountDownLatch(1);
        HttpHandler first = exchange -> {
            StreamSourceChannel body = exchange.getRequestChannel();
            body.getReadSetter().set(channel -> {
                if (exchange.isResponseStarted()) {
                    return;
                }
                try {
                    ByteBuffer buffer = ByteBuffer.allocate(10);
                    assertThat(channel.read(buffer)).isEqualTo(2);
                    channel.resumeReads();
                    assertThat(channel.read(buffer)).isEqualTo(-1);
                    exchange.getResponseSender().send("first");
                    // The event is on its way to this thread, which is busy until the next exchange listens, or cannot.
                    assertThat(nextListens.await(300, TimeUnit.MILLISECONDS)).isFalse();
                } catch (IOException | InterruptedException broken) {
                    throw new AssertionError(broken);
                }
            });
            body.resumeReads();
        };
        AtomicInteger events = new AtomicInteger();
        HttpHandler next = exchange -> {
            exchange.getRequestChannel().getReadSetter().set(channel -> events.incrementAndGet());
            nextListens.countDown();
            exchange.dispatch(
                    exchange.getIoThread(), () -> exchange.getResponseSender().send(events.toString()));
        };
        HttpHandler both =
                exchange -> (exchange.getRequestPath().equals("/first") ? first : next).handleRequest(exchange);
        try (TestServer server = TestServer.start(both);
                RawClient client = server.connect()) {
            client.send("POST /first HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab"
                    + "POST /next HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\ncd");
            assertThat(client.response().body()).isEqualTo("first");
            assertThat(client.response().body()).isEqualTo("0");
        }
    }

    @Test
    void serverSentEventsArriveAsTheyAreSentAndADeadClientIsNoticed() throws Exception {
        LinkedBlockingQueue<ServerSentEventConnection> connections = new LinkedBlockingQueue<>();
        HttpHandler handler = Handlers.serverSentEvents((connection, lastId) -> connections.add(connection));
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/");
            ServerSentEventConnection events = connections.poll(10, TimeUnit.SECONDS);
            assertThat(events).isNotNull();
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                assertThat(line).contains(":");
            }
            for (String event : new String[] {"one", "two"}) {
                events.send(event);
                StringBuilder seen = new StringBuilder();
                while (seen.indexOf("data:" + event) < 0) {
                    seen.append((char) client.read());
                }
            }
            client.reset();
            Await.until("the client's death is noticed", () -> {
                if (events.isOpen()) {
                    events.send("anybody there?");
                }
                return server.listener().statistics().open() == 0;
            });
            // Undertow's handler says from the start that no request can follow: the first reason is kept.
            server.awaitClosed(CloseReason.SERVER_SAID_CLOSE);
        }
    }

    @Test
    void aBlockingEchoStreamsWhileTheBodyStillComes() throws Exception {
        HttpHandler handler = new BlockingHandler(exchange -> {
            byte[] buffer = new byte[100];
            for (int n = exchange.getInputStream().read(buffer);
                    n >= 0;
                    n = exchange.getInputStream().read(buffer)) {
                exchange.getOutputStream().write(buffer, 0, n);
                exchange.getOutputStream().flush();
            }
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("one") < 0) {
                seen.append((char) client.read());
            }
            client.send("3\r\ntwo\r\n0\r\n\r\n");
            while (seen.indexOf("0\r\n\r\n") < 0) {
                seen.append((char) client.read());
            }
            assertThat(seen.toString()).contains("two");
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nlast");
            assertThat(client.response().body()).isEqualTo("last");
        }
    }

    @Test
    void aRejectedDispatchIsAnswered503() {
        HttpHandler handler = exchange -> exchange.dispatch(
                task -> {
                    throw new RejectedExecutionException("as the test wants it");
                },
                (HttpHandler) ex -> ex.getResponseSender().send("never"));
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/").get("/");
            assertThat(client.response().status()).isEqualTo(503);
            assertThat(client.response().status()).isEqualTo(503);
        }
    }

    @Test
    void aHandlerMaySendBuffersOfItsOwn() {
        HttpHandler handler = exchange -> exchange.getResponseSender().send(new ByteBuffer[] {
            ByteBuffer.wrap("a".getBytes(StandardCharsets.US_ASCII)),
            ByteBuffer.allocate(0),
            ByteBuffer.wrap("bc".getBytes(StandardCharsets.US_ASCII))
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            assertThat(client.get("/").response().body()).isEqualTo("abc");
        }
    }

    @Test
    void aHandlerThatFailsOnAWorkerAfterItsResponseEndsNothingElse() {
        HttpHandler failing = exchange -> exchange.dispatch((Runnable) () -> {
            exchange.getResponseSender().send("hello");
            throw new IllegalStateException("after the response, as the test wants it");
        });
        try (TestServer server = TestServer.start(failing);
                RawClient client = server.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").response().body()).isEqualTo("hello");
            }
            assertThat(client.get("/").get("/").response().body()).isEqualTo("hello");
            assertThat(client.response().body()).isEqualTo("hello");
            client.disconnect();
            server.awaitClosed(CloseReason.CLIENT_CLOSED);
        }
    }
}
