package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Handlers on virtual threads, of which many more wait for their clients than there are threads to carry them. */
final class VirtualThreadsIT {
    private static final int STALLED = 300;
    private static final HttpHandler READS = new BlockingHandler(exchange -> {
        int length = exchange.getInputStream().readAllBytes().length;
        String answer = length + " " + Thread.currentThread().toString().startsWith("VirtualThread");
        exchange.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    });

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void stalledUploadsKeepNoCarrierAndNoDescriptor() {
        try (TestServer server = TestServer.start(
                s -> s.workerModel(WorkerModel.EVENT).virtualThreads(true).bodyReadTimeout(Duration.ofSeconds(20)),
                READS)) {
            long before = descriptors();
            RawClient[] stalled = new RawClient[STALLED];
            for (int i = 0; i < STALLED; i++) {
                stalled[i] = server.connect().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n1");
            }
            server.awaitRequests(STALLED);
            long begun = System.nanoTime();
            try (RawClient client = server.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na");
                client.send("b");
                assertThat(client.response().body()).isEqualTo("2 true");
            }
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(10));
            assertThat(descriptors() - before).as("two sockets a client").isLessThan(2L * STALLED + 50);
            for (RawClient client : stalled) {
                client.send("234567890");
            }
            for (RawClient client : stalled) {
                assertThat(client.response().body()).isEqualTo("10 true");
                client.disconnect();
            }
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void clientsThatStallAreTimedOutOnVirtualThreadsToo() {
        Duration timeout = Duration.ofMillis(300);
        try (TestServer server = TestServer.start(
                        s -> s.workerModel(WorkerModel.EVENT)
                                .virtualThreads(true)
                                .bodyReadTimeout(timeout)
                                .writeTimeout(timeout),
                        exchange -> {
                            HttpHandler writes = new BlockingHandler(writing -> {
                                byte[] block = new byte[1 << 16];
                                while (writing.getConnection().isOpen()) {
                                    writing.getOutputStream().write(block);
                                }
                            });
                            (exchange.getRequestPath().equals("/w") ? writes : READS).handleRequest(exchange);
                        });
                RawClient reading = server.connect();
                RawClient writing = server.connect()) {
            reading.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n1");
            writing.get("/w");
            assertThat(reading.response().status()).isEqualTo(408);
            reading.disconnect();
            server.awaitClosed(CloseReason.REQUEST_BODY_TIMEOUT);
            server.awaitClosed(CloseReason.WRITE_TIMEOUT);
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void anOlderJdkIsToldWhatItLacks() {
        HttpConnector.Builder builder =
                HttpConnector.builder().virtualThreads(true).handler(READS);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("virtualThreads is true, but must be false before JDK 21; this is "
                        + Runtime.version().feature());
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
