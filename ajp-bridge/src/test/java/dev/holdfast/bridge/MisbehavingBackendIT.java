package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.pool.NativePoolSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MisbehavingBackendIT {
    private static final AjpClientTimeouts IMPATIENT =
            new AjpClientTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofMillis(200));
    private static final AjpClientTimeouts PINGING =
            new AjpClientTimeouts(Duration.ZERO, Duration.ofMillis(200), Duration.ofSeconds(20));

    private static FromContainer head(String... headers) {
        List<AjpHeader> fields = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new AjpHeader(headers[i], headers[i + 1]));
        }
        return new SendHeaders(200, "OK", fields);
    }

    private static FromContainer body(String text) {
        return new SendBodyChunk(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String get(Front front) throws Exception {
        try (RawClient raw = new RawClient(front.port())) {
            return get(raw);
        }
    }

    /** Requests of one client stay on one I/O thread, and so on the AJP connections of that thread. */
    private static String get(RawClient raw) throws Exception {
        return raw.sendHead("GET / HTTP/1.1", "Host: a").readResponse();
    }

    @Test
    void aContainerThatNeverAnswersIsA504() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ScriptedBackend.Dialog::awaitEnd);
                Front front = new Front(Front.backendAt(backend.port()).withTimeouts(IMPATIENT))) {
            assertThat(get(front)).startsWith("HTTP/1.1 504 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.REPLY_TIMEOUT);
            assertThat(front.statistics().connections().open()).isZero();
        }
    }

    @Test
    void garbageIsA502() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.writeRaw("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(backend.port()))) {
            assertThat(get(front)).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
            assertThat(front.statistics().connections().open()).isZero();
        }
    }

    @Test
    void aFreshConnectionClosedWithoutAnAnswerIsA502() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ScriptedBackend.Dialog::read);
                Front front = new Front(Front.backendAt(backend.port()))) {
            assertThat(get(front)).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PEER_CLOSED);
        }
    }

    @Test
    void aContainerThatFailsAfterTheWholeBodyCostsTheClientNoConnection() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    if (connections.incrementAndGet() == 1) {
                        dialog.read();
                    } else {
                        dialog.answer("served");
                        dialog.awaitEnd();
                    }
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            raw.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 502 ").doesNotContain("Connection: close");
            assertThat(get(raw)).endsWith("served");
        }
    }

    @Test
    void aBodyShorterThanAnnouncedIsNotPassedOffAsWhole() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(head("Content-Length", "10"), body("short"), new EndResponse(true));
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            raw.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(raw.readUntil("short")).contains("\r\nContent-Length: 10\r\n");
            assertThat(Outcome.of(raw::readToEnd)).isIn("", "reset");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PROTOCOL_VIOLATION);
        }
    }

    @Test
    void aResponseThatLastsUntilTheCloseIsResetWhereItBreaksOff() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(head(), body("half"), body(""));
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            raw.sendHead("GET / HTTP/1.0", "Host: a");
            assertThat(Outcome.of(raw::readToEnd)).isEqualTo("reset");
        }
    }

    @Test
    void aConnectionTheContainerClosedAfterTheRequestIsReplacedOnce() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    boolean first = connections.incrementAndGet() == 1;
                    dialog.read();
                    dialog.answer("served");
                    dialog.read();
                    if (!first) {
                        dialog.answer("again");
                        dialog.awaitEnd();
                    }
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            assertThat(get(raw)).endsWith("served");
            assertThat(get(raw)).endsWith("served");
            assertThat(get(raw)).endsWith("again");
            assertThat(front.statistics().retries()).isEqualTo(1);
            assertThat(front.statistics().failures()).isEmpty();
        }
    }

    @Test
    void aPostIsNotSentTwice() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.answer("served");
                    dialog.read();
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            assertThat(get(raw)).endsWith("served");
            raw.sendHead("POST / HTTP/1.1", "Host: a", "Content-Length: 0");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().retries()).isZero();
        }
    }

    @Test
    void aReusedConnectionIsPingedAndReplacedWhereItDoesNotAnswer() throws Exception {
        AtomicInteger pings = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.answer("served");
                    if (dialog.read() instanceof CPing && pings.incrementAndGet() > 1) {
                        dialog.write(new CPong()).read();
                        dialog.answer("pinged");
                    }
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(backend.port()).withTimeouts(PINGING));
                RawClient raw = new RawClient(front.port())) {
            assertThat(get(raw)).endsWith("served");
            assertThat(get(raw)).endsWith("served");
            assertThat(get(raw)).endsWith("pinged");
            assertThat(pings).hasValue(2);
            assertThat(front.statistics().failures()).isEmpty();
        }
    }

    @Test
    void continueWaitsForGetBodyChunk() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.answer("no body wanted");
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            raw.sendHead("POST / HTTP/1.1", "Host: a", "Expect: 100-continue", "Transfer-Encoding: chunked");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").endsWith("no body wanted");
        }
    }

    @Test
    void aContainerThatAsksABodilessRequestForItsBodyGetsTheEmptyPacket() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(new GetBodyChunk(8186));
                    dialog.answer("empty=" + !dialog.readBody().data().hasRemaining());
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(backend.port()))) {
            assertThat(get(front)).endsWith("empty=true");
            Eventually.holds(() -> front.statistics().connections().idle() == 1);
        }
    }

    @Test
    void aFullPoolIsA503AfterTheAcquireTimeout() throws Exception {
        NativePoolSettings one = NativePoolSettings.DEFAULT
                .withConnectionPoolSize(1)
                .withConnectionAcquireTimeout(Duration.ofMillis(100));
        try (ScriptedBackend backend = new ScriptedBackend(ScriptedBackend.Dialog::awaitEnd);
                Front front = new Front(Front.backendAt(backend.port()).withPool(one));
                RawClient raw = new RawClient(front.port())) {
            raw.sendHead("GET / HTTP/1.1", "Host: a");
            Eventually.holds(() -> front.statistics().connections().leased() == 1);
            assertThat(get(front)).startsWith("HTTP/1.1 503 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.ACQUIRE_TIMEOUT);
        }
    }

    @Test
    void anIdleConnectionIsClosedByThePoolTimeout() throws Exception {
        NativePoolSettings brief = NativePoolSettings.DEFAULT.withConnectionPoolTimeout(Duration.ofMillis(100));
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.answer("served");
                    dialog.awaitEnd();
                });
                Front front = new Front(Front.backendAt(backend.port()).withPool(brief))) {
            assertThat(get(front)).endsWith("served");
            Eventually.holds(() -> front.statistics().connections().open() == 0);
        }
    }

    @Test
    void aClosedBridgeAnswers503() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ScriptedBackend.Dialog::awaitEnd);
                Front front = new Front(Front.backendAt(backend.port()))) {
            front.bridge().close();
            assertThat(get(front)).startsWith("HTTP/1.1 503 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.POOL_CLOSED);
        }
    }

    @Test
    void aFailureBeforeTheBodyArrivedEndsTheClientsConnection() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ScriptedBackend.Dialog::awaitEnd);
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            front.bridge().close();
            raw.sendHead("POST / HTTP/1.1", "Host: a", "Content-Length: 5");
            assertThat(raw.readResponse())
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void aMalformedChunkIsA400AndThePoolIsNoneTheWorse() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    if (dialog.read() instanceof ForwardRequest request
                            && request.method().equals("POST")) {
                        dialog.write(new GetBodyChunk(8186)).awaitEnd();
                    } else {
                        dialog.answer("served");
                        dialog.awaitEnd();
                    }
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient raw = new RawClient(front.port())) {
            raw.sendHead("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked")
                    .send("zz\r\n");
            assertThat(raw.readResponse())
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n");
            assertThat(front.statistics().failures()).isEqualTo(Map.of(BridgeFailure.BAD_REQUEST, 1L));
            assertThat(front.statistics().connections().open()).isZero();
            assertThat(get(front)).endsWith("served");
            Eventually.holds(() -> front.statistics().connections().idle() == 1);
        }
    }
}
