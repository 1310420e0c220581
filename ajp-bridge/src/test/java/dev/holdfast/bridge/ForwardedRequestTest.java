package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What must not be forwarded, whichever listener let it in. */
final class ForwardedRequestTest {
    private final HttpServerExchange exchange = new HttpServerExchange(null).setRequestMethod(new HttpString("GET"));

    private ForwardedRequest request() {
        return ForwardedRequest.of(exchange);
    }

    @Test
    void twoContentLengthsAreRefusedEvenIfTheyAgree() {
        exchange.getRequestHeaders().add(Headers.CONTENT_LENGTH, "5");
        assertThat(request().refusal()).isNull();
        exchange.getRequestHeaders().add(Headers.CONTENT_LENGTH, "5");
        assertThat(request().refusal()).isEqualTo(BridgeFailure.BAD_REQUEST);
    }

    @Test
    void aTransferCodingThatIsNotJustChunkedIsRefused() {
        for (String coding : new String[] {"gzip", "gzip, chunked", "chunked, chunked", ""}) {
            exchange.getRequestHeaders().put(Headers.TRANSFER_ENCODING, coding);
            assertThat(request().refusal()).as(coding).isEqualTo(BridgeFailure.NOT_IMPLEMENTED);
        }
        exchange.getRequestHeaders().put(Headers.TRANSFER_ENCODING, " Chunked");
        assertThat(request().refusal()).isNull();
        exchange.getRequestHeaders().add(Headers.TRANSFER_ENCODING, "chunked");
        assertThat(request().refusal()).isEqualTo(BridgeFailure.NOT_IMPLEMENTED);
    }

    @Test
    void aControlCharacterInAHeaderMakesNoMessage() {
        for (String value : new String[] {"a\rb", "a\nb", "a\0b", "a\u007fb"}) {
            exchange.getRequestHeaders().put(new HttpString("X-Own"), value);
            assertThat(request().ajpMessage(null, List.of())).isNull();
        }
    }

    @Test
    void aHeaderNameThatIsNoTokenMakesNoMessage() {
        exchange.getRequestHeaders().put(new HttpString("X Own"), "value");
        assertThat(request().ajpMessage(null, List.of())).isNull();
    }
}
