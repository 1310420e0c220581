package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http1.client.HttpClientMachine;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the back end behind a chunked body, byte for byte, whichever listener let the trailers in. */
final class HttpDialogTest {
    private final HttpDialog dialog = new HttpDialog(new HttpClientMachine(Duration.ofSeconds(1), 8192, 100));

    private String ending(HeaderMap trailers, int capacity) {
        HttpServerExchange exchange =
                new HttpServerExchange(null).setProtocol(Protocols.HTTP_1_1).setRequestMethod(new HttpString("POST"));
        exchange.getRequestHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
        dialog.request(ForwardedRequest.of(exchange), 0);
        ByteBuffer packet = ByteBuffer.allocate(capacity);
        dialog.bodyEnded(packet, trailers, 0);
        return StandardCharsets.ISO_8859_1.decode(packet).toString();
    }

    private static HeaderMap fields(String... namesAndValues) {
        HeaderMap fields = new HeaderMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new HttpString(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }

    @Test
    void trailersAreWrittenAsTheyCame() {
        assertThat(ending(fields("Sum", "3", "sum", "M\u00fcller\t!", "SUM", ""), 8192))
                .isEqualTo("0\r\nSum: 3\r\nSum: M\u00fcller\t!\r\nSum: \r\n\r\n");
    }

    @Test
    void withoutTrailersThereIsTheLastChunk() {
        assertThat(ending(new HeaderMap(), 8192)).isEqualTo("0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\r\nTransfer-Encoding: chunked",
                "3\rX",
                "3\nGET /admin HTTP/1.1",
                "3\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n",
                "3\0",
                "3\u007f",
                "3\u001b[2J",
                "\u010a",
                "\u560d\u560a"
            })
    void aValueThatIsNoneIsLeftOut(String value) {
        assertThat(ending(fields("Sum", "1", "Sum", value, "Sum", "2"), 8192))
                .isEqualTo("0\r\nSum: 1\r\nSum: 2\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a:b",
                "a\0b",
                "Transfer-Encoding",
                "CONTENT-LENGTH",
                "Trailer",
                "Connection",
                "Upgrade",
                "TE",
                "Host",
                "Expect",
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "content-type",
                "Content-Encoding",
                "Range",
                "If-None-Match",
                "Via",
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-host",
                "HTTP2-Settings",
                "Content-Language",
                "Remote-User",
                "Remote_User",
                "SSL_CLIENT_CERT",
                "X-Real-IP",
                "X_Forwarded_For"
            })
    void aNameThatMayNotBeATrailersIsLeftOut(String name) {
        assertThat(ending(fields(name, "1", "Sum", "2"), 8192)).isEqualTo("0\r\nSum: 2\r\n\r\n");
    }

    @Test
    void whatDoesNotFitIsLeftOutAndTheEndIsNot() {
        String ending = "0\r\nA: 1\r\nA: 3\r\n\r\n";
        assertThat(ending(fields("A", "1", "A", "x".repeat(100), "A", "3", "A", "4"), ending.length()))
                .isEqualTo(ending);
    }
}
