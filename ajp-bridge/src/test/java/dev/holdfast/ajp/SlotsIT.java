package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.doubles.RawFront;
import dev.holdfast.doubles.RawFront.Response;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a front is told of the connector's connections, at the wire. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SlotsIT {
    private final AtomicInteger handled = new AtomicInteger();
    private final TestConnector server = new TestConnector();

    @AfterEach
    void stop() {
        server.close();
    }

    private AjpConnector.Builder settings() {
        return AjpConnector.builder().handler(new BlockingHandler(exchange -> handled.incrementAndGet()));
    }

    private static ForwardRequest ask(String method, String uri, List<AjpHeader> headers, AjpAttribute... attributes) {
        return new ForwardRequest(
                method,
                "HTTP/1.1",
                uri,
                "127.0.0.1",
                "127.0.0.1",
                "localhost",
                80,
                false,
                headers,
                List.of(attributes));
    }

    private static ForwardRequest ask(String value) {
        return ask("OPTIONS", "*", List.of(), AjpAttribute.named("dev.holdfast.slots", value));
    }

    private static List<String> slots(Response response) {
        List<String> values = new ArrayList<>();
        for (AjpHeader header : response.headers()) {
            if (header.name().equalsIgnoreCase("Holdfast-Slots")) {
                values.add(header.value());
            }
        }
        return values;
    }

    @Test
    void aFrontIsAnsweredOnAConnectionThatGoesOn() throws Exception {
        AjpConnector connector = server.start(settings().maxThreads(10));
        RawFront one = TestConnector.front(connector);
        RawFront other = TestConnector.front(connector);
        Response response = one.send(ask("front=a held=0 wanted=1")).readResponse();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.reuse()).isTrue();
        assertThat(slots(response)).containsExactly("limit=10 of=10 for=5000ms");
        assertThat(slots(other.send(ask("front=b held=0 wanted=7")).readResponse()))
                .containsExactly("limit=0 of=10 for=5000ms");
        assertThat(slots(one.send(ask("front=a held=10 wanted=1")).readResponse()))
                .containsExactly("limit=2 of=10 for=5000ms");
        assertThat(one.send(new CPing()).read()).isEqualTo(new CPong());
        assertThat(slots(one.send(ask("front=a held=2 wanted=1")).readResponse()))
                .hasSize(1);
        assertThat(slots(other.send(ask("front=b held=0 wanted=7")).readResponse()))
                .containsExactly("limit=8 of=10 for=5000ms");
        assertThat(one.send(RawFront.get("/")).readResponse().status()).isEqualTo(200);
        assertThat(handled.get()).isEqualTo(1);
        assertThat(connector.statistics().requests()).isEqualTo(1);
        one.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "front=a", "front=a held=x wanted=1", "front=a held=9999999 wanted=1"})
    void whatIsMalformedIsABadRequest(String value) throws Exception {
        RawFront front = TestConnector.front(server.start(settings()));
        Response response = front.send(ask(value)).readResponse();
        assertThat(response.status()).isEqualTo(400);
        assertThat(slots(response)).isEmpty();
        front.assertEnds();
        front.close();
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, /, 0", "GET, /, 0", "OPTIONS, *, 5"})
    void noOtherRequestMayAsk(String method, String uri, String length) throws Exception {
        RawFront front = TestConnector.front(server.start(settings()));
        List<AjpHeader> headers = length.equals("0") ? List.of() : List.of(new AjpHeader("Content-Length", length));
        front.send(ask(method, uri, headers, AjpAttribute.named("dev.holdfast.slots", "front=a held=0 wanted=1")));
        assertThat(front.readResponse().status()).isEqualTo(400);
        front.close();
        assertThat(handled.get()).isZero();
    }

    @Test
    void whoDoesNotKnowTheSecretIsToldNothing() throws Exception {
        AjpConnector connector = server.start(settings().secret("open sesame"));
        RawFront stranger = TestConnector.front(connector);
        Response refusal = stranger.send(ask("front=a held=0 wanted=1")).readResponse();
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(slots(refusal)).isEmpty();
        stranger.close();
        RawFront front = TestConnector.front(connector);
        front.send(ask(
                "OPTIONS",
                "*",
                List.of(),
                AjpAttribute.named("dev.holdfast.slots", "front=a held=0 wanted=1"),
                AjpAttribute.of(AjpAttribute.Type.SECRET, "open sesame")));
        assertThat(slots(front.readResponse())).containsExactly("limit=200 of=200 for=5000ms");
        front.close();
    }

    @Test
    void whereAnAskersConnectionCostsAThreadItEndsAndIsNoSlot() throws Exception {
        assertEnds(settings().mode(AjpMode.BLOCKING).maxThreads(10), "limit=9 of=9 for=5000ms");
    }

    @Test
    void norWhereConnectionsAreScarcerThanThreads() throws Exception {
        assertEnds(settings().maxThreads(10).maxConnections(5), "limit=4 of=4 for=5000ms");
        assertEnds(settings().maxThreads(10).maxConnections(11), "limit=10 of=10 for=5000ms");
    }

    private void assertEnds(AjpConnector.Builder settings, String said) throws IOException {
        server.close();
        RawFront front = TestConnector.front(server.start(settings));
        Response response = front.send(ask("front=a held=0 wanted=1")).readResponse();
        assertThat(slots(response)).containsExactly(said);
        assertThat(response.reuse()).isFalse();
        front.assertEnds();
        front.close();
    }
}
