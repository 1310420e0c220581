package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.doubles.FaultyBackend;
import dev.holdfast.doubles.FaultyBackend.Received;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.RawFront;
import dev.holdfast.doubles.ScriptedHttpBackend;
import io.undertow.Undertow;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients must not get through the gateway to a back end, at the wire, whichever HTTP listener of Undertow's is in front of it. */
@ParameterizedClass
@EnumSource(HostileClientIT.Listener.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileClientIT {
    enum Listener {
        HOLDFAST,
        UNDERTOW
    }

    @RegisterExtension
    final FaultyBackend backend = new FaultyBackend();

    private final Listener listener;

    HostileClientIT(Listener listener) {
        this.listener = listener;
    }

    private record Entrance(int port, Gateway gateway, Runnable stop) implements Closeable {
        @Override
        public void close() {
            gateway.close();
            stop.run();
        }
    }

    private Entrance to(Backend member) throws IOException {
        Gateway gateway = Gateway.to(member);
        if (listener == Listener.HOLDFAST) {
            HttpConnector connector = HttpConnector.builder().handler(gateway).build();
            connector.start();
            return new Entrance(connector.localAddress().getPort(), gateway, () -> connector.stop(Duration.ZERO));
        }
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(2)
                .setHandler(gateway)
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return new Entrance(address.getPort(), gateway, server::stop);
    }

    private Entrance entrance() throws IOException {
        return to(Front.backendAt(backend.port()));
    }

    private static int status(RawClient client) throws IOException {
        return Integer.parseInt(client.readResponse().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    private static String values(Received received, String name) {
        return String.join(
                "|",
                received.head().headers().stream()
                        .filter(header -> header.name().equalsIgnoreCase(name))
                        .map(AjpHeader::value)
                        .toList());
    }

    /** Asserts that the back end is asked nothing before what somebody else asks now, and answers that. */
    private void assertUntouched(Entrance entrance) throws Exception {
        try (RawClient other = new RawClient(entrance.port())) {
            other.sendHead("GET /other HTTP/1.1", "Host: a");
            assertThat(other.readResponse()).startsWith("HTTP/1.1 200 ").endsWith("served");
        }
        assertThat(backend.awaitRequest().head().requestUri()).isEqualTo("/other");
        assertThat(backend.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javax.servlet.include.request_uri",
                "AJP_javax.servlet.include.path_info",
                "AJP_SSL_PROTOCOL",
                "AJP_REMOTE_PORT",
                "REMOTE_USER",
                "remote_user",
                "secret",
                "ssl_cert",
                "SSL_CLIENT_CERT",
                "JK_LB_ACTIVATION"
            })
    void noFieldOfAClientsBecomesAnAttribute(String name) throws Exception {
        try (Entrance entrance = to(Front.backendAt(backend.port()).withSecret("open sesame"));
                RawClient client = new RawClient(entrance.port())) {
            client.sendHead("GET /?a=b HTTP/1.1", "Host: a", name + ": /WEB-INF/web.xml");
            assertThat(status(client)).isEqualTo(200);
            assertThat(backend.awaitRequest().head().attributes())
                    .allSatisfy(attribute -> assertThat(attribute.value()).doesNotContain("WEB-INF"))
                    .extracting(attribute -> attribute.type() + attribute.name())
                    .containsExactlyInAnyOrder(
                            "" + AjpAttribute.Type.QUERY_STRING,
                            "" + AjpAttribute.Type.SECRET,
                            AjpAttribute.Type.REQ_ATTRIBUTE + AjpAttribute.REMOTE_PORT,
                            AjpAttribute.Type.REQ_ATTRIBUTE + AjpAttribute.LOCAL_ADDR);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked;a=b",
                "Transfer-Encoding: gzip\r\nContent-Length: 3",
                "Transfer-Encoding : chunked",
                "Content-Length: +3",
                "Content-Length: -3",
                "Content-Length: 0x3",
                "Content-Length: 3, 3",
                "Content-Length: 3\r\nContent-Length: 3",
                "Content-Length: 3\r\nContent-Length: 30",
                "Content-Length: 99999999999999999999"
            })
    void aBodyWhoseLengthIsInDoubtDoesNotReachTheBackEnd(String fields) throws Exception {
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            // Whole as one chunk and the last, so that nothing is wrong with it but its fields.
            client.send("POST /smuggled HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(Outcome.of(() -> client.readHead())).matches(answer -> isRefusal(answer), "a refusal");
            assertUntouched(entrance);
        }
    }

    private static boolean isRefusal(String answer) {
        return answer.equals("reset") || answer.matches("(?s)HTTP/1.1 (400|413|501) .*");
    }

    /** Whether a listener takes a request with both is its own affair. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 4"
            })
    void whatHasALengthAndIsChunkedIsChunkedOnlyIfAnything(String fields) throws Exception {
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            if (status(client) == 200) {
                Received received = backend.awaitRequest();
                assertThat(received.body()).isEqualTo("abc");
                assertThat(values(received, "Transfer-Encoding")).isEqualTo("chunked");
                assertThat(values(received, "Content-Length")).isEmpty();
            }
            assertUntouched(entrance);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked"})
    void anHttpBackEndIsToldOneLengthToo(String fields) throws Exception {
        try (ScriptedHttpBackend http = new ScriptedHttpBackend(dialog -> {
                    String head = dialog.readHead();
                    dialog.answer(head.toLowerCase(Locale.ROOT).contains("\r\ncontent-length:") ? "two" : "one");
                    dialog.readToEnd();
                });
                Entrance entrance = to(Backend.parse(http.uri()));
                RawClient client = new RawClient(entrance.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(client.readResponse()).matches(answer -> isRefusal(answer) || answer.endsWith("one"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatLooksLikeARequestStaysABody(boolean chunked) throws Exception {
        String forged = forgedRequest();
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            client.send("POST /upload HTTP/1.1\r\nHost: a\r\n"
                    + (chunked
                            ? "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(forged.length()) + "\r\n"
                                    + forged + "\r\n0\r\n\r\n"
                            : "Content-Length: " + forged.length() + "\r\n\r\n" + forged));
            assertThat(status(client)).isEqualTo(200);
            Received received = backend.awaitRequest();
            assertThat(received.head().requestUri()).isEqualTo("/upload");
            assertThat(received.body()).isEqualTo(forged);
            assertUntouched(entrance);
        }
    }

    private String forgedRequest() throws IOException {
        try (RawFront front = new RawFront(backend.port())) {
            ForwardRequest request = RawFront.get("/forged", AjpAttribute.of(AjpAttribute.Type.REMOTE_USER, "admin"));
            return new String(front.bytes(new CPing()), StandardCharsets.ISO_8859_1)
                    + new String(front.bytes(request), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100", "Transfer-Encoding: chunked"})
    void aClientThatLeavesInTheMiddleOfItsBodyTakesTheConnectionWithIt(String framing) throws Exception {
        try (Entrance entrance = entrance()) {
            try (RawClient client = new RawClient(entrance.port())) {
                client.send("POST /half HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n10\r\n0123");
                Eventually.holds(() -> backend.connections() == 1);
                client.vanish();
            }
            try (RawClient other = new RawClient(entrance.port())) {
                other.sendHead("GET /other HTTP/1.1", "Host: a");
                assertThat(status(other)).isEqualTo(200);
            }
            Received received = backend.awaitRequest();
            assertThat(received.head().requestUri()).isEqualTo("/other");
            assertThat(received.connection()).isEqualTo(2);
            Eventually.holds(() -> entrance.gateway().statistics().connections().open() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\u0000b", "a\u0001b", "a\u007fb", "a\r\u0000"})
    void aControlCharacterDoesNotReachTheBackEnd(String value) throws Exception {
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            client.sendHead("GET /odd HTTP/1.1", "Host: a", "X-Odd: " + value);
            assertThat(Outcome.of(() -> client.readHead())).matches(answer -> isRefusal(answer), "a refusal");
            assertUntouched(entrance);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8193, 20_000})
    void aHeadThatFitsNoPacketCostsTheMemberNothing(int length) throws Exception {
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            client.sendHead("GET /large HTTP/1.1", "Host: a", "X-Large: " + "v".repeat(length));
            assertThat(client.readHead()).startsWith("HTTP/1.1 431 ");
            assertThat(entrance.gateway()
                            .statistics()
                            .members()
                            .get(0)
                            .connections()
                            .open())
                    .isZero();
            assertUntouched(entrance);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/..;x/%2e%2e/b;jsessionid=1//c/./d",
                "/%57EB-INF/web.xml",
                "/a%2Fb%5Cc",
                "/docs/..%2f..%2fmanager/html"
            })
    void aPathIsForwardedAsItWasWritten(String path) throws Exception {
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            client.sendHead("GET " + path + "?q=%2e HTTP/1.1", "Host: a");
            assertThat(status(client)).isEqualTo(200);
            ForwardRequest head = backend.awaitRequest().head();
            assertThat(head.requestUri()).isEqualTo(path);
            assertThat(head.attributes()).contains(AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, "q=%2e"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "Host, Content-Length", "close, content-length"})
    void noClientTalksTheGatewayOutOfALength(String nominated) throws Exception {
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nConnection: " + nominated
                    + "\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(status(client)).isEqualTo(200);
            Received received = backend.awaitRequest();
            assertThat(received.body()).isEqualTo("abc");
            assertThat(values(received, "Content-Length")).isEqualTo("3");
            assertThat(values(received, "Host")).isEqualTo("shop.example");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "DELETE"})
    void aLengthOfNothingSendsNoBodyPacket(String method) throws Exception {
        try (Entrance entrance = entrance();
                RawClient client = new RawClient(entrance.port())) {
            for (int i = 0; i < 2; i++) {
                client.sendHead(method + " / HTTP/1.1", "Host: a", "Content-Length: 0");
                if (method.equals("HEAD")) {
                    assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                } else {
                    assertThat(status(client)).isEqualTo(200);
                }
                Received received = backend.awaitRequest();
                assertThat(received.connection()).isEqualTo(1);
                assertThat(received.body()).isEmpty();
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }
}
