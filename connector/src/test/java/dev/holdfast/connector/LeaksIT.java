package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Thousands of connections that end in every way; {@link TestServer#close} then counts connections and buffers. */
final class LeaksIT {
    private static final int CONNECTIONS = 3000;

    private static final HttpHandler READ = exchange -> exchange.getRequestReceiver()
            .receiveFullBytes((ex, body) -> ex.getResponseSender().send("x".repeat(3000) + body.length));
    private static final HttpHandler READ_ON_WORKER = new BlockingHandler(exchange -> {
        exchange.getInputStream().readAllBytes();
        exchange.getOutputStream().write("x".repeat(3000).getBytes(StandardCharsets.US_ASCII));
    });
    private static final HttpHandler MIXED = exchange -> {
        switch (exchange.getRequestPath()) {
            case "/async" -> READ.handleRequest(exchange);
            case "/worker" -> READ_ON_WORKER.handleRequest(exchange);
            case "/unread" -> exchange.getResponseSender().send("unread");
            default -> exchange.setStatusCode(404);
        }
    };

    private static final String[] INPUTS = {
        "",
        "G",
        "GET /async HTTP/1.1\r\nHost: h\r\nX: ",
        "GET /async HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /worker HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /none HTTP/1.0\r\n\r\n",
        "GET /worker HTTP/1.1\r\nHost: h\r\n\r\nGET /async HTTP/1.1\r\nHost: h\r\n\r\nGET /unread HT",
        "POST /async HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n123",
        "POST /worker HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n123",
        "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n123",
        "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n123",
        "POST /worker HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123",
        "POST /async HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nX",
        "POST /async HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n",
        "POST /worker HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n",
        "\u0016\u0003\u0001",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: " + "y".repeat(20_000),
    };

    @Test
    void nothingIsLostHoweverConnectionsEnd() {
        long seed = Long.getLong("seed", 20261120L);
        Random random = new Random(seed);
        try (TestServer server = TestServer.start(s -> s.lingerTimeout(Duration.ofMillis(100)), MIXED)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (RawClient client = server.connect()) {
                    end(client, INPUTS[random.nextInt(INPUTS.length)], random);
                } catch (UncheckedIOException resetByTheServer) {
                    // A client that sends into a closed socket is told so.
                }
            }
            Await.until(
                    () -> "all accepted and closed: " + server.listener().statistics(),
                    () -> server.listener().statistics().accepted() == CONNECTIONS
                            && server.listener().statistics().open() == 0);
            Await.until("all buffers returned", () -> server.pool().out() == 0);
            ConnectionStatistics statistics = server.listener().statistics();
            assertThat(statistics.accepted()).as("seed %d", seed).isEqualTo(CONNECTIONS);
            assertThat(statistics.closed().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(CONNECTIONS);
            assertThat(statistics.closed()).doesNotContainKey(CloseReason.INTERNAL_ERROR);
        }
    }

    private static void end(RawClient client, String input, Random random) {
        client.send(input);
        switch (random.nextInt(4)) {
            case 0 -> client.reset();
            case 1 -> client.endOutput().untilEnd();
            case 2 -> {
                client.send(input);
                client.reset();
            }
            default -> client.disconnect();
        }
    }

    @Test
    void forcedClosesLoseNothing() {
        try (TestServer server = TestServer.start(MIXED)) {
            Random random = new Random(7);
            for (int round = 0; round < 30; round++) {
                RawClient[] clients = new RawClient[20];
                for (int i = 0; i < clients.length; i++) {
                    clients[i] = server.connect();
                    String input = INPUTS[random.nextInt(INPUTS.length)];
                    // What a worker reads or writes while it is closed under it is not given back.
                    boolean atWorker = input.startsWith("POST") || input.contains("/worker");
                    clients[i].send(atWorker ? "" : input);
                }
                long accepted = 20L * (round + 1);
                Await.until("accepted", () -> server.listener().statistics().accepted() == accepted);
                server.listener().closeConnections();
                Await.until("all closed", () -> server.listener().statistics().open() == 0);
                for (RawClient client : clients) {
                    client.disconnect();
                }
            }
        }
    }
}
