package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients that stop in the middle of what a handler's thread waits for: they must not keep the thread. */
final class StalledClientsIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final HttpHandler READS = new BlockingHandler(exchange -> {
        int length = exchange.getInputStream().readAllBytes().length;
        exchange.getOutputStream().write(("read " + length).getBytes(StandardCharsets.US_ASCII));
    });
    private static final HttpHandler WRITES_FOR_EVER = new BlockingHandler(exchange -> {
        byte[] block = new byte[1 << 16];
        while (exchange.getConnection().isOpen()) {
            exchange.getOutputStream().write(block);
        }
    });

    @Test
    void moreHalfSentBodiesThanThereAreThreadsStopNobodyForLong() {
        try (TestServer server = TestServer.start(s -> s.bodyReadTimeout(TIMEOUT), READS)) {
            RawClient[] stalled = new RawClient[64];
            for (int i = 0; i < stalled.length; i++) {
                stalled[i] = server.connect().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n1");
            }
            try (RawClient client = server.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
                assertThat(client.response().body()).isEqualTo("read 2");
            }
            for (RawClient client : stalled) {
                RawClient.Response response = client.response();
                assertThat(response.status()).isEqualTo(408);
                assertThat(response.has("connection: close")).isTrue();
                client.disconnect();
            }
            server.awaitClosed(CloseReason.REQUEST_BODY_TIMEOUT, stalled.length);
        }
    }

    @Test
    void aClientThatTakesNothingOfTheResponseIsCutOff() {
        try (TestServer server = TestServer.start(s -> s.writeTimeout(TIMEOUT), WRITES_FOR_EVER);
                RawClient client = server.connect()) {
            client.get("/");
            server.awaitClosed(CloseReason.WRITE_TIMEOUT);
        }
    }
}
