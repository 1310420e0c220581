package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

final class PipeliningIT {
    private static final int REQUESTS = 1000;

    private static final Semaphore SLOW_MAY_ANSWER = new Semaphore(0);

    private static final HttpHandler ECHO = exchange -> exchange.getRequestReceiver()
            .receiveFullString((ex, body) -> ex.getResponseSender().send(ex.getRequestPath() + body));
    private static final HttpHandler ON_WORKER = new BlockingHandler(exchange -> {
        String body = new String(exchange.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        exchange.getOutputStream().write((exchange.getRequestPath() + body).getBytes(StandardCharsets.UTF_8));
    });
    /** Ends on the I/O thread, but after the handler's call. */
    private static final HttpHandler LATER = exchange -> exchange.dispatch(
            exchange.getIoThread(), () -> exchange.getResponseSender().send(exchange.getRequestPath()));

    private static final HttpHandler UNREAD =
            exchange -> exchange.getResponseSender().send(exchange.getRequestPath());

    static List<HttpHandler> handlers() {
        return List.of(ECHO, ON_WORKER);
    }

    static List<HttpHandler> allHandlers() {
        return List.of(ECHO, ON_WORKER, LATER, UNREAD);
    }

    @ParameterizedTest
    @MethodSource("allHandlers")
    void aThousandRequestsInOneWriteAreAnsweredInOrder(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < REQUESTS; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.response().body()).isEqualTo("/" + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void bodiesBetweenTheHeadsReachTheirRequest(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                String body = "b".repeat(i);
                if (i % 2 == 0) {
                    all.append("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: " + i + "\r\n\r\n" + body);
                } else {
                    all.append("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(i) + "\r\n" + body + "\r\n0\r\n\r\n");
                }
            }
            client.send(all.toString());
            for (int i = 0; i < 300; i++) {
                assertThat(client.response().body()).isEqualTo("/p" + "b".repeat(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allHandlers")
    void whatWasSentBehindTheLastRequestIsNotAnswered(HttpHandler handler) {
        try (TestServer server = TestServer.start(s -> s.maxKeepAliveRequests(3), handler);
                RawClient client = server.connect()) {
            client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n".repeat(10));
            for (int i = 0; i < 3; i++) {
                Response response = client.response();
                assertThat(response.body()).isEqualTo("/x");
                assertThat(response.has("connection: close")).isEqualTo(i == 2);
            }
            assertThat(client.read()).isEqualTo(-1);
            assertThat(server.listener().statistics().requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("allHandlers")
    void aRefusedRequestIsAnsweredAfterThoseBeforeIt(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("/1");
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.read()).isEqualTo(-1);
        }
    }

    /** The second takes its time, on the thread that calls it or, from the I/O thread, on another. */
    static List<HttpHandler> slowBehindFast() {
        HttpHandler both = exchange -> {
            if (exchange.getRequestPath().equals("/slow")) {
                SLOW_MAY_ANSWER.acquire();
            }
            exchange.getResponseSender().send(exchange.getRequestPath());
        };
        HttpHandler slowOnWorker = exchange -> {
            if (exchange.getRequestPath().equals("/slow") && exchange.isInIoThread()) {
                exchange.dispatch(both);
            } else {
                both.handleRequest(exchange);
            }
        };
        return List.of(new BlockingHandler(both), slowOnWorker);
    }

    @ParameterizedTest
    @MethodSource("slowBehindFast")
    void aResponseDoesNotWaitForTheNext(HttpHandler handler) {
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.get("/first").response();
            client.send("GET /fast HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2) + "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("/fast");
            assertThat(client.response().body()).isEqualTo("/fast");
            SLOW_MAY_ANSWER.release();
            assertThat(client.response().body()).isEqualTo("/slow");
        } finally {
            SLOW_MAY_ANSWER.drainPermits();
        }
    }

    @Test
    void responsesToPipelinedRequestsShareSystemCalls() {
        AtomicInteger writes = new AtomicInteger();
        Consumer<StreamConnection> counts = channel -> channel.getSinkChannel()
                .setConduit(
                        new AbstractStreamSinkConduit<>(channel.getSinkChannel().getConduit()) {
                            @Override
                            public int write(ByteBuffer src) throws IOException {
                                writes.incrementAndGet();
                                return super.write(src);
                            }

                            @Override
                            public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
                                writes.incrementAndGet();
                                return super.write(srcs, offset, length);
                            }
                        });
        try (TestServer server = TestServer.startOnOneThread(s -> s, UNREAD, counts);
                RawClient client = server.connect()) {
            client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n".repeat(100));
            for (int i = 0; i < 100; i++) {
                assertThat(client.response().body()).isEqualTo("/x");
            }
            // As many as the pool's buffers, which are small here. In the worker model nothing is held.
            assertThat(writes.get())
                    .isBetween(
                            TestServer.MODEL == WorkerModel.EVENT ? 1 : 100,
                            TestServer.MODEL == WorkerModel.EVENT ? 20 : 100);
        }
    }

    @Test
    void aRequestThatComesTooEarlyDoesNotKeepTheIoThreadBusy() throws Exception {
        LinkedBlockingQueue<AbstractServerConnection> handling = new LinkedBlockingQueue<>();
        CountDownLatch goOn = new CountDownLatch(1);
        HttpHandler waits = new BlockingHandler(exchange -> {
            goOn.await();
            exchange.getResponseSender().send(exchange.getRequestPath());
        });
        HttpHandler firstAtOnce = exchange -> {
            handling.add((AbstractServerConnection) exchange.getConnection());
            if (exchange.getRequestPath().equals("/0")) {
                // On the connection's own thread: a worker's might still have it when the next request is here, which
                // then is too early.
                exchange.getResponseSender().send(exchange.getRequestPath());
            } else {
                waits.handleRequest(exchange);
            }
        };
        try (TestServer server = TestServer.start(firstAtOnce);
                RawClient client = server.connect()) {
            client.get("/0").response();
            StreamSourceConduit source = handling.take().getOriginalSourceConduit();
            Await.until("bytes are awaited", source::isReadResumed);
            client.get("/1");
            handling.take();
            assertThat(source.isReadResumed())
                    .as("reads, without a reason to suspend them: a worker's thread awaits bytes only between requests")
                    .isEqualTo(TestServer.MODEL == WorkerModel.EVENT);
            client.get("/2");
            // As long as reads are resumed, every turn of the I/O thread's loop finds the bytes and leaves them.
            Await.until("reads are suspended", () -> !source.isReadResumed());
            goOn.countDown();
            assertThat(client.response().body()).isEqualTo("/1");
            assertThat(client.response().body()).isEqualTo("/2");
        }
    }

    /** Requests without end, whatever the client really sent: one byte of that is left in the kernel, so the socket stays readable. */
    private static final class Flood extends AbstractStreamSourceConduit<StreamSourceConduit> {
        private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        private int sent;

        Flood(StreamSourceConduit socket) {
            super(socket);
        }

        @Override
        public int read(ByteBuffer dst) {
            int count = dst.remaining();
            for (int i = 0; i < count; i++) {
                dst.put(REQUEST[sent]);
                sent = (sent + 1) % REQUEST.length;
            }
            return count;
        }
    }

    /** A client that takes whatever comes. */
    private static final class Swallow extends AbstractStreamSinkConduit<StreamSinkConduit> {
        Swallow(StreamSinkConduit socket) {
            super(socket);
        }

        @Override
        public int write(ByteBuffer src) {
            int count = src.remaining();
            src.position(src.limit());
            return count;
        }

        @Override
        public long write(ByteBuffer[] srcs, int offset, int length) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += write(srcs[i]);
            }
            return count;
        }
    }

    @Test
    void aClientThatNeverPausesDoesNotKeepTheIoThreadFromTheOthers() {
        AtomicBoolean first = new AtomicBoolean(true);
        try (TestServer server = TestServer.startOnOneThread(s -> s.lingerTimeout(Duration.ZERO), UNREAD, channel -> {
                    if (first.getAndSet(false)) {
                        channel.getSourceChannel()
                                .setConduit(new Flood(channel.getSourceChannel().getConduit()));
                        channel.getSinkChannel()
                                .setConduit(new Swallow(channel.getSinkChannel().getConduit()));
                    }
                });
                RawClient flooding = server.connect()) {
            flooding.send("x");
            Await.until("the flood", () -> server.listener().statistics().requests() > 1000);
            try (RawClient other = server.connect()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(other.get("/other").response().body()).isEqualTo("/other");
                }
            }
        }
    }
}
