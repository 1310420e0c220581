package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that stall or drip where no thread waits for them, only a listener. */
final class AsynchronousWaitsIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final String HALF_A_BODY = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf";

    /** Reads with a listener that it sets on the I/O thread, or from a worker. */
    private static HttpHandler reads(boolean fromWorker) {
        HttpHandler receives = exchange -> exchange.getRequestReceiver()
                .receiveFullBytes((ex, bytes) -> ex.getResponseSender().send("read " + bytes.length));
        return fromWorker ? exchange -> exchange.dispatch(receives) : receives;
    }

    /** Writes for as long as somebody takes it; what it failed with completes the future. */
    private static HttpHandler writes(CompletableFuture<IOException> failure) {
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        return exchange -> exchange.getResponseSender().send(block.duplicate(), new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange ex, Sender sender) {
                sender.send(block.duplicate(), this);
            }

            @Override
            public void onException(HttpServerExchange ex, Sender sender, IOException exception) {
                failure.complete(exception);
                ex.endExchange();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatStopsIsAnswered408(boolean fromWorker) {
        try (TestServer server = TestServer.start(s -> s.bodyReadTimeout(TIMEOUT), reads(fromWorker));
                RawClient client = server.connect()) {
            long before = System.nanoTime();
            client.send(HALF_A_BODY);
            Response response = client.response();
            assertThat(response.status()).isEqualTo(StatusCodes.REQUEST_TIME_OUT);
            assertThat(response.has("connection: close")).isTrue();
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TIMEOUT.toNanos());
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_BODY_TIMEOUT);
        }
    }

    @Test
    void aBodyThatGoesOnInTimeIsRead() {
        Duration timeout = Duration.ofSeconds(1);
        try (TestServer server =
                        TestServer.start(s -> s.bodyReadTimeout(timeout).minRequestDataRate(0), reads(false));
                RawClient client = server.connect()) {
            client.send(HALF_A_BODY);
            for (int i = 0; i < 6; i++) {
                LockSupport.parkNanos(timeout.toNanos() / 4);
                client.send("x");
            }
            assertThat(client.response().body()).isEqualTo("read 10");
        }
    }

    @Test
    void aBodyThatDripsIsAnswered408() {
        try (TestServer server = TestServer.start(
                        s -> s.bodyReadTimeout(TIMEOUT).minRequestDataRate(1000).lingerTimeout(TIMEOUT), reads(false));
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
            try {
                for (int i = 0; i < 1000 && server.closed(CloseReason.REQUEST_DATA_RATE) == 0; i++) {
                    client.send("x");
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                }
            } catch (UncheckedIOException closedUnderUs) {
                // What is sent to a closed socket is answered with a reset.
            }
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_DATA_RATE);
        }
    }

    @Test
    void aClientThatTakesNothingOfTheResponseIsCutOffAndTheHandlerToldSo() throws Exception {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        try (TestServer server = TestServer.start(s -> s.writeTimeout(TIMEOUT), writes(failure));
                RawClient client = server.connect()) {
            client.get("/");
            assertThat(failure.get(10, TimeUnit.SECONDS)).isNotNull();
            server.awaitClosed(CloseReason.WRITE_TIMEOUT);
        }
    }

    @Test
    void aClientThatTakesTheResponseTooSlowlyIsCutOff() throws Exception {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        int farMoreThanIsTaken = 1 << 30;
        try (TestServer server = TestServer.start(
                        s -> s.writeTimeout(TIMEOUT.multipliedBy(3)).minResponseDataRate(farMoreThanIsTaken),
                        writes(failure));
                RawClient client = new RawClient(server.address(), 1 << 16)) {
            client.get("/");
            for (int i = 0; i < 1000 && !failure.isDone(); i++) {
                client.bytes(1 << 16);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            server.awaitClosed(CloseReason.RESPONSE_DATA_RATE);
        }
    }
}
