package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedHttpBackend;
import dev.holdfast.http1.client.HttpClientMachine;
import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire to an HTTP back end, and what becomes of answers that are not as they should be. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpBackendIT {
    /** Answers each request with its own head. */
    private static void echoHeads(ScriptedHttpBackend.Dialog dialog) throws IOException {
        while (true) {
            dialog.answer(dialog.readHead());
        }
    }

    @Test
    void theBackEndIsToldWhatItCannotKnow() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::echoHeads);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET /a%20b/./c;d=1?e=%7e HTTP/1.1", "Host: shop.example:8443", "Cookie: a=1");
            assertThat(client.readResponse())
                    .contains("\r\n\r\nGET /a%20b/./c;d=1?e=%7e HTTP/1.1\r\nHost: shop.example:8443\r\n")
                    .contains("\r\nCookie: a=1\r\n")
                    .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n")
                    .contains("\r\nX-Forwarded-Proto: http\r\n")
                    .contains("\r\nX-Forwarded-Host: shop.example:8443\r\n")
                    .contains("\r\nX-Forwarded-Port: 8443\r\n")
                    .contains("\r\nForwarded: for=127.0.0.1;proto=http;host=\"shop.example:8443\"\r\n")
                    .contains("\r\nVia: 1.1 holdfast\r\n");
        }
    }

    @Test
    void viaNamesTheVersionThatTheClientSpeaks() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::echoHeads);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.0", "Host: a", "Connection: keep-alive");
            assertThat(client.readResponse()).contains("\r\nVia: 1.0 holdfast\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPTIONS | Max-Forwards: 1 | 200 | Max-Forwards: 0",
                "TRACE | Max-Forwards: 255 | 200 | Max-Forwards: 254",
                "OPTIONS | Max-Forwards: 256 | 200 | Max-Forwards: 254",
                "OPTIONS | Max-Forwards: 00000000000000000002 | 200 | Max-Forwards: 1",
                "OPTIONS | Max-Forwards: 10000000000000000000 | 200 | Max-Forwards: 254",
                "GET | Max-Forwards: 0 | 200 | Max-Forwards: 0",
                "GET | Max-Forwards: x | 200 | Max-Forwards: x",
                "OPTIONS | X-Other: 1 | 200 | X-Other: 1",
                "OPTIONS | Max-Forwards: 0 | 200 | Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH",
                "TRACE | Max-Forwards: 0 | 405 | Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH",
                "OPTIONS | Max-Forwards: -1 | 400 | Content-Length: 0",
                "OPTIONS | Max-Forwards: | 400 | Content-Length: 0"
            })
    void optionsAndTraceGoAsFarAsTheyAreTo(String method, String field, int status, String line) throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::echoHeads);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead(method + " / HTTP/1.1", "Host: a", field);
            String response = client.readResponse();
            assertThat(response).startsWith("HTTP/1.1 " + status + " ").contains("\r\n" + line + "\r\n");
            boolean forwarded = response.contains("Via: 1.1 holdfast");
            assertThat(forwarded).isEqualTo(status == 200 && !response.contains("\r\nAllow: "));
            assertThat(front.statistics().requests()).isEqualTo(forwarded ? 1 : 0);
        }
    }

    @Test
    void oneThatHasComeAsFarAsItIsToIsAnsweredBeforeItsBodyComes() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::echoHeads);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead(
                    "OPTIONS / HTTP/1.1",
                    "Host: a",
                    "Max-Forwards: 0",
                    "Expect: 100-continue",
                    "Content-Length: 1000000");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ").contains("\r\nConnection: close\r\n");
        }
    }

    @Test
    void whatAClientSaysOfItsWayIsKeptWhereItIsAListAndElseReplaced() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::echoHeads);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead(
                    "GET / HTTP/1.1",
                    "Host: a",
                    "X-Forwarded-For: 192.0.2.1, 192.0.2.2",
                    "Forwarded: for=192.0.2.1",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Server: evil",
                    "Via: 1.0 before");
            assertThat(client.readResponse())
                    .contains("\r\nX-Forwarded-For: 192.0.2.1, 192.0.2.2, 127.0.0.1\r\n")
                    .contains("\r\nForwarded: for=192.0.2.1, for=127.0.0.1;proto=http;host=\"a\"\r\n")
                    .contains("\r\nX-Forwarded-Proto: http\r\n")
                    .contains("\r\nVia: 1.0 before\r\n")
                    .doesNotContain("https")
                    .doesNotContain("evil");
        }
    }

    @Test
    void fieldsOfTheClientsConnectionStayBehind() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::echoHeads);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead(
                    "GET / HTTP/1.1",
                    "Host: a",
                    "Connection: keep-alive, X-Hop, Upgrade",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
                    "Keep-Alive: timeout=5",
                    "TE: trailers",
                    "X-Hop: secret");
            String echoed = client.readResponse().toLowerCase(Locale.ROOT);
            assertThat(echoed.substring(echoed.indexOf("\r\n\r\n")))
                    .contains("get / http/1.1\r\n")
                    .doesNotContain("x-hop")
                    .doesNotContain("keep-alive")
                    .doesNotContain("upgrade")
                    .doesNotContain("settings")
                    .doesNotContain("te:");
        }
    }

    @Test
    void trailersOfTheRequestArrive() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.answer(dialog.read("3\r\nabc\r\n0\r\nSum: 3\r\n\r\n".length()));
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            client.send("3\r\nabc\r\n0\r\nSum: 3\r\n\r\n");
            assertThat(client.readResponse()).endsWith("\r\n\r\n3\r\nabc\r\n0\r\nSum: 3\r\n\r\n");
        }
    }

    /** Behind the head they would be believed as what the gateway says of the client, or as the client's login. */
    @Test
    void trailersThatBelongIntoAHeadStayBehind() throws Exception {
        String sent = String.join(
                "\r\n",
                "3",
                "abc",
                "0",
                "x-forwarded-for: 192.0.2.1",
                "Sum: 3",
                "Via: 1.1 evil",
                "Forwarded: for=192.0.2.1",
                "authorization: Basic eDp5",
                "Cookie: a=b",
                "If-Match: x",
                "X-Forwarded-Proto: https",
                "Keep-Alive: 9",
                "",
                "");
        String arrives = "3\r\nabc\r\n0\r\nSum: 3\r\n\r\n";
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.answer(dialog.read(arrives.length()));
                    dialog.readHead();
                    dialog.answer("next");
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            client.send(sent);
            assertThat(client.readResponse()).endsWith("\r\n\r\n" + arrives);
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readResponse()).endsWith("next");
        }
    }

    @Test
    void trailersOfAResponseThatBelongIntoItsHeadStayBehind() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n");
                    dialog.write("Set-Cookie: a=b\r\nSum: 1\r\nLocation: /x\r\n\r\n");
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a", "Connection: TE", "TE: trailers");
            client.readHead();
            assertThat(client.readUntil("\r\n\r\n")).endsWith("1\r\nx\r\n0\r\nSum: 1\r\n\r\n");
        }
    }

    /** Our own listener knows what a host is; another's lets through what would add an element to Forwarded. */
    @ParameterizedTest
    @ValueSource(strings = {"a\";for=192.0.2.1;host=\"b", "a\\"})
    void aHostThatWouldEndItsQuotesIsRefused(String host) throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::echoHeads);
                Gateway gateway = Gateway.to(Backend.parse(backend.uri()))) {
            Undertow others =
                    Undertow.builder().addHttpListener(0, "127.0.0.1", gateway).build();
            others.start();
            InetSocketAddress at =
                    (InetSocketAddress) others.getListenerInfo().get(0).getAddress();
            try (RawClient client = new RawClient(at.getPort())) {
                client.sendHead("GET / HTTP/1.1", "Host: " + host);
                assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
            } finally {
                others.stop();
            }
        }
    }

    /** The buffer is full, and the back end has not ended. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Long: ", "HTTP/1.1 200 OK\nX-Short: x\n\n"})
    void aHeadThatCannotBeTakenIsAnsweredForAtOnce(String beginning) throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write(beginning + "x".repeat(beginning.contains("Long") ? 20_000 : 0));
                    dialog.readToEnd();
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
        }
    }

    /** As of an event source that has no event yet: its client is told that it is open. */
    @Test
    void aHeadDoesNotWaitForItsBody() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    Latches.await(told);
                    dialog.write("3\r\nabc\r\n0\r\n\r\n");
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ").contains("Transfer-Encoding: chunked");
            told.countDown();
            assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("abc");
        }
    }

    @Test
    void interimResponsesReachAClientThatKnowsOfThem() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    for (int i = 0; i < 2; i++) {
                        dialog.readHead();
                        dialog.write(String.join(
                                "\r\n",
                                "HTTP/1.1 103 Early Hints",
                                "Link: </a.css>",
                                "Location: http://127.0.0.1:1/",
                                "Content-Location: /inner",
                                "Set-Cookie: a=1; Path=/inner",
                                "Connection: X-Hop",
                                "X-Hop: 1",
                                "Content-Length: 3",
                                "",
                                "HTTP/1.1 199 Odd",
                                "",
                                ""));
                        Latches.await(told);
                        dialog.answer("final");
                    }
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port());
                RawClient old = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 199 ");
            told.countDown();
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ").endsWith("final");
            old.sendHead("GET / HTTP/1.0", "Host: a");
            assertThat(old.readResponse()).startsWith("HTTP/1.1 200 ").endsWith("final");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 304, 5, true",
        "GET, 304, 0, false",
        "HEAD, 304, 5, true",
        "HEAD, 200, 5, true",
        "HEAD, 200, 0, true"
    })
    void aLengthWithoutABodyIsKept(String method, int status, int length, boolean kept) throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    while (true) {
                        dialog.readHead();
                        dialog.write("HTTP/1.1 " + status + " Is\r\nContent-Length: " + length + "\r\n\r\n");
                    }
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            for (int i = 0; i < 2; i++) {
                client.sendHead(method + " / HTTP/1.1", "Host: a");
                String head = client.readHead();
                assertThat(head).startsWith("HTTP/1.1 " + status + " ");
                assertThat(head.contains("\r\nContent-Length: " + length + "\r\n"))
                        .isEqualTo(kept);
                assertThat(head.contains("ontent-")).isEqualTo(kept);
                assertThat(head).doesNotContain("ransfer-");
            }
        }
    }

    private static void answerWithTrailers(ScriptedHttpBackend.Dialog dialog) throws IOException {
        while (true) {
            String head = dialog.readHead();
            String size = Integer.toHexString(head.length());
            dialog.write("HTTP/1.1 200 OK\r\nTrailer: Sum\r\nTransfer-Encoding: chunked\r\n\r\n");
            dialog.write(size + "\r\n" + head + "\r\n0\r\nSum: 3\r\nX-Late: yes\r\n\r\n");
        }
    }

    @Test
    void trailersOfAResponseArriveWhereTheClientKeepsThem() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::answerWithTrailers);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            for (int i = 0; i < 3; i++) {
                client.sendHead("GET / HTTP/1.1", "Host: a", "Connection: TE", "TE: deflate, Trailers");
                assertThat(client.readHead()).contains("\r\nTrailer: Sum\r\n");
                String body = client.readUntil("\r\nX-Late: yes\r\n\r\n");
                assertThat(body)
                        .contains("\r\nConnection: TE\r\nTE: trailers\r\n")
                        .endsWith("\r\n0\r\nSum: 3\r\nX-Late: yes\r\n\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "TE: trailers", "Connection: TE", "Connection: TE\r\nTE: trailers;q=0"})
    void andNotWhereItDoesNotSaySo(String fields) throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(HttpBackendIT::answerWithTrailers);
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a", fields);
            assertThat(client.readHead()).doesNotContain("Trailer");
            assertThat(client.readUntil("0\r\n\r\n")).doesNotContain("Sum").doesNotContain("\r\nTE: ");
        }
    }

    @Test
    void trailersThatDoNotFitAreLeftOut() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n");
                    for (int i = 0; i < 7; i++) {
                        dialog.write("F" + i + ": " + "v".repeat(1000) + "\r\n");
                    }
                    dialog.write("\r\n");
                });
                Gateway gateway = Gateway.to(Backend.parse(backend.uri()))) {
            Undertow small = Undertow.builder()
                    .setBufferSize(4096)
                    .addHttpListener(0, "127.0.0.1", gateway)
                    .build();
            small.start();
            InetSocketAddress at =
                    (InetSocketAddress) small.getListenerInfo().get(0).getAddress();
            try (RawClient client = new RawClient(at.getPort())) {
                client.sendHead("GET / HTTP/1.1", "Host: a", "Connection: TE", "TE: trailers");
                assertThat(client.readHead()).containsIgnoringCase("Transfer-Encoding: chunked");
                assertThat(client.readUntil("\r\n\r\n"))
                        .contains("F0: v", "F1: v", "F2: v", "F3: v")
                        .doesNotContain("F4: ");
            } finally {
                small.stop();
            }
        }
    }

    @Test
    void aBackEndThatSwitchesProtocolsGetsATunnelThatEndsWithBothHalves() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    assertThat(dialog.readHead()).contains("\r\nConnection: Upgrade\r\nUpgrade: echo\r\n");
                    dialog.write("HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Own: 1\r\n\r\nhello ");
                    dialog.write(dialog.read(5));
                    dialog.write(dialog.readToEnd());
                    dialog.shutdownOutput();
                    ended.countDown();
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET /chat HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: echo");
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("\r\nUpgrade: echo\r\n")
                    .contains("\r\nX-Own: 1\r\n");
            assertThat(client.readBytes(6)).isEqualTo("hello ");
            client.send("world");
            assertThat(client.readBytes(5)).isEqualTo("world");
            assertThat(front.statistics().connections().leased()).isEqualTo(1);
            client.send(" and more").shutdownOutput();
            assertThat(client.readToEnd()).isEqualTo(" and more");
            Latches.await(ended);
            Eventually.holds(() -> front.statistics().connections().open() == 0);
            assertThat(front.statistics().failures()).isEmpty();
        }
    }

    @Test
    void aClientThatVanishesTakesItsTunnelWithIt() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write("HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
                    dialog.readToEnd();
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET /chat HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: echo");
            client.readHead();
            client.vanish();
            Eventually.holds(() -> front.statistics().connections().open() == 0);
        }
    }

    /** The back end's 100 comes at once, and so must the client's: no timer may have to help. */
    @Test
    void aBodyThatWaitsGoesAsSoonAsTheBackEndSaysSo() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    while (true) {
                        assertThat(dialog.readHead()).contains("\r\nExpect: 100-continue\r\n");
                        dialog.write("HTTP/1.1 100 Continue\r\n\r\n");
                        dialog.answer(dialog.read(3));
                    }
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            long before = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                client.sendHead("POST / HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 3");
                assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
                assertThat(client.send("abc").readResponse()).endsWith("abc");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(HttpClientMachine.CONTINUE_TIMEOUT.multipliedBy(20));
        }
    }

    @Test
    void framingIsKept() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    String head = dialog.readHead();
                    if (head.startsWith("GET /length")) {
                        dialog.answer("abc");
                    } else if (head.startsWith("GET /chunked")) {
                        dialog.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                    } else {
                        dialog.write("HTTP/1.1 200 OK\r\n\r\nabc");
                    }
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET /length HTTP/1.1", "Host: a");
            assertThat(client.readResponse())
                    .contains("\r\nContent-Length: 3\r\n")
                    .endsWith("\r\n\r\nabc");
            for (String path : new String[] {"/chunked", "/close"}) {
                client.sendHead("GET " + path + " HTTP/1.1", "Host: a");
                assertThat(client.readHead()).containsIgnoringCase("\r\nTransfer-Encoding: chunked\r\n");
                assertThat(client.readUntil("\r\n0\r\n\r\n")).matches("0*3\r\nabc\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void whatIsNoResponseIsA502AndAnswersBothWaysToSayHowLongAreNone() throws Exception {
        String[] responses = {
            "nonsense\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n"
        };
        for (String response : responses) {
            try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                        dialog.readHead();
                        dialog.write(response);
                        dialog.readToEnd();
                    });
                    Front front = new Front(Backend.parse(backend.uri()));
                    RawClient client = new RawClient(front.port())) {
                client.sendHead("GET / HTTP/1.1", "Host: a");
                assertThat(client.readResponse()).as(response).startsWith("HTTP/1.1 502 ");
                assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
                Eventually.holds(() -> front.statistics().connections().open() == 0);
            }
        }
    }

    @Test
    void aResponseThatEndsEarlyIsCutOff() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                });
                Front front = new Front(Backend.parse(backend.uri()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(Outcome.of(client::readToEnd)).doesNotContain("0\r\n\r\n");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PEER_CLOSED);
        }
    }
}
