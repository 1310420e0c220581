package dev.holdfast.connector.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.RequestFacts;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.attribute.ExchangeAttributeParser;
import io.undertow.attribute.ExchangeAttributes;
import io.undertow.attribute.ReadOnlyAttributeException;
import io.undertow.attribute.ResponseTimeAttribute;
import io.undertow.attribute.ThreadNameAttribute;
import io.undertow.server.HttpServerExchange;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AccessLogTokenTest {
    private static final ExchangeAttributeParser PARSER =
            ExchangeAttributes.parser(AccessLogTokenTest.class.getClassLoader());

    private static RequestFacts ended(boolean whole, @Nullable CloseReason reason) {
        return new RequestFacts(7, 2, 1_999, 2_000, 3_000_000, 4_000, 5_000, 6_000, 80, 120, whole, reason);
    }

    private static String all(RequestFacts facts) {
        return Arrays.stream(AccessLogToken.values())
                .map(token -> token + "=" + token.of(facts))
                .collect(Collectors.joining(" "));
    }

    @Test
    void countsAreNumbersAndTimesWholeMicrosecondsCutOff() {
        assertThat(all(ended(true, null)))
                .isEqualTo("REQUESTS_BEFORE=2 BYTES_SENT=120 BYTES_RECEIVED=80 CONNECTION=7 CONNECTION_STATUS=+"
                        + " CLOSE_REASON=null WAIT=1 HEAD=2 HANDLER=3000 RESPONSE=4 BODY_WAIT=5 RESPONSE_WAIT=6");
    }

    @Test
    void whatIsNotKnownIsNull() {
        RequestFacts unknown = new RequestFacts(7, 0, -1, -1, -1, -1, 0, 0, -1, -1, true, null);
        assertThat(all(unknown))
                .isEqualTo(
                        "REQUESTS_BEFORE=0 BYTES_SENT=null BYTES_RECEIVED=null CONNECTION=7 CONNECTION_STATUS=+"
                                + " CLOSE_REASON=null WAIT=null HEAD=null HANDLER=null RESPONSE=null BODY_WAIT=0 RESPONSE_WAIT=0");
    }

    @Test
    void theStatusIsThatOfHttpd() {
        assertThat(AccessLogToken.CONNECTION_STATUS.of(ended(true, null))).isEqualTo("+");
        assertThat(AccessLogToken.CONNECTION_STATUS.of(ended(true, CloseReason.DRAINED)))
                .isEqualTo("-");
        assertThat(AccessLogToken.CONNECTION_STATUS.of(ended(false, CloseReason.WRITE_TIMEOUT)))
                .isEqualTo("X");
        assertThat(AccessLogToken.CONNECTION_STATUS.of(ended(false, null))).isEqualTo("X");
    }

    @Test
    void theReasonHasTheNameItHasEverywhere() {
        for (CloseReason reason : CloseReason.values()) {
            assertThat(AccessLogToken.CLOSE_REASON.of(ended(true, reason))).isEqualTo(reason.name());
        }
    }

    @Test
    void undertowFindsEveryTokenByItsSyntax() {
        for (AccessLogToken token : AccessLogToken.values()) {
            assertThat(PARSER.parse(token.syntax())).isEqualTo(new AccessLogAttribute(token));
            assertThat(PARSER.parse(token.syntax())).hasToString(token.syntax());
        }
    }

    @Test
    void theLettersAreThoseOfHttpd() {
        assertThat(PARSER.parse("%k")).isEqualTo(new AccessLogAttribute(AccessLogToken.REQUESTS_BEFORE));
        assertThat(PARSER.parse("%O")).isEqualTo(new AccessLogAttribute(AccessLogToken.BYTES_SENT));
        assertThat(PARSER.parse("%X")).isEqualTo(new AccessLogAttribute(AccessLogToken.CONNECTION_STATUS));
    }

    @Test
    void whatUndertowHasItKeeps() {
        assertThat(PARSER.parse("%I")).isInstanceOf(ThreadNameAttribute.class);
        assertThat(PARSER.parse("%D")).isInstanceOf(ResponseTimeAttribute.class);
        assertThat(PARSER.parse("%T")).isInstanceOf(ResponseTimeAttribute.class);
    }

    @Test
    void aMisspeltTokenIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> PARSER.parse("%h %{holdfast,waitMillis}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("%{holdfast,waitMillis}")
                .hasMessageContaining("%{holdfast,waitMicros}");
    }

    @Test
    void tokensCannotBeWritten() {
        AccessLogAttribute attribute = new AccessLogAttribute(AccessLogToken.WAIT);
        HttpServerExchange exchange = new HttpServerExchange(null);
        assertThatThrownBy(() -> attribute.writeAttribute(exchange, "1"))
                .isInstanceOf(ReadOnlyAttributeException.class);
    }
}
