package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.doubles.RawFront;
import dev.holdfast.doubles.RawFront.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What fronts must not get away with, at the wire. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileFrontIT {
    private static final int LARGEST_PAYLOAD = 8188;

    private final AtomicInteger handled = new AtomicInteger();
    private final TestConnector server = new TestConnector();
    private AjpConnector connector;

    @BeforeEach
    void start() throws Exception {
        connector = server.start(settings());
    }

    private AjpConnector.Builder settings() {
        HttpHandler handler = exchange -> {
            handled.incrementAndGet();
            if (!exchange.getRequestPath().startsWith("/ignore")) {
                exchange.getInputStream().transferTo(exchange.getOutputStream());
            }
        };
        return AjpConnector.builder().maxHeaderCount(20).maxEntitySize(1000).handler(new BlockingHandler(handler));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(AjpConnector.Builder settings) throws IOException {
        server.close();
        connector = server.start(settings);
    }

    private void assertRefused(RawFront front, int status, CloseReason reason) throws IOException {
        Response response = front.readResponse();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.reuse()).isFalse();
        front.assertEnds();
        front.close();
        ConnectionStatistics statistics = server.ended();
        assertThat(statistics.closed()).containsOnlyKeys(reason);
        assertThat(statistics.refused()).isEqualTo(reason == CloseReason.REQUEST_REFUSED ? 1 : statistics.refused());
        assertThat(handled.get()).isZero();
    }

    private void assertHungUp(RawFront front, CloseReason reason) throws IOException {
        front.assertEnds();
        front.close();
        assertThat(server.ended().closed()).containsOnlyKeys(reason);
        assertThat(handled.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javax.servlet.include.request_uri",
                "javax.servlet.include.path_info",
                "javax.servlet.include.servlet_path",
                "jakarta.servlet.include.servlet_path",
                "java.lang.Anything",
                "X_UNKNOWN"
            })
    void unknownAttributesAreForbidden(String name) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.get("/", AjpAttribute.named(name, "/WEB-INF/web.xml")));
        assertRefused(front, 403, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void noPatternAllowsTheContainersOwnAttributes() throws Exception {
        restart(settings().allowedRequestAttributesPattern(".*"));
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.get("/", AjpAttribute.named("jakarta.servlet.include.servlet_path", "/WEB-INF/web.xml")));
        assertRefused(front, 403, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void aServletPathOfTheFrontsIsIgnored() throws Exception {
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.get(
                    "/",
                    AjpAttribute.of(AjpAttribute.Type.CONTEXT, "/admin"),
                    AjpAttribute.of(AjpAttribute.Type.SERVLET_PATH, "/WEB-INF/web.xml")));
            assertThat(front.readResponse().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "open sesame "})
    void aRequestWithoutTheSecretIsForbidden(String shown) throws Exception {
        restart(settings().secret("open sesame"));
        RawFront front = TestConnector.front(connector);
        front.send(
                shown.isEmpty()
                        ? RawFront.get("/")
                        : RawFront.get("/", AjpAttribute.of(AjpAttribute.Type.SECRET, shown)));
        assertRefused(front, 403, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void aWrongSecretIsNotMadeGoodByARightOne() throws Exception {
        restart(settings().secret("open sesame"));
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.get(
                "/",
                AjpAttribute.of(AjpAttribute.Type.SECRET, "open sesame"),
                AjpAttribute.of(AjpAttribute.Type.SECRET, "wrong")));
        assertRefused(front, 403, CloseReason.REQUEST_REFUSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_USER", "AUTH_TYPE", "SSL_CERT", "SSL_CIPHER", "SSL_SESSION"})
    void nobodyWithoutTheSecretSaysWhoTheClientIs(AjpAttribute.Type type) throws Exception {
        restart(settings().secret("open sesame").tomcatAuthentication(false));
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.get("/", AjpAttribute.of(type, "admin")));
        assertRefused(front, 403, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void theSecretLetsRequestsIn() throws Exception {
        restart(settings().secret("open sesame"));
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.get("/", AjpAttribute.of(AjpAttribute.Type.SECRET, "open sesame")));
            assertThat(front.readResponse().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length, +1, 400",
        "Content-Length, -1, 400",
        "Content-Length, 0x1, 400",
        "Content-Length, '1, 1', 400",
        "Content-Length, '', 400",
        "Content-Length, 99999999999999999999, 400",
        "Content-Length, 1001, 413",
        "Content-Length, ' 1', 400",
        "Content-Length, '1 ', 400",
        "Transfer-Encoding, gzip, 501",
        "Transfer-Encoding, 'gzip, chunked', 501",
        "Transfer-Encoding, xchunked, 501",
        "Transfer-Encoding, ' chunked', 501",
        "Transfer-Encoding, 'chunked;a=b', 501",
        "Transfer-Encoding, '', 501",
        "Transfer-Encoding, 'chunked, chunked', 501",
        "Transfer-Encoding, identity, 501"
    })
    void aBodyWhoseLengthIsInDoubtIsRefused(String name, String value, int status) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", name, value));
        assertRefused(front, status, CloseReason.REQUEST_REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length, 3, Content-Length, 3, 400",
        "Content-Length, 3, Content-Length, 30, 400",
        "Transfer-Encoding, chunked, Transfer-Encoding, chunked, 400",
        "Transfer-Encoding, chunked, Transfer-Encoding, identity, 400",
        "Transfer-Encoding, gzip, Transfer-Encoding, chunked, 501",
        "Transfer-Encoding, chunked, Content-Length, +3, 400",
        "Content-Length, '3, 3', Transfer-Encoding, chunked, 400",
        "Content-Length, 3, Transfer-Encoding, gzip, 501"
    })
    void twoWordsOnALengthAreRefusedEvenIfTheyAgree(String one, String value, String two, String other, int status)
            throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", one, value, two, other));
        assertRefused(front, status, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void chunkedWinsOverALength() throws Exception {
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.post("/", "Content-Length", "3", "Transfer-Encoding", "chunked"));
            Response response = front.readResponse("abcdef");
            assertThat(response.body()).isEqualTo("abcdef");
            assertThat(response.reuse()).isTrue();
        }
    }

    @Test
    void aRequestInPlaceOfABodyPacketIsNeverServed() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/ignore", "Content-Length", "100")).send(RawFront.get("/forged"));
        Response response = front.readResponse();
        assertThat(response.reuse()).isFalse();
        front.assertEnds();
        front.close();
        server.ended();
        assertThat(handled.get()).isEqualTo(1);
    }

    /**
     * Returns a packet that is a body of 514 bytes and, to whoever forgets that it is owed one, a GET for /forged: 02 02 begins both, as the body's length,
     * and as the codes of the message and of the method.
     */
    private static byte[] bodyThatReadsLikeARequest(RawFront front) {
        int overhead = front.bytes(forged("")).length;
        byte[] packet = front.bytes(forged("x".repeat(4 + 2 + 0x0202 - overhead)));
        assertThat(packet).startsWith(0x12, 0x34, 0x02, 0x04, 0x02, 0x02);
        return packet;
    }

    private static ForwardRequest forged(String padding) {
        return RawFront.request("GET", "/forged", List.of(new AjpHeader("X-Padding", padding)));
    }

    @Test
    void aBodyThatReadsLikeARequestIsSkippedWhereItIsWhole() throws Exception {
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.post("/ignore", "Content-Length", "514")).send(bodyThatReadsLikeARequest(front));
            assertThat(front.readResponse().reuse()).isTrue();
            assertThat(front.send(RawFront.get("/next")).readResponse().reuse()).isTrue();
            assertThat(handled.get()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length, 1000", "Transfer-Encoding, chunked"})
    void aBodyThatReadsLikeARequestIsNeverServed(String framing, String value) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/ignore", framing, value)).send(bodyThatReadsLikeARequest(front));
        assertThat(front.readResponse().reuse()).isFalse();
        front.assertEnds();
        front.close();
        server.ended();
        assertThat(handled.get()).isEqualTo(1);
    }

    /** The answer arrives, too, though the body was under way when the connection ended. */
    @ParameterizedTest
    @CsvSource({
        "/, Content-Length, 1001, 413",
        "/, Content-Length, +514, 400",
        "/, Transfer-Encoding, gzip, 501",
        "/%00, Content-Length, 514, 400"
    })
    void theBodyOfARefusedRequestIsNeverServed(String uri, String framing, String value, int status) throws Exception {
        RawFront front = TestConnector.front(connector);
        byte[] body = bodyThatReadsLikeARequest(front);
        front.send(RawFront.post(uri, framing, value)).send(body);
        assertRefused(front, status, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void aRequestBehindAnotherIsNeverServed() throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        RawFront front = TestConnector.front(connector);
        both.write(front.bytes(RawFront.get("/first")));
        both.write(front.bytes(RawFront.get("/forged")));
        front.send(both.toByteArray());
        assertThat(front.readResponse().reuse()).isFalse();
        front.assertEnds();
        front.close();
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.PROTOCOL_VIOLATION);
        assertThat(handled.get()).isEqualTo(1);
    }

    @Test
    void aBodyThatNobodyReadsEndsTheConnectionUnlessItWasOnePacket() throws Exception {
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.post("/ignore", "Content-Length", "3")).sendBody("abc");
            assertThat(front.readResponse().reuse()).isTrue();
            front.send(RawFront.post("/ignore", "Content-Length", "300")).sendBody("abc");
            assertThat(front.readResponse().reuse()).isFalse();
            front.assertEnds();
        }
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.post("/ignore", "Transfer-Encoding", "chunked"));
            assertThat(front.readResponse().reuse()).isFalse();
            front.assertEnds();
        }
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.REQUEST_BODY_UNREAD);
    }

    @ParameterizedTest
    @CsvSource({
        "12 34 00 04 00 03 61 62",
        "12 34 00 05 00 02 61 62 63",
        "12 34 00 01 61",
        "41 42 00 05 00 03 61 62 63",
        "12 34 20 01"
    })
    void aBodyPacketThatIsNoneIsA400(String hex) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "Content-Length", "3")).sendRaw(unhex(hex));
        Response response = front.readResponse();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reuse()).isFalse();
        front.assertEnds();
        front.close();
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void moreBodyThanItsLengthIsA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "Content-Length", "3")).sendBody("abcd");
        assertThat(front.readResponse())
                .extracting(Response::status, Response::reuse)
                .containsExactly(400, false);
        front.close();
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void aBodyThatEndsEarlyIsNoWholeBody() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "Content-Length", "3")).sendBody("ab");
        assertThat(front.read()).isEqualTo(new GetBodyChunk(1));
        front.sendBody("");
        assertThat(front.readResponse())
                .extracting(Response::status, Response::reuse)
                .containsExactly(400, false);
        front.close();
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.CLIENT_ABORTED);
    }

    @Test
    void aFrontThatLeavesInTheMiddleOfABodyIsNotAnswered() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "Content-Length", "300")).sendBody("ab");
        assertThat(front.read()).isInstanceOf(GetBodyChunk.class);
        front.finish();
        front.assertEnds();
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.CLIENT_ABORTED);
    }

    @Test
    void aFrontThatLeavesInTheMiddleOfAResponseEndsIt() throws Exception {
        restart(settings().handler(new BlockingHandler(exchange -> {
            for (int i = 0; i < 10_000; i++) {
                exchange.getOutputStream().write(new byte[10_000]);
            }
        })));
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.get("/"));
        front.read();
        front.vanish();
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.CLIENT_ABORTED);
    }

    @Test
    void aChunkedBodyIsLimitedToo() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "Transfer-Encoding", "chunked"));
        assertThat(front.read()).isInstanceOf(GetBodyChunk.class);
        front.sendBody("b".repeat(1001));
        assertThat(front.readResponse())
                .extracting(Response::status, Response::reuse)
                .containsExactly(413, false);
        front.assertEnds();
    }

    @Test
    void tooManyHeadersAreA431() throws Exception {
        List<AjpHeader> headers = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            headers.add(new AjpHeader("x-" + i, "v"));
        }
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.request("GET", "/", headers));
        assertRefused(front, 431, CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void tooManyAttributesAreA431() throws Exception {
        AjpAttribute[] attributes = new AjpAttribute[21];
        Arrays.fill(attributes, AjpAttribute.named("JK_LB_ACTIVATION", "ACT"));
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.get("/", attributes));
        assertRefused(front, 431, CloseReason.PROTOCOL_VIOLATION);
    }

    /** The four bytes of the header count, too. */
    @ParameterizedTest
    @ValueSource(ints = {LARGEST_PAYLOAD + 1, LARGEST_PAYLOAD + 4, 0x8000, 0xFFFF})
    void aPacketLargerThanOursIsA431(int length) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.sendRaw(0x12, 0x34, length >> 8, length & 0xFF);
        front.send(new byte[length]);
        assertRefused(front, 431, CloseReason.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(ints = {LARGEST_PAYLOAD + 1, LARGEST_PAYLOAD + 4, 0xFFFF})
    void aBodyPacketLargerThanOursIsA400(int length) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "Transfer-Encoding", "chunked"));
        assertThat(front.read()).isInstanceOf(GetBodyChunk.class);
        front.sendRaw(0x12, 0x34, length >> 8, length & 0xFF, (length - 2) >> 8, (length - 2) & 0xFF);
        assertThat(front.readResponse())
                .extracting(Response::status, Response::reuse)
                .containsExactly(400, false);
    }

    @Test
    void aPacketOfOurSizeIsServed() throws Exception {
        try (RawFront front = TestConnector.front(connector)) {
            int overhead = front.bytes(RawFront.post("/", "x", "")).length;
            front.send(RawFront.post("/", "x", "v".repeat(8192 - overhead)));
            assertThat(front.readResponse().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0001b", "a\u007fb"})
    void aControlCharacterInAHeaderIsA400(String value) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "X-Odd", value));
        assertRefused(front, 400, CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void aNulInAHeaderIsA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        byte[] request = front.bytes(RawFront.post("/", "X-Odd", "aXb"));
        request[indexOf(request, "aXb") + 1] = 0;
        front.send(request);
        assertRefused(front, 400, CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void aStringWithoutItsNulIsA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        byte[] request = front.bytes(RawFront.get("/uri"));
        request[indexOf(request, "/uri") + 4] = 'x';
        front.send(request);
        assertRefused(front, 400, CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void aStringThatRunsPastItsMessageIsA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        byte[] request = front.bytes(RawFront.get("/uri"));
        request[indexOf(request, "/uri") - 2] = 0x10;
        front.send(request);
        assertRefused(front, 400, CloseReason.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-slash", "http://other.example/", "/a?b", "/a#b", "/a b", "/a\u0001", "/a%00b", "*", ""})
    void aPathThatIsNoneIsA400(String uri) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.get(uri));
        assertRefused(front, 400, CloseReason.REQUEST_REFUSED);
    }

    /** A path that is decoded twice, or with its parameters, is another than the front has looked at. */
    @ParameterizedTest
    @CsvSource({
        "/%2561dmin, /%61dmin",
        "/a%2Fb%5Cc, /a%2Fb%5Cc",
        "/a;b=c/d;e, /a/d",
        "/a/..;x/%2e%2e/b, /a/../../b",
        "/a//b/./c, /a//b/./c"
    })
    void aPathArrivesAsItWasWrittenAndIsDecodedOnce(String uri, String decoded) throws Exception {
        restart(settings()
                .handler(exchange ->
                        exchange.getResponseSender().send(exchange.getRequestURI() + " " + exchange.getRequestPath())));
        try (RawFront front = TestConnector.front(connector)) {
            assertThat(front.send(RawFront.get(uri)).readResponse().body()).isEqualTo(uri + " " + decoded);
        }
    }

    @Test
    void theServersOwnPathMayBeAskedForItsOptions() throws Exception {
        try (RawFront front = TestConnector.front(connector)) {
            assertThat(front.send(RawFront.request("OPTIONS", "*", List.of()))
                            .readResponse()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aMethodThatIsNoneIsA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.request("GE T", "/", List.of()));
        assertRefused(front, 400, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void twoHostsAreA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.send(RawFront.post("/", "Host", "a", "Host", "b"));
        assertRefused(front, 400, CloseReason.REQUEST_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12 34 00 01 07", // SHUTDOWN
                "12 34 00 01 08", // PING
                "12 34 00 01 63",
                "41 42 00 01 0A", // a container's magic
                "47 45 54 20 2F 20 48 54 54 50", // HTTP
                "16 03 01 00 80" // TLS
            })
    void whatIsNoRequestIsHungUpOn(String hex) throws Exception {
        RawFront front = TestConnector.front(connector);
        front.sendRaw(unhex(hex));
        assertHungUp(front, CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void anEmptyPacketIsA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        front.sendRaw(0x12, 0x34, 0, 0);
        Response response = front.readResponse();
        assertThat(response.status()).isEqualTo(400);
        front.assertEnds();
    }

    @Test
    void anUnknownAttributeCodeIsA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        byte[] request = front.bytes(RawFront.get("/"));
        request[request.length - 1] = 0x20;
        front.send(request);
        assertRefused(front, 400, CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void bytesBehindTheLastAttributeAreA400() throws Exception {
        RawFront front = TestConnector.front(connector);
        byte[] request = front.bytes(RawFront.get("/"));
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(longer);
        out.writeShort(0x1234);
        out.writeShort(request.length - 4 + 1);
        out.write(request, 4, request.length - 4);
        out.write(0);
        front.send(longer.toByteArray());
        assertRefused(front, 400, CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void requestsThatArriveAtOnceByteByByteAreNotMixed() throws Exception {
        restart(settings()
                .handler(exchange -> exchange.getResponseSender()
                        .send(exchange.getRequestPath()
                                + exchange.getRequestHeaders().getFirst("X-Tag"))));
        List<RawFront> fronts = new ArrayList<>();
        List<byte[]> requests = new ArrayList<>();
        for (char c = 'a'; c <= 'h'; c++) {
            RawFront front = TestConnector.front(connector);
            fronts.add(front);
            requests.add(front.bytes(RawFront.post("/" + c, "X-Tag", ("" + c).repeat(20))));
        }
        for (int at = 0; at < requests.get(0).length; at++) {
            for (int f = 0; f < fronts.size(); f++) {
                fronts.get(f).send(requests.get(f)[at]);
            }
        }
        for (int f = 0; f < fronts.size(); f++) {
            char c = (char) ('a' + f);
            assertThat(fronts.get(f).readResponse().body()).isEqualTo("/" + c + ("" + c).repeat(20));
            fronts.get(f).close();
        }
    }

    @Test
    void anotherFrontIsServedMeanwhile() throws Exception {
        try (RawFront bad = TestConnector.front(connector);
                RawFront good = TestConnector.front(connector)) {
            bad.sendRaw(0x12, 0x34, 0, 1, 7);
            bad.assertEnds();
            assertThat(good.send(new CPing()).read()).isEqualTo(new CPong());
            assertThat(good.send(RawFront.get("/")).readResponse().status()).isEqualTo(200);
        }
    }

    private static int[] unhex(String hex) {
        return Arrays.stream(hex.split(" "))
                .mapToInt(each -> Integer.parseInt(each, 16))
                .toArray();
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
