package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.doubles.RawFront;
import dev.holdfast.doubles.RawFront.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slow and silent fronts, in both modes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AjpTimersIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final HttpHandler ECHO =
            new BlockingHandler(exchange -> exchange.getInputStream().transferTo(exchange.getOutputStream()));

    private final TestConnector server = new TestConnector();

    @AfterEach
    void stop() {
        server.close();
    }

    private static AjpConnector.Builder settings(AjpMode mode) {
        return AjpConnector.builder().mode(mode).handler(ECHO);
    }

    private static void assertShort(long start) {
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertThat(taken).isGreaterThanOrEqualTo(SHORT).isLessThan(Duration.ofSeconds(20));
    }

    private void assertReason(CloseReason reason) {
        assertThat(server.ended().closed()).isEqualTo(Map.of(reason, 1L));
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aFrontThatSaysNothing(AjpMode mode) throws Exception {
        AjpConnector connector = server.start(settings(mode).connectionTimeout(SHORT));
        long start = System.nanoTime();
        try (RawFront front = TestConnector.front(connector)) {
            front.assertEnds();
            assertShort(start);
        }
        assertReason(CloseReason.CONNECTION_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aFrontThatRests(AjpMode mode) throws Exception {
        AjpConnector connector = server.start(settings(mode).keepAliveTimeout(SHORT));
        try (RawFront front = TestConnector.front(connector)) {
            for (int i = 0; i < 3; i++) {
                front.send(RawFront.get("/")).readResponse();
            }
            long start = System.nanoTime() - Duration.ofMillis(20).toNanos();
            front.assertEnds();
            assertShort(start);
        }
        assertReason(CloseReason.KEEP_ALIVE_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aFrontThatDoesNotFinishItsMessage(AjpMode mode) throws Exception {
        AjpConnector connector = server.start(settings(mode).readTimeout(SHORT));
        try (RawFront front = TestConnector.front(connector)) {
            long start = System.nanoTime();
            front.sendRaw(0x12, 0x34, 0);
            front.assertEnds();
            assertShort(start);
        }
        assertReason(CloseReason.REQUEST_HEAD_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aFrontThatOwesABodyPacketToAThread(AjpMode mode) throws Exception {
        AjpConnector connector = server.start(settings(mode).readTimeout(SHORT));
        try (RawFront front = TestConnector.front(connector)) {
            long start = System.nanoTime();
            front.send(RawFront.post("/", "Content-Length", "6")).sendBody("abc");
            assertThat(front.read()).isEqualTo(new GetBodyChunk(3));
            Response response = front.readResponse();
            assertShort(start);
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.reuse()).isFalse();
            front.assertEnds();
        }
        assertReason(CloseReason.REQUEST_BODY_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aFrontThatOwesABodyPacketToAListener(AjpMode mode) throws Exception {
        AjpConnector connector = server.start(settings(mode)
                .readTimeout(SHORT)
                .handler(exchange -> exchange.getRequestReceiver()
                        .receiveFullString(
                                (done, text) -> done.getResponseSender().send(text))));
        try (RawFront front = TestConnector.front(connector)) {
            long start = System.nanoTime();
            front.send(RawFront.post("/", "Content-Length", "6")).sendBody("abc");
            assertThat(front.read()).isEqualTo(new GetBodyChunk(3));
            Response response = front.readResponse();
            assertShort(start);
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.reuse()).isFalse();
        }
        assertReason(CloseReason.REQUEST_BODY_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aFrontThatTakesNothingOfAThread(AjpMode mode) throws Exception {
        AjpConnector connector =
                server.start(settings(mode).writeTimeout(SHORT).handler(new BlockingHandler(exchange -> {
                    for (int i = 0; i < 10_000; i++) {
                        exchange.getOutputStream().write(new byte[10_000]);
                    }
                })));
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.get("/"));
            assertReason(CloseReason.WRITE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aFrontThatTakesNothingOfAListener(AjpMode mode) throws Exception {
        String large = "0123456789".repeat(3_000_000);
        AjpConnector connector = server.start(settings(mode)
                .writeTimeout(SHORT)
                .handler(exchange -> exchange.getResponseSender().send(large)));
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.get("/"));
            assertReason(CloseReason.WRITE_TIMEOUT);
        }
    }
}
