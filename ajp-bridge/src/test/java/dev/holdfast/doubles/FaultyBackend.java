package dev.holdfast.doubles;

import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.ajp13.AjpPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A back end that speaks AJP13 as it should, to as many fronts as come, until it is told not to. As a JUnit 5 extension it begins before
 * each test, on a port of its own, and ends after it:
 *
 * <pre>{@code
 * @RegisterExtension
 * final FaultyBackend backend = new FaultyBackend();
 *
 * @Test
 * void aLatePongIsNoPong() {
 *     backend.nextPong(Fault.late(Duration.ofSeconds(3)));
 *     ...
 * }
 * }</pre>
 *
 * <p>It answers every request with 200 and {@link #serves a text}, having read its body, and every CPING. Thread-safe.
 */
public final class FaultyBackend implements BeforeEachCallback, AfterEachCallback {
    private static final long LIMIT_SECONDS = 20;

    private final LinkedBlockingQueue<Received> requests = new LinkedBlockingQueue<>();
    private final Queue<Fault> pongs = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String text = "served";
    private @Nullable ScriptedBackend backend;

    /**
     * A request as it came.
     *
     * @param connection the number of the connection it came on, from 1 on
     * @param head with header fields and attributes
     * @param body its bytes as characters 0x00 to 0xFF
     */
    public record Received(int connection, ForwardRequest head, String body) {}

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        backend = new ScriptedBackend(this::serve);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        running().close();
        requests.clear();
        pongs.clear();
        answers.clear();
        connections.set(0);
    }

    /** Returns its port on the loopback address. */
    public int port() {
        return running().port();
    }

    /** Sets what it answers requests with; {@code served} unless set. */
    public FaultyBackend serves(String newText) {
        text = newText;
        return this;
    }

    /** Spoils the answer to the next CPING that no earlier call of this was for. */
    public FaultyBackend nextPong(Fault fault) {
        pongs.add(fault);
        return this;
    }

    /**
     * Spoils the answer to the next request that no earlier call of this was for. Its packets are {@code SEND_HEADERS},
     * {@code SEND_BODY_CHUNK} and {@code END_RESPONSE}.
     */
    public FaultyBackend nextAnswer(Fault fault) {
        answers.add(fault);
        return this;
    }

    /**
     * Returns the next request that it received, whatever it answered.
     *
     * @throws AssertionError if there is none within 20 s
     */
    public Received awaitRequest() throws InterruptedException {
        Received received = requests.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (received == null) {
            throw new AssertionError("no request within " + LIMIT_SECONDS + " s");
        }
        return received;
    }

    /** Returns how many requests it received that {@link #awaitRequest} has not returned. */
    public int requests() {
        return requests.size();
    }

    /** Returns how many connections it accepted. */
    public int connections() {
        return connections.get();
    }

    private ScriptedBackend running() {
        if (backend == null) {
            throw new IllegalStateException("outside a test");
        }
        return backend;
    }

    private void serve(ScriptedBackend.Dialog dialog) throws IOException {
        int connection = connections.incrementAndGet();
        while (!dialog.isClosed()) {
            FromFront message = dialog.read();
            if (message instanceof CPing) {
                dialog.write(next(pongs), new CPong());
            } else if (message instanceof ForwardRequest request) {
                requests.add(new Received(connection, request, body(dialog, request)));
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                AjpHeader length = new AjpHeader("Content-Length", Integer.toString(bytes.length));
                dialog.write(
                        next(answers),
                        new SendHeaders(200, "OK", List.of(length)),
                        new SendBodyChunk(ByteBuffer.wrap(bytes)),
                        new EndResponse(true));
            }
        }
    }

    private static Fault next(Queue<Fault> faults) {
        Fault fault = faults.poll();
        return fault == null ? Fault.none() : fault;
    }

    private static String body(ScriptedBackend.Dialog dialog, ForwardRequest request) throws IOException {
        boolean chunked = field(request, "Transfer-Encoding") != null;
        String announced = field(request, "Content-Length");
        long length = chunked || announced == null ? 0 : Long.parseLong(announced);
        StringBuilder body = new StringBuilder();
        // The first packet of a body of known length comes unasked.
        boolean asked = length > 0;
        while (chunked || body.length() < length) {
            if (!asked) {
                dialog.write(new GetBodyChunk(AjpPacket.maxRequestBodyBytes(AjpPacket.DEFAULT_SIZE)));
            }
            asked = false;
            RequestBodyChunk chunk = dialog.readBody();
            body.append(StandardCharsets.ISO_8859_1.decode(chunk.data().duplicate()));
            if (!chunk.data().hasRemaining()) {
                break;
            }
        }
        return body.toString();
    }

    private static @Nullable String field(ForwardRequest request, String name) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(AjpHeader::value)
                .findFirst()
                .orElse(null);
    }
}
