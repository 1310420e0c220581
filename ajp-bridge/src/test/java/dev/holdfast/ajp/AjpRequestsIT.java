package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.doubles.RawFront;
import dev.holdfast.doubles.RawFront.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.security.impl.ExternalAuthenticationMechanism;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the connector makes of requests, and handlers of their bodies, at the wire. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AjpRequestsIT {
    private static final HttpHandler ECHO = new BlockingHandler(exchange -> {
        exchange.getInputStream().transferTo(exchange.getOutputStream());
    });

    /** Self-signed, of CN=front.example, good to 2119. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBSjCB8KADAgECAgkAzhdAqlQi8qswCgYIKoZIzj0EAwIwGDEWMBQGA1UEAxMN
            ZnJvbnQuZXhhbXBsZTAgFw0yMDAxMDExNTI0MjhaGA8yMTE5MTIwODE1MjQyOFow
            GDEWMBQGA1UEAxMNZnJvbnQuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABFzr3zkNMinxICvOdHu0sk5G2qKI3VHTmoZy4ETEMJTms4XSQUoMh0Yk/D1l
            AsoZ04tamhlDq6UxJi+qefafiAqjITAfMB0GA1UdDgQWBBQty1PlbOwILVn4+WuS
            +4lLXI8yuzAKBggqhkjOPQQDAgNJADBGAiEA0b8fF4VYX+3Q/7GYVZ5RW4FYdsm5
            gJlx+Pm9IbF/7yICIQDaOPPes/fLPOAtALs2i34XBt9p4a+cDyFXXiMvXkT2iw==
            -----END CERTIFICATE-----
            """;

    private final TestConnector server = new TestConnector();

    @AfterEach
    void stop() {
        server.close();
    }

    private AjpConnector serve(HttpHandler handler) throws Exception {
        return server.start(AjpConnector.builder().handler(handler));
    }

    @Test
    void aShortResponseIsOnePacketOfEach() throws Exception {
        try (RawFront front = TestConnector.front(
                serve(exchange -> exchange.getResponseSender().send("hello")))) {
            for (int i = 0; i < 3; i++) {
                front.send(RawFront.get("/"));
                assertThat(front.read()).isInstanceOfSatisfying(SendHeaders.class, head -> {
                    assertThat(head.status()).isEqualTo(200);
                    assertThat(head.message()).isEqualTo("OK");
                    assertThat(head.headers()).contains(new AjpHeader("Content-Length", "5"));
                });
                assertThat(front.read())
                        .isInstanceOfSatisfying(
                                SendBodyChunk.class,
                                chunk -> assertThat(chunk.data().remaining()).isEqualTo(5));
                assertThat(front.read()).isEqualTo(new EndResponse(true));
            }
        }
        ConnectionStatistics statistics = server.ended();
        assertThat(statistics.requests()).isEqualTo(3);
        assertThat(statistics.closed()).containsOnlyKeys(CloseReason.CLIENT_CLOSED);
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aPingIsAnsweredBeforeAndBetweenRequests(AjpMode mode) throws Exception {
        AjpConnector connector = server.start(AjpConnector.builder()
                .mode(mode)
                .handler(exchange -> exchange.getResponseSender().send("hello")));
        try (RawFront front = TestConnector.front(connector)) {
            for (int i = 0; i < 20; i++) {
                assertThat(front.send(new CPing()).read()).isEqualTo(new CPong());
                assertThat(front.send(RawFront.get("/")).readResponse().body()).isEqualTo("hello");
            }
            assertThat(connector.statistics().requests()).isEqualTo(20);
        }
    }

    @Test
    void aPingIsAnsweredOnTheIoThreadWhereAskedFor() throws Exception {
        AjpConnector connector =
                server.start(AjpConnector.builder().pingOnIoThread(true).handler(ECHO));
        try (RawFront front = TestConnector.front(connector)) {
            for (int i = 0; i < 3; i++) {
                assertThat(front.send(new CPing()).read()).isEqualTo(new CPong());
            }
        }
    }

    @Test
    void aMessageMayComeByteByByte() throws Exception {
        try (RawFront front = TestConnector.front(serve(ECHO))) {
            for (byte b : front.bytes(RawFront.post("/", "Content-Length", "3"))) {
                front.send(b);
            }
            for (byte b : new byte[] {0x12, 0x34, 0, 5, 0, 3, 'a', 'b', 'c'}) {
                front.send(b);
            }
            assertThat(front.readResponse())
                    .isEqualTo(new Response(200, List.of(new AjpHeader("Content-Length", "3")), "abc", true));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8185, 8186, 8187, 16_372, 100_000})
    void aBodyOfKnownLengthIsAskedForPacketByPacket(int length) throws Exception {
        String body = "b".repeat(length);
        try (RawFront front = TestConnector.front(serve(ECHO))) {
            for (int i = 0; i < 2; i++) {
                String first = body.substring(0, Math.min(8186, length));
                front.send(RawFront.post("/", "Content-Length", "" + length)).sendBody(first);
                Response response = front.readResponse(body.substring(first.length()));
                assertThat(response.body()).isEqualTo(body);
                assertThat(response.reuse()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8186, 8187, 100_000})
    void aChunkedBodyIsAskedForUntilItsEnd(int length) throws Exception {
        String body = "b".repeat(length);
        try (RawFront front = TestConnector.front(serve(ECHO))) {
            for (int i = 0; i < 2; i++) {
                front.send(RawFront.post("/", "Transfer-Encoding", "chunked"));
                Response response = front.readResponse(body);
                assertThat(response.body()).isEqualTo(body);
                assertThat(response.reuse()).isTrue();
            }
        }
    }

    @Test
    void theEndOfABodyHasTwoSpellings() throws Exception {
        try (RawFront front = TestConnector.front(serve(ECHO))) {
            front.send(RawFront.post("/", "Transfer-Encoding", "chunked"));
            assertThat(front.read()).isEqualTo(new GetBodyChunk(8186));
            front.sendRaw(0x12, 0x34, 0, 0);
            assertThat(front.readResponse().reuse()).isTrue();
            front.send(RawFront.post("/", "Transfer-Encoding", "chunked"));
            assertThat(front.read()).isEqualTo(new GetBodyChunk(8186));
            front.sendRaw(0x12, 0x34, 0, 2, 0, 0);
            assertThat(front.readResponse().reuse()).isTrue();
        }
    }

    @Test
    void bodiesAreAskedForInPacketsOfTheConfiguredSize() throws Exception {
        AjpConnector connector =
                server.start(AjpConnector.builder().packetSize(65536).handler(ECHO));
        try (RawFront front = TestConnector.front(connector, 65536)) {
            front.send(RawFront.post("/", "Transfer-Encoding", "chunked"));
            assertThat(front.read()).isEqualTo(new GetBodyChunk(65530));
            String body = "w".repeat(65530);
            front.sendBody(body);
            assertThat(front.readResponse().body()).isEqualTo(body);
        }
    }

    @Test
    void aContentLengthOfNothingHasNoBody() throws Exception {
        try (RawFront front = TestConnector.front(serve(ECHO))) {
            for (int i = 0; i < 2; i++) {
                front.send(RawFront.post("/", "Content-Length", "0"));
                assertThat(front.read())
                        .isInstanceOfSatisfying(
                                SendHeaders.class,
                                head -> assertThat(head.status()).isEqualTo(200));
                assertThat(front.read()).isEqualTo(new EndResponse(true));
            }
        }
    }

    @Test
    void aBodyIsReadByListenersToo() throws Exception {
        Semaphore waiting = new Semaphore(0);
        HttpHandler handler = exchange -> {
            exchange.getRequestReceiver()
                    .receiveFullString((done, text) -> done.getResponseSender().send("got " + text.length()));
            waiting.release();
        };
        String body = "b".repeat(30_000);
        try (RawFront front = TestConnector.front(serve(handler))) {
            for (int i = 0; i < 3; i++) {
                front.send(RawFront.post("/", "Content-Length", "30000"));
                assertThat(waiting.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                front.sendBody(body.substring(0, 8186));
                Response response = front.readResponse(body.substring(8186));
                assertThat(response.body()).isEqualTo("got 30000");
                assertThat(response.reuse()).isTrue();
            }
        }
    }

    @Test
    void aLargeResponseIsWrittenByListenersToo() throws Exception {
        String large = "0123456789".repeat(500_000);
        Semaphore blocked = new Semaphore(0);
        try (RawFront front = TestConnector.front(serve(exchange -> {
            exchange.getResponseSender().send(large);
            blocked.release();
        }))) {
            for (int i = 0; i < 2; i++) {
                front.send(RawFront.get("/"));
                assertThat(blocked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                assertThat(front.readResponse().body()).isEqualTo(large);
            }
        }
    }

    @Test
    void headAndStatusesWithoutABodyHaveNone() throws Exception {
        HttpHandler handler = exchange -> {
            exchange.setStatusCode(exchange.getRequestPath().equals("/304") ? 304 : 200);
            exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, 5);
            exchange.getResponseSender().send("hello");
        };
        try (RawFront front = TestConnector.front(serve(handler))) {
            Response head = front.send(RawFront.request("HEAD", "/", List.of())).readResponse();
            assertThat(head.body()).isEmpty();
            assertThat(head.header("Content-Length")).isEqualTo("5");
            assertThat(head.reuse()).isTrue();
            Response notModified = front.send(RawFront.get("/304")).readResponse();
            assertThat(notModified.status()).isEqualTo(304);
            assertThat(notModified.body()).isEmpty();
        }
    }

    @Test
    void aFlushIsAnEmptyChunk() throws Exception {
        HttpHandler handler = new BlockingHandler(exchange -> {
            OutputStream out = exchange.getOutputStream();
            out.write('a');
            out.flush();
            exchange.getInputStream().readAllBytes();
            out.write('b');
        });
        try (RawFront front = TestConnector.front(serve(handler))) {
            front.send(RawFront.post("/", "Transfer-Encoding", "chunked"));
            assertThat(front.read()).isInstanceOf(SendHeaders.class);
            assertThat(front.read())
                    .isInstanceOfSatisfying(
                            SendBodyChunk.class,
                            chunk -> assertThat(chunk.data().remaining()).isEqualTo(1));
            assertThat(front.read())
                    .isInstanceOfSatisfying(
                            SendBodyChunk.class,
                            chunk -> assertThat(chunk.data().remaining()).isZero());
            assertThat(front.read()).isEqualTo(new GetBodyChunk(8186));
            front.sendBody("");
            assertThat(front.read()).isInstanceOf(SendBodyChunk.class);
            assertThat(front.read()).isEqualTo(new EndResponse(true));
        }
    }

    @Test
    void aHeadThatFitsNoPacketIsA500() throws Exception {
        HttpHandler handler = exchange -> {
            exchange.getResponseHeaders().put(new HttpString("X-Long"), "x".repeat(9000));
            exchange.getResponseSender().send("hello");
        };
        try (RawFront front = TestConnector.front(serve(handler))) {
            Response response = front.send(RawFront.get("/")).readResponse();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void whatDoesNotFitAHeaderValueIsReplaced() throws Exception {
        HttpHandler handler = exchange -> {
            exchange.getResponseHeaders().put(new HttpString("X-Odd"), "a\r\nb\u0000c\u20acd\u00e9");
            exchange.endExchange();
        };
        try (RawFront front = TestConnector.front(serve(handler))) {
            assertThat(front.send(RawFront.get("/")).readResponse().header("X-Odd"))
                    .isEqualTo("a  b c?d\u00e9");
        }
    }

    @Test
    void aResponseThatIsBrokenOffEndsTheConnectionWithoutAnEnd() throws Exception {
        HttpHandler handler = new BlockingHandler(exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, 10);
            exchange.getOutputStream().write('a');
            exchange.getOutputStream().flush();
        });
        try (RawFront front = TestConnector.front(serve(handler))) {
            front.send(RawFront.get("/"));
            assertThatThrownBy(front::readResponse).isInstanceOf(IOException.class);
        }
        assertThat(server.ended().closed()).containsOnlyKeys(CloseReason.RESPONSE_TRUNCATED);
    }

    private static String facts(HttpServerExchange exchange) {
        return String.join(
                "|",
                exchange.getRequestMethod().toString(),
                exchange.getRequestURI(),
                exchange.getRequestPath(),
                exchange.getQueryString(),
                new TreeMap<>(exchange.getQueryParameters()).toString(),
                exchange.getProtocol().toString(),
                exchange.getRequestScheme(),
                exchange.getSourceAddress().toString(),
                exchange.getDestinationAddress().toString(),
                exchange.getHostName() + ":" + exchange.getHostPort());
    }

    @Test
    void aRequestArrivesAsItsFrontTellsOfIt() throws Exception {
        try (RawFront front = TestConnector.front(
                serve(exchange -> exchange.getResponseSender().send(facts(exchange))))) {
            ForwardRequest request = RawFront.request(
                    "PATCH",
                    "/a%20b;x=1/%7E",
                    List.of(new AjpHeader("host", "www.example")),
                    AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, "p=%C3%A9&q"),
                    AjpAttribute.named(AjpAttribute.REMOTE_PORT, "4321"),
                    AjpAttribute.named(AjpAttribute.LOCAL_ADDR, "198.51.100.9"));
            assertThat(front.send(request).readResponse().body())
                    .isEqualTo("PATCH|/a%20b;x=1/%7E|/a b/~|p=%C3%A9&q|{p=[\u00e9], q=[]}|HTTP/1.1|http"
                                    .replace(
                                            "\u00e9",
                                            new String(
                                                    "\u00e9".getBytes(StandardCharsets.UTF_8),
                                                    StandardCharsets.ISO_8859_1))
                            + "|/192.0.2.7:4321|/198.51.100.9:8080|www.example:80");
        }
    }

    @Test
    void withoutAHostTheFrontsServerNameIsIt() throws Exception {
        try (RawFront front = TestConnector.front(
                serve(exchange -> exchange.getResponseSender().send(facts(exchange))))) {
            assertThat(front.send(RawFront.get("/x")).readResponse().body())
                    .startsWith("GET|/x|/x||{}|HTTP/1.1|http|/192.0.2.7:0|shop.example")
                    .endsWith("|shop.example:8080");
        }
    }

    private static String tls(@Nullable SSLSessionInfo tls, String scheme) throws Exception {
        if (tls == null) {
            return scheme + " without TLS";
        }
        X509Certificate certificate = (X509Certificate) tls.getPeerCertificates()[0];
        return scheme + " " + tls.getCipherSuite() + " " + tls.getKeySize() + " " + tls.getSecureProtocol() + " "
                + tls.getSessionId().length + " "
                + certificate.getSubjectX500Principal().getName();
    }

    @Test
    void theClientsTlsReachesTheHandler() throws Exception {
        HttpHandler handler = exchange -> exchange.getResponseSender()
                .send(tls(exchange.getConnection().getSslSessionInfo(), exchange.getRequestScheme()));
        try (RawFront front = TestConnector.front(serve(handler))) {
            ForwardRequest plain = RawFront.get(
                    "/",
                    AjpAttribute.of(AjpAttribute.Type.SSL_CIPHER, "TLS_AES_256_GCM_SHA384"),
                    AjpAttribute.of(AjpAttribute.Type.SSL_SESSION, "0aff"),
                    AjpAttribute.of(AjpAttribute.Type.SSL_KEY_SIZE, "256"),
                    AjpAttribute.of(AjpAttribute.Type.SSL_CERT, CERTIFICATE),
                    AjpAttribute.named(AjpAttribute.SSL_PROTOCOL, "TLSv1.3"));
            ForwardRequest secure = new ForwardRequest(
                    plain.method(),
                    plain.protocol(),
                    plain.requestUri(),
                    plain.remoteAddr(),
                    null,
                    plain.serverName(),
                    443,
                    true,
                    plain.headers(),
                    plain.attributes());
            assertThat(front.send(secure).readResponse().body())
                    .isEqualTo("https TLS_AES_256_GCM_SHA384 256 TLSv1.3 2 CN=front.example");
            // The next user of the same connection is another.
            assertThat(front.send(plain).readResponse().body()).isEqualTo("http without TLS");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFrontsUserCountsOnlyWhereFrontsAuthenticate(boolean tomcatAuthentication) throws Exception {
        AjpConnector connector = server.start(AjpConnector.builder()
                .tomcatAuthentication(tomcatAuthentication)
                .handler(exchange -> exchange.getResponseSender()
                        .send(exchange.getAttachment(ExternalAuthenticationMechanism.EXTERNAL_PRINCIPAL) + " "
                                + exchange.getAttachment(
                                        ExternalAuthenticationMechanism.EXTERNAL_AUTHENTICATION_TYPE))));
        try (RawFront front = TestConnector.front(connector)) {
            ForwardRequest request = RawFront.get(
                    "/",
                    AjpAttribute.of(AjpAttribute.Type.REMOTE_USER, "alice"),
                    AjpAttribute.of(AjpAttribute.Type.AUTH_TYPE, "Basic"));
            assertThat(front.send(request).readResponse().body())
                    .isEqualTo(tomcatAuthentication ? "null null" : "alice Basic");
            assertThat(front.send(RawFront.get("/")).readResponse().body()).isEqualTo("null null");
        }
    }

    @Test
    void attributesThatAreAllowedReachTheHandler() throws Exception {
        AjpConnector connector = server.start(AjpConnector.builder()
                .allowedRequestAttributesPattern("X_.*")
                .handler(exchange -> exchange.getResponseSender()
                        .send(new TreeMap<>(exchange.getAttachment(HttpServerExchange.REQUEST_ATTRIBUTES))
                                .toString())));
        try (RawFront front = TestConnector.front(connector)) {
            ForwardRequest request = RawFront.get(
                    "/",
                    AjpAttribute.named("JK_LB_ACTIVATION", "ACT"),
                    AjpAttribute.of(AjpAttribute.Type.ROUTE, "node1"),
                    AjpAttribute.named("X_TRACE", "7"));
            assertThat(front.send(request).readResponse().body()).isEqualTo("{JK_LB_ACTIVATION=ACT, X_TRACE=7}");
        }
    }

    @Test
    void requestsThatDispatchAndThoseThatDoNotTakeTurns() throws Exception {
        HttpHandler handler = exchange -> {
            if (exchange.isInIoThread() && exchange.getRequestPath().equals("/worker")) {
                exchange.dispatch(() -> exchange.getResponseSender()
                        .send(Thread.currentThread().getName().startsWith("holdfast ajp-") ? "worker" : "?"));
            } else {
                exchange.getResponseSender().send("io");
            }
        };
        try (RawFront front = TestConnector.front(serve(handler))) {
            for (int i = 0; i < 200; i++) {
                assertThat(front.send(RawFront.get("/worker")).readResponse().body())
                        .isEqualTo("worker");
                assertThat(front.send(RawFront.get("/")).readResponse().body()).isEqualTo("io");
            }
        }
        assertThat(server.ended().requests()).isEqualTo(400);
    }
}
