package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientMachine;
import dev.holdfast.ajp13.AjpFailure;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpResponseDecoder;
import dev.holdfast.ajp13.AjpViolation;
import dev.holdfast.ajp13.RequestBody;
import io.undertow.util.HeaderMap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One AJP13 connection. */
final class AjpDialog implements BackendDialog {
    /** Undertow's and WildFly's limit on header fields, applied to responses. */
    private static final int MAX_HEADERS = 200;

    private static final int BODY_START = AjpPacket.HEADER_SIZE + 2;
    private static final ByteBuffer NO_CONTENT = ByteBuffer.allocate(0);

    private final AjpClientMachine machine;
    private final AjpProtocol protocol;
    private final AjpResponseDecoder decoder;
    private @Nullable SendHeaders head;
    private ByteBuffer content = NO_CONTENT;

    AjpDialog(AjpClientMachine machine, AjpProtocol protocol) {
        this.machine = machine;
        this.protocol = protocol;
        this.decoder = new AjpResponseDecoder(protocol.packetSize(), MAX_HEADERS);
    }

    @Override
    public boolean needsPing(long idleNanos) {
        return machine.needsPing(idleNanos);
    }

    @Override
    public ByteBuffer ping(long idleNanos, long now) {
        machine.ping(idleNanos, now);
        return protocol.ping();
    }

    @Override
    public ByteBuffer ping(long now) {
        machine.ping(now);
        return protocol.ping();
    }

    @Override
    public void request(ForwardedRequest request, long now) {
        machine.request(request.body(), request.isHead(), now);
    }

    @Override
    public void request(boolean isHead, long now) {
        machine.request(RequestBody.NONE, isHead, now);
    }

    @Override
    public int bodyDue(int capacity) {
        return machine.bodyDue();
    }

    @Override
    public int bodyStart() {
        return BODY_START;
    }

    @Override
    public void bodySent(ByteBuffer packet, int length, long now) {
        protocol.encoder().frameBody(packet, length);
        machine.bodySent(length, now);
    }

    /** AJP13 has no trailers. */
    @Override
    public void bodyEnded(ByteBuffer packet, @Nullable HeaderMap trailers, long now) {
        protocol.encoder().frameBody(packet, 0);
        machine.bodyEnded(now);
    }

    /** The machine knows: it is what it answers {@link #bodyDue} with. */
    @Override
    public void bodyAwaited() {}

    @Override
    public boolean isBodyComplete() {
        return machine.isBodyComplete();
    }

    @Override
    public Step next(ByteBuffer in, long now) {
        FromContainer message = decoder.decode(in);
        if (message != null) {
            return received(message, in.remaining(), now);
        }
        AjpViolation violation = decoder.violation();
        return violation == null ? Step.MORE : step(machine.violated(violation));
    }

    private Step received(FromContainer message, int unread, long now) {
        if (message instanceof SendHeaders sent) {
            head = sent;
        } else if (message instanceof SendBodyChunk chunk) {
            content = chunk.data();
        }
        return step(machine.received(message, unread, now));
    }

    private static Step step(AjpClientMachine.Next next) {
        return switch (next) {
            case READY -> Step.READY;
            case HEAD -> Step.HEAD;
            case BODY -> Step.CONTENT;
            case FLUSH -> Step.FLUSH;
            case END, END_AND_CLOSE -> Step.END;
            case FAIL -> Step.FAIL;
            case CONTINUE, SEND_BODY, SKIP -> Step.AGAIN;
        };
    }

    @Override
    public ForwardedHead head() {
        SendHeaders sent = head;
        if (sent == null) {
            throw new IllegalStateException("no head yet");
        }
        HeaderMap headers = new HeaderMap();
        for (AjpHeader header : sent.headers()) {
            headers.add(HeaderNames.of(header.name()), header.value());
        }
        return new ForwardedHead(sent.status(), sent.message() == null ? "" : sent.message(), headers, new HeaderMap());
    }

    @Override
    public ByteBuffer content() {
        return content;
    }

    @Override
    public Step peerClosed(boolean reset, long now) {
        return step(machine.peerClosed(now));
    }

    @Override
    public void pause() {
        machine.pause();
    }

    @Override
    public void resume(long now) {
        machine.resume(now);
    }

    @Override
    public long nextDeadline() {
        return machine.nextDeadline();
    }

    @Override
    public Step timeout(long now) {
        return step(machine.timeout(now));
    }

    /**
     * A head is a packet of its own, and Tomcat for one writes it by itself, if only microseconds before the body, whether the application flushes
     * or not: passed on at once it would cost every response a write. Tomcat, Undertow and WildFly follow it with an empty chunk where it does;
     * nothing says that all containers do.
     */
    @Override
    public long headWaitNanos() {
        return protocol.headWaitNanos();
    }

    @Override
    public boolean isAnswered() {
        return machine.isAnswered();
    }

    @Override
    public boolean isReusable() {
        return machine.isReusable();
    }

    @Override
    public BridgeFailure failure() {
        AjpFailure failure = machine.failure();
        if (failure == null) {
            throw new IllegalStateException("nothing failed");
        }
        return BridgeFailure.of(failure);
    }

    @Override
    public @Nullable Enum<?> violation() {
        return machine.violation();
    }
}
