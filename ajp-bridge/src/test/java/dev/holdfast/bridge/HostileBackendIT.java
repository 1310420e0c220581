package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.balance.Health;
import dev.holdfast.doubles.Fault;
import dev.holdfast.doubles.FaultyBackend;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.doubles.ScriptedHttpBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What back ends must not do to the gateway and its clients, at the wire. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileBackendIT {
    private static final AjpClientTimeouts PINGING =
            new AjpClientTimeouts(Duration.ZERO, Duration.ofMillis(300), Duration.ofSeconds(20));
    private static final AjpClientTimeouts IMPATIENT =
            new AjpClientTimeouts(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(300));
    private static final int HEAD = 0;
    private static final int CHUNK = 1;

    @RegisterExtension
    final FaultyBackend backend = new FaultyBackend();

    private Front front() throws IOException {
        return new Front(Front.backendAt(backend.port()));
    }

    private static String get(Front front) throws IOException {
        try (RawClient client = new RawClient(front.port())) {
            return client.sendHead("GET / HTTP/1.1", "Host: a").readResponse();
        }
    }

    /** Returns all that came, be it a whole response or not. */
    private static String got(Front front) throws IOException {
        try (RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a", "Connection: close");
            return Outcome.of(client::readToEnd);
        }
    }

    private void assertA502AndNothingKept(Front front) throws IOException {
        assertThat(get(front)).startsWith("HTTP/1.1 502 ");
        assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
        assertThat(front.statistics().connections().open()).isZero();
        assertThat(get(front)).endsWith("served");
        assertThat(backend.connections()).isEqualTo(2);
    }

    /** The four bytes of the header count: 8188 is the most that follows them in a packet of 8192. */
    @ParameterizedTest
    @ValueSource(ints = {8189, 8192, 0x8000, 0xFFFF})
    void aMessageThatFitsNoPacketIsA502(int length) throws Exception {
        backend.nextAnswer(Fault.changed(HEAD, packet -> {
            packet[2] = (byte) (length >> 8);
            packet[3] = (byte) length;
        }));
        try (Front front = front()) {
            assertA502AndNothingKept(front);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, -5, 5})
    void aHeadOfAnotherLengthThanItSaysIsA502(int delta) throws Exception {
        backend.nextAnswer(Fault.wrongLength(HEAD, delta));
        try (Front front = front()) {
            assertA502AndNothingKept(front);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "41 42 00 07 04 00 C8 10 00 4F 4B", // a string of 4096 bytes that has two
                "41 42 00 07 04 00 C8 00 02 4F 4B", // no terminator
                "41 42 00 0A 04 00 C8 00 02 4F 4B 58 00 00", // another terminator
                "41 42 00 08 04 00 C8 00 02 4F 4B 00", // no number of fields
                "41 42 00 07 04 00 C8 FF FF FF FF", // 65,535 fields, none of them there
                "41 42 00 0D 04 00 C8 FF FF 00 02 A0 01 00 01 61 00", // two fields, one of them there
                "41 42 00 0D 04 00 C8 FF FF 00 01 A0 00 00 01 61 00", // coded names without a meaning
                "41 42 00 0D 04 00 C8 FF FF 00 01 A0 0C 00 01 61 00",
                "41 42 00 0D 04 00 C8 FF FF 00 01 A0 FF 00 01 61 00",
                "41 42 00 0B 04 00 C8 FF FF 00 01 A0 01 FF FF", // a field without a value
                "41 42 00 0D 04 00 C8 FF FF 00 01 FF FF 00 01 61 00", // a field without a name
                "41 42 00 0F 04 00 C8 FF FF 00 01 A0 01 00 03 61 0D 0A 00", // a line break in a value
                "41 42 00 10 04 00 C8 FF FF 00 01 A0 01 00 04 61 0D 0A 62 00",
                "41 42 00 0D 04 00 C8 FF FF 00 01 A0 01 00 01 00 00", // a NUL in a value
                "41 42 00 10 04 00 C8 FF FF 00 01 00 02 58 20 00 00 01 61 00", // a space in a name
                "41 42 00 0B 04 00 C8 00 04 4F 0D 0A 4B 00 00 00", // a line break in the reason
                "41 42 00 07 04 00 00 FF FF 00 00", // statuses that are none, or interim
                "41 42 00 07 04 00 64 FF FF 00 00",
                "41 42 00 07 04 00 65 FF FF 00 00",
                "41 42 00 07 04 04 00 FF FF 00 00",
                "41 42 00 07 04 FF FF FF FF 00 00",
                "41 42 00 0E 04 00 C8 FF FF 00 01 A0 03 00 02 2B 31 00", // lengths that are none
                "41 42 00 0D 04 00 C8 FF FF 00 01 A0 03 00 01 2D 00",
                "41 42 00 13 04 00 C8 FF FF 00 02 A0 03 00 01 31 00 A0 03 00 01 32 00", // and two that differ
                "41 42 00 08 04 00 C8 FF FF 00 00 00", // a byte behind the last field
                "41 42 00 00", // no message
                "41 42 00 01 02", // a message of the front's
                "41 42 00 01 07",
                "41 42 00 01 63",
                "12 34 00 07 04 00 C8 FF FF 00 00", // the front's magic
                "41 42 00 01 09", // CPONG to a request
                "41 42 00 02 05 01", // an end before the head
                "41 42 00 06 03 00 02 68 69 00", // a body before the head
                "41 42 00 03 06 00 00" // no bytes asked for
            })
    void aHeadThatIsNoneIsA502(String hex) throws Exception {
        backend.nextAnswer(Fault.instead(unhex(hex)));
        try (Front front = front()) {
            assertA502AndNothingKept(front);
        }
    }

    @Test
    void moreFieldsThanAreAllowedAreA502() throws Exception {
        List<AjpHeader> fields = new ArrayList<>(Collections.nCopies(201, new AjpHeader("a", "b")));
        try (ScriptedBackend many = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(new SendHeaders(200, "OK", fields), new EndResponse(true));
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(many.port()))) {
            assertThat(get(front)).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-6, -2, -1, 1, 2, 9, 1000, -7, 0x7FFF})
    void aChunkThatDisagreesWithItsMessageIsNotPassedOn(int delta) throws Exception {
        backend.nextAnswer(Fault.wrongChunkLength(CHUNK, delta));
        try (Front front = front()) {
            assertThat(got(front)).doesNotContain("serve");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
            assertThat(front.statistics().connections().open()).isZero();
        }
    }

    /** With no length of the whole to go by, a chunk that counts its NUL, or has none, would have a byte too many or too few. */
    @ParameterizedTest
    @ValueSource(
            strings = {"41 42 00 06 03 00 03 61 62 00", "41 42 00 05 03 00 02 61 62", "41 42 00 06 03 00 02 61 62 63"})
    void aChunkEndsWithANulThatIsNotOfTheBody(String hex) throws Exception {
        try (ScriptedBackend odd = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(new SendHeaders(200, "OK", List.of()));
                    dialog.writeRaw(unhex(hex));
                    dialog.write(new EndResponse(true));
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(odd.port()))) {
            assertThat(got(front)).doesNotContain("ab").doesNotContain("\r\n0\r\n");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
            assertThat(front.statistics().connections().open()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"41 42 00 01 03", "41 42 00 02 03 00", "41 42 00 03 03 00 01", "41 42 00 04 03 FF FF 00"})
    void aChunkThatIsNoneIsNotPassedOn(String hex) throws Exception {
        backend.nextAnswer((socket, packets) -> {
            socket.getOutputStream().write(packets.get(HEAD));
            socket.getOutputStream().write(unhex(hex));
        });
        try (Front front = front()) {
            assertThat(got(front)).doesNotContain("served");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
            assertThat(front.statistics().connections().open()).isZero();
        }
    }

    @Test
    void aSecondHeadIsNotPassedOn() throws Exception {
        backend.nextAnswer((socket, packets) -> {
            socket.getOutputStream().write(packets.get(HEAD));
            Fault.none().send(socket, packets);
        });
        try (Front front = front()) {
            assertThat(got(front)).doesNotContain("served");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
        }
    }

    /** CVE-2022-1319: the second end would be taken for the answer to the next ping or request. */
    @Test
    void aSecondEndSpoilsTheConnectionOnly() throws Exception {
        backend.nextAnswer(Fault.lastTwice());
        try (Front front = front()) {
            assertThat(get(front)).endsWith("served");
            assertThat(get(front)).endsWith("served");
            assertThat(backend.connections()).isEqualTo(2);
            assertThat(front.statistics().failures()).isEmpty();
        }
    }

    @Test
    void whatComesBehindTheEndIsNobodysResponse() throws Exception {
        backend.serves("of the first").nextAnswer((socket, packets) -> {
            List<byte[]> two = new ArrayList<>(packets);
            two.addAll(packets);
            Fault.none().send(socket, two);
        });
        try (Front front = front()) {
            assertThat(get(front)).endsWith("of the first");
            backend.serves("of the second");
            assertThat(get(front)).endsWith("of the second");
        }
    }

    /** It may wait for the rest of the body, and would take the next request for it. */
    @Test
    void anAnswerBeforeTheBodyIsWholeSpoilsTheConnection() throws Exception {
        try (ScriptedBackend early = new ScriptedBackend(dialog -> {
                    ForwardRequest request = (ForwardRequest) dialog.read();
                    dialog.answer(request.requestUri());
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(early.port()))) {
            for (String fields : List.of("Content-Length: 100000", "Transfer-Encoding: chunked")) {
                try (RawClient client = new RawClient(front.port())) {
                    client.send("POST /early HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n3\r\nabc\r\n");
                    assertThat(client.readResponse()).endsWith("/early");
                }
                Eventually.holds(() -> front.statistics().connections().open() == 0);
            }
        }
    }

    @Test
    void whatComesWhileNobodyAskedIsNobodysResponse() throws Exception {
        try (ScriptedBackend talkative = new ScriptedBackend(dialog -> {
                    ForwardRequest request = (ForwardRequest) dialog.read();
                    dialog.answer(request.requestUri());
                    if (request.requestUri().equals("/first")) {
                        dialog.answer("unasked");
                    }
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(talkative.port()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET /first HTTP/1.1", "Host: a");
            assertThat(client.readResponse()).endsWith("/first");
            Eventually.holds(() -> front.statistics().connections().open() == 0);
            client.sendHead("GET /second HTTP/1.1", "Host: a");
            assertThat(client.readResponse()).endsWith("/second");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"41 42 00 02 05 01", "41 42 00 07 04 00 C8 FF FF 00 00", "12 34 00 01 09", "41 42 00 01 09 41"})
    void whatIsNoPongCostsTheConnectionAndNotTheRequest(String hex) throws Exception {
        try (Front front = new Front(Front.backendAt(backend.port()).withTimeouts(PINGING));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readResponse()).endsWith("served");
            backend.nextPong(Fault.instead(unhex(hex)));
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readResponse()).endsWith("served");
            assertThat(backend.connections()).isEqualTo(2);
            assertThat(front.statistics().failures()).isEmpty();
        }
    }

    @Test
    void aPongThatIsLateOrCutCostsTheConnectionAndNotTheRequest() throws Exception {
        for (Fault fault : List.of(Fault.late(Duration.ofSeconds(2)), Fault.silent(), Fault.cut(3), Fault.stall(4))) {
            int before = backend.connections();
            try (Front front = new Front(Front.backendAt(backend.port()).withTimeouts(PINGING));
                    RawClient client = new RawClient(front.port())) {
                client.sendHead("GET / HTTP/1.1", "Host: a");
                assertThat(client.readResponse()).endsWith("served");
                backend.nextPong(fault);
                client.sendHead("GET / HTTP/1.1", "Host: a");
                assertThat(client.readResponse()).endsWith("served");
                assertThat(backend.connections()).isEqualTo(before + 2);
            }
        }
    }

    /** CVE-2022-2053, CVE-2023-5379: such a back end was in error for everybody. */
    @Test
    void hangingUpOnARequestSaysNothingOfTheMember() throws Exception {
        try (Front front = front()) {
            for (int i = 0; i < 5; i++) {
                backend.nextAnswer(Fault.cut(0));
                try (RawClient client = new RawClient(front.port())) {
                    client.sendHead("POST / HTTP/1.1", "Host: a", "Content-Length: 0");
                    assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
                }
                assertThat(front.statistics().members().get(0).status().health())
                        .isEqualTo(Health.OK);
                assertThat(get(front)).endsWith("served");
            }
        }
    }

    /** What a container says before it hangs up on a request that is too large for it. */
    @ParameterizedTest
    @ValueSource(ints = {413, 431})
    void aRequestThatWasTooLargeIsToldSoAndCostsTheMemberNothing(int status) throws Exception {
        try (ScriptedBackend small = new ScriptedBackend(dialog -> {
                    while (dialog.read() instanceof ForwardRequest request) {
                        if (request.requestUri().equals("/large")) {
                            dialog.write(new SendHeaders(status, "Too Large", List.of()), new EndResponse(false));
                            // A close with bytes that nobody has read would be a reset, and might take the answer back.
                            dialog.awaitEnd();
                            return;
                        }
                        dialog.answer("served");
                    }
                });
                Front front = new Front(Front.backendAt(small.port()))) {
            for (int i = 0; i < 5; i++) {
                try (RawClient client = new RawClient(front.port())) {
                    client.send(
                            "POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "b".repeat(100_000));
                    assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ");
                }
                assertThat(front.statistics().members().get(0).status().health())
                        .isEqualTo(Health.OK);
                assertThat(get(front)).endsWith("served");
            }
            assertThat(front.statistics().failures()).isEmpty();
        }
    }

    @Test
    void aContainersWordAgainstReuseIsTaken() throws Exception {
        backend.nextAnswer(Fault.noReuse());
        try (Front front = front()) {
            assertThat(get(front)).endsWith("served");
            assertThat(get(front)).endsWith("served");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void responsesThatArriveAtOnceByteByByteAreNotMixed() throws Exception {
        try (ScriptedBackend dripping = new ScriptedBackend(dialog -> {
                    while (dialog.read() instanceof ForwardRequest request) {
                        byte[] text = request.requestUri().repeat(20).getBytes(StandardCharsets.ISO_8859_1);
                        dialog.write(
                                Fault.drip(7, Duration.ofMillis(1)),
                                new SendHeaders(200, "OK", List.of(new AjpHeader("X-Uri", request.requestUri()))),
                                new SendBodyChunk(ByteBuffer.wrap(text)),
                                new EndResponse(true));
                    }
                });
                Front front = new Front(Front.backendAt(dripping.port()))) {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Future<?>> clients = new ArrayList<>();
                for (int c = 0; c < 8; c++) {
                    String path = "/" + Character.toString('a' + c);
                    clients.add(threads.submit(() -> {
                        for (int i = 0; i < 5; i++) {
                            try (RawClient client = new RawClient(front.port())) {
                                client.sendHead("GET " + path + i + " HTTP/1.1", "Host: a", "Connection: close");
                                assertThat(client.readToEnd())
                                        .contains("X-Uri: " + path + i + "\r\n")
                                        .contains((path + i).repeat(20));
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> client : clients) {
                    client.get();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 19})
    void aHeadThatNeverEndsIsA504(int bytes) throws Exception {
        backend.nextAnswer(Fault.stall(bytes));
        try (Front front = new Front(Front.backendAt(backend.port()).withTimeouts(IMPATIENT))) {
            assertThat(get(front)).startsWith("HTTP/1.1 504 ");
            assertThat(front.statistics().connections().open()).isZero();
        }
    }

    @Test
    void aResponseThatEndsBehindItsHeadIsCutOff() throws Exception {
        backend.nextAnswer(Fault.stall(20));
        try (Front front = new Front(Front.backendAt(backend.port()).withTimeouts(IMPATIENT));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ").contains("Content-Length: 6");
            assertThat(Outcome.of(client::readToEnd)).isIn("", "reset");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.REPLY_TIMEOUT);
        }
    }

    /** A byte now and then keeps no connection alive: the timeout is between two messages. */
    @Test
    void aHeadInDripsIsLate() throws Exception {
        backend.nextAnswer(Fault.drip(1, Duration.ofMillis(50)));
        try (Front front = new Front(Front.backendAt(backend.port()).withTimeouts(IMPATIENT))) {
            assertThat(get(front)).startsWith("HTTP/1.1 504 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Odd: a\rb\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Odd: a\0b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX Odd: a\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded: a\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void anHttpResponseThatIsNoneIsA502(String response) throws Exception {
        try (ScriptedHttpBackend http = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write(response);
                    dialog.readToEnd();
                });
                Front front = new Front(Backend.parse(http.uri()))) {
            assertThat(get(front)).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
            assertThat(front.statistics().connections().open()).isZero();
        }
    }

    private static byte[] unhex(String hex) {
        String[] parts = hex.split(" ", -1);
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        return Arrays.copyOf(bytes, bytes.length);
    }
}
