package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.connector.tls.ReloadingTls;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client hears before the final response, and what it hears of the length of one that has no body. */
@Timeout(60)
final class InterimResponseIT {
    private static final HttpHandler HINTS = exchange -> {
        boolean first = InterimResponse.send(exchange, 103, "Early Hints", field("a"));
        boolean second = InterimResponse.send(exchange, 102, "", new HeaderMap());
        exchange.getResponseSender().send(first + " " + second);
    };

    @TempDir
    private Path directory;

    private static HeaderMap field(String value) {
        return new HeaderMap().add(Headers.WARNING, value);
    }

    @Test
    void interimResponsesComeBeforeTheFinalOne() {
        try (TestServer server = TestServer.start(HINTS);
                RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                client.get("/");
                hintsCome(client);
            }
            client.get("/").get("/").get("/");
            for (int i = 0; i < 3; i++) {
                hintsCome(client);
            }
        }
    }

    @Test
    void overTlsToo() throws IOException {
        KeyStoreFile keys = new Certificates(directory).add("keys.p12", "server", "EC", "localhost");
        try (TestServer server = TestServer.startTls(
                        UnaryOperator.identity(),
                        HINTS,
                        new ReloadingTls(TlsSettings.builder().keyStores(keys).build()));
                RawClient client = new RawClient(
                        Certificates.client(keys, null).getSocketFactory().createSocket(), server.address())) {
            client.get("/");
            hintsCome(client);
        }
    }

    private static void hintsCome(RawClient client) {
        Response hint = client.response();
        assertThat(hint.statusLine()).isEqualTo("HTTP/1.1 103 Early Hints");
        assertThat(hint.fields()).containsExactly("warning: a");
        assertThat(client.response().statusLine()).isEqualTo("HTTP/1.1 102 ");
        assertThat(client.response().body()).isEqualTo("true true");
    }

    @Test
    void anOldClientGetsNone() {
        try (TestServer server = TestServer.start(HINTS);
                RawClient client = server.connect()) {
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").response().body()).isEqualTo("false false");
        }
    }

    @Test
    void noneComesOnceTheFinalResponseHasBegun() {
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        HttpHandler handler = new BlockingHandler(exchange -> {
            exchange.getOutputStream().write('x');
            exchange.getOutputStream().flush();
            late.complete(InterimResponse.send(exchange, 103, "Early Hints", field("a")));
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            Response response = client.get("/").response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("x");
            assertThat(late).isCompletedWithValue(false);
        }
    }

    /** The client waits for 100 (Continue), and gets what was said before it whole. */
    @Test
    void oneThatTheClientDoesNotTakeDelaysTheOthersAndLosesNoByte() {
        String large = "x".repeat(1 << 20);
        HttpHandler handler = new BlockingHandler(exchange -> {
            int sent = 0;
            while (InterimResponse.send(exchange, 103, "Early Hints", field(large))) {
                sent++;
            }
            byte[] body = exchange.getInputStream().readAllBytes();
            exchange.getResponseSender().send(sent + " " + new String(body, StandardCharsets.ISO_8859_1));
        });
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            int hints = 0;
            Response response = client.response();
            for (; response.status() == 103; response = client.response()) {
                hints++;
                assertThat(response.field("warning")).isEqualTo(large);
            }
            assertThat(response.status()).isEqualTo(100);
            assertThat(client.send("hello").response().body()).isEqualTo(hints + " hello");
            assertThat(hints).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101, 200})
    void whatIsNoneIsRefused(int status) {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        HttpHandler handler = exchange -> {
            assertThatThrownBy(() -> InterimResponse.send(exchange, status, "", new HeaderMap()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the status must be 102 to 199: " + status);
            refused.complete(null);
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(200);
            assertThat(refused).isCompleted();
        }
    }

    @ParameterizedTest
    @CsvSource({"304, true, 5, 5", "304, false, 5, ''", "304, true, -5, ''", "304, true, x, ''", "204, true, 5, ''"})
    void aLengthWithoutABodyIsThereWhereSomebodyVouchesForIt(int status, boolean kept, String given, String said) {
        HttpHandler handler = exchange -> {
            exchange.setStatusCode(status);
            exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, given);
            if (kept) {
                ForwardedLength.keep(exchange);
            }
        };
        try (TestServer server = TestServer.start(handler);
                RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                Response response = client.get("/").response();
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.field("content-length")).isEqualTo(said);
            }
        }
    }
}
