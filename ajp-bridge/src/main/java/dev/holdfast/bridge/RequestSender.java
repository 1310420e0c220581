package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientMachine;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.RequestBody;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * The back end's side of a request: one packet at a time, be it a ping, the head or a piece of the body, and no further read from the client
 * before the back end has taken it. Confined to the exchange's I/O thread.
 */
final class RequestSender implements AutoCloseable {
    private static final int BODY_START = AjpPacket.HEADER_SIZE + 2;

    private final BridgeContext context;
    private final HttpServerExchange exchange;
    private final ForwardedRequest request;
    private final Runnable whenReadable;
    private final PooledByteBuffer packet;

    /** What goes to the back end next: a ping, or {@link #packet}. */
    private ByteBuffer out;

    private @Nullable StreamSourceChannel body;

    /** @param whenReadable runs on the exchange's I/O thread after {@link #fill} found nothing to send yet */
    RequestSender(BridgeContext context, HttpServerExchange exchange, ForwardedRequest request, Runnable whenReadable) {
        this.context = context;
        this.exchange = exchange;
        this.request = request;
        this.whenReadable = whenReadable;
        this.packet = context.packetBuffer(exchange);
        this.out = packet.getBuffer();
    }

    /** Puts the head into the packet, where it stays until the body overwrites it; returns why it cannot, or null. */
    @Nullable
    BridgeFailure encodeHead() {
        ForwardRequest message = request.message(context.backend().secret());
        if (message == null) {
            return BridgeFailure.BAD_REQUEST;
        }
        boolean fits = context.encoder().encode(message, packet.getBuffer());
        packet.getBuffer().flip();
        return fits ? null : BridgeFailure.REQUEST_HEAD_TOO_LARGE;
    }

    /** A ping is what goes next. */
    void ping() {
        out = context.ping();
    }

    /** The head is what goes next, for the first time or again. */
    void head() {
        out = packet.getBuffer().rewind();
    }

    /** Returns whether the back end has taken all it was to get so far. */
    boolean isSent() {
        return !out.hasRemaining();
    }

    /** Returns whether some of the body may be gone from the client's connection, so that it cannot be sent again. */
    boolean hasOpenedBody() {
        return body != null;
    }

    /** Writes what is not sent yet; returns whether anything moved. */
    boolean write(AjpConnection backend) {
        int written = 0;
        try {
            int count;
            do {
                count = backend.write(out);
                written += count;
            } while (count > 0 && out.hasRemaining());
        } catch (IOException gone) {
            // It may have answered before it closed; reading comes to the end of the stream if not.
            out.position(out.limit());
            return true;
        }
        if (out.hasRemaining()) {
            backend.resumeWrites();
        } else {
            backend.suspendWrites();
        }
        return written > 0;
    }

    /**
     * Makes the body packet that is due, if one is and the client has sent something for it; what went before must be sent.
     *
     * @return whether there is something to {@link #write} now
     * @throws IOException if the rest of the body cannot be had from the client
     */
    boolean fill(AjpClientMachine machine) throws IOException {
        int due = machine.bodyDue();
        if (due == AjpClientMachine.NOTHING_DUE) {
            return false;
        }
        out = packet.getBuffer().clear().limit(0);
        return due == 0 ? end(machine) : read(machine, due);
    }

    private boolean read(AjpClientMachine machine, int due) throws IOException {
        StreamSourceChannel source = openBody();
        out.limit(BODY_START + due).position(BODY_START);
        int count;
        do {
            count = source.read(out);
        } while (count > 0 && out.hasRemaining());
        int length = out.position() - BODY_START;
        out.position(0).limit(0);
        if (length > 0) {
            source.suspendReads();
            context.encoder().frameBody(out, length);
            machine.bodySent(length, now());
            if (machine.isBodyComplete()) {
                // Its last byte is no end to the exchange, which would take the client to be still sending.
                source.shutdownReads();
            }
            return true;
        }
        if (count == 0) {
            source.resumeReads();
            return false;
        }
        if (request.body().kind() == RequestBody.Kind.FIXED) {
            throw new IOException("the request body ended early");
        }
        return end(machine);
    }

    private boolean end(AjpClientMachine machine) {
        context.encoder().frameBody(out, 0);
        machine.bodyEnded(now());
        return true;
    }

    private StreamSourceChannel openBody() throws IOException {
        StreamSourceChannel source = body;
        if (source == null) {
            source = exchange.getRequestChannel();
            if (source == null) {
                throw new IOException("the request body was taken by another handler");
            }
            source.getReadSetter().set(readable -> whenReadable.run());
            body = source;
        }
        return source;
    }

    /** Nobody reads the body any more, and a selector repeats what nobody reads. */
    void suspend() {
        if (body != null) {
            body.suspendReads();
        }
    }

    /** Gives the packet back; nothing is sent from then on. */
    @Override
    public void close() {
        packet.close();
    }

    private long now() {
        return context.clock().nanoTime();
    }
}
