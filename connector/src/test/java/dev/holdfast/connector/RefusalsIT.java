package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusalsIT {
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");

    private static TestServer strict() {
        return TestServer.start(s -> s.maxEntitySize(1000).maxHeaderCount(10), HELLO);
    }

    private static String expand(String request) {
        return request.replace("|", "\r\n")
                .replace("{8191}", "x".repeat(8191))
                .replace("{20000}", "x".repeat(20_000))
                .replace("{fields}", "A: b\r\n".repeat(11));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "GET / HTTP/1.1|| # 400 # BAD_HOST",
                "GET /|| # 400 # BAD_REQUEST_LINE",
                "GET / HTTP/1.1|Host : h|| # 400 # BAD_HEADER_FIELD",
                "POST / HTTP/1.1|Host: h|Content-Length: +1|| # 400 # BAD_CONTENT_LENGTH",
                "POST / HTTP/1.1|Host: h|Content-Length: 1|Transfer-Encoding: chunked|| # 400 # AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: gzip|| # 400 # BAD_TRANSFER_ENCODING",
                "GET /%zz HTTP/1.1|Host: h|| # 400 # BAD_REQUEST_TARGET",
                "POST / HTTP/1.1|Host: h|Content-Length: 1001|| # 413 # CONTENT_TOO_LARGE",
                "GET /{8191} # 414 # REQUEST_LINE_TOO_LONG",
                "GET / HTTP/1.1|Host: h|Expect: more|| # 417 # UNKNOWN_EXPECTATION",
                "GET / HTTP/1.1|Host: h|X: {20000} # 431 # HEAD_TOO_LARGE",
                "GET / HTTP/1.1|Host: h|{fields} # 431 # TOO_MANY_FIELDS",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: gzip, chunked|| # 501 # UNKNOWN_TRANSFER_CODING",
                "CONNECT h:443 HTTP/1.1|Host: h|| # 501 # CONNECT_NOT_SUPPORTED",
                "PRI * HTTP/2.0||SM|| # 505 # VERSION_NOT_SUPPORTED",
            })
    void theAnswerNamesTheRuleAndIsNotLostThoughTheClientSendsOn(String request, int status, String violation) {
        try (TestServer server = strict();
                RawClient client = server.connect()) {
            client.get("/").response();
            client.send(expand(request));
            client.send(new byte[500_000]);
            Response response = client.response();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).contains(violation);
            assertThat(response.has("connection: close")).isTrue();
            client.send(new byte[500_000]);
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            server.awaitClosed(CloseReason.REQUEST_REFUSED);
            assertThat(server.listener().statistics().refused()).isEqualTo(1);
        }
    }

    @Test
    void aTlsClientIsRefusedAtItsFirstByte() {
        try (TestServer server = strict();
                RawClient client = server.connect()) {
            client.send(new byte[] {0x16, 3, 1});
            assertThat(client.response().status()).isEqualTo(400);
        }
    }

    @Test
    void aConnectionThatIsRefusedWhileTheServerStopsStillGetsItsAnswer() {
        try (TestServer server = strict();
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHo");
            Await.until("head begun", () -> server.pool().out() > 0);
            server.listener().drain();
            client.send(" st: h\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(400);
            server.listener().drain();
            assertThat(client.read()).isEqualTo(-1);
        }
    }
}
