package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.RequestBody;
import dev.holdfast.time.NanoClock;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * The back end's side of a request: one packet at a time, be it a ping, the head or a piece of the body, and no further read from the client
 * before the back end has taken it. Confined to the exchange's I/O thread.
 */
final class RequestSender implements AutoCloseable {
    private final HttpServerExchange exchange;
    private final ForwardedRequest request;
    private final NanoClock clock;
    private final Runnable whenReadable;
    private @Nullable PooledByteBuffer packet;

    /** What goes to the back end next: a ping, or the packet. */
    private ByteBuffer out = ByteBuffer.allocate(0);

    private @Nullable StreamSourceChannel body;
    private long sentBytes;
    private boolean keeping;

    /** How many pieces of the body were read from the client. */
    private int pieces;

    /** The first of them, while it is all that was read and the back end was not told of an end. */
    private @Nullable ByteBuffer kept;

    /** What of {@link #kept} is to be sent again. */
    private @Nullable ByteBuffer again;

    private boolean askedForMore;

    /** Whether the last read from the client left no room. */
    private boolean filled;

    /** @param whenReadable runs on the exchange's I/O thread after {@link #fill} found nothing to send yet */
    RequestSender(HttpServerExchange exchange, ForwardedRequest request, NanoClock clock, Runnable whenReadable) {
        this.exchange = exchange;
        this.request = request;
        this.clock = clock;
        this.whenReadable = whenReadable;
    }

    /**
     * Puts the head into the packet, where it stays until the body overwrites it; returns why it cannot, or null.
     *
     * @param choice what the back end is told of why it was chosen
     */
    @Nullable
    BridgeFailure encodeHead(BackendProtocol protocol, List<AjpAttribute> choice) {
        ByteBuffer buffer = packet(protocol.bufferSize());
        return protocol.encode(request, choice, buffer);
    }

    private ByteBuffer packet(int size) {
        PooledByteBuffer present = packet;
        if (present == null || present.getBuffer().capacity() < size) {
            close();
            present = PacketBuffers.of(exchange, size);
            packet = present;
        }
        return present.getBuffer();
    }

    private ByteBuffer packet() {
        return packet(0);
    }

    /** A ping is what goes next. */
    void ping(ByteBuffer ping) {
        out = ping;
    }

    /** The head is what goes next, for the first time or again. */
    void head() {
        out = packet().rewind();
    }

    /** Returns whether the back end has taken all it was to get so far. */
    boolean isSent() {
        return !out.hasRemaining();
    }

    /** Returns whether some of the body may be gone from the client's connection. */
    boolean hasOpenedBody() {
        return body != null;
    }

    /** From now on the body's first piece is kept, for {@link #rewind}. */
    void keepFirstPiece() {
        keeping = true;
    }

    /**
     * Returns whether the request can be sent again: of its body was read what was kept, at most. As mod_jk has it, that is the piece which goes to
     * the back end unasked, where the body has a Content-Length; not one that the back end asked for.
     */
    boolean isReplayable() {
        return !askedForMore && (pieces == 0 || kept != null);
    }

    /** The request is sent from its beginning, for the first time or again; it must be replayable. */
    void rewind() {
        again = kept == null ? null : kept.duplicate();
        sentBytes = 0;
        filled = false;
    }

    /** Writes what is not sent yet; returns whether anything moved. */
    boolean write(BackendConnection backend) {
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
    boolean fill(BackendDialog dialog) throws IOException {
        ByteBuffer buffer = packet();
        int due = dialog.bodyDue(buffer.capacity());
        if (due == BackendDialog.NOTHING_DUE) {
            return false;
        }
        boolean narrow = filled && StreamBuffers.SIZE > buffer.capacity() && dialog.bodyDue(StreamBuffers.SIZE) > due;
        PooledByteBuffer wide = narrow ? StreamBuffers.SHARED.take() : null;
        if (wide != null) {
            close();
            packet = wide;
            buffer = packet();
            due = dialog.bodyDue(buffer.capacity());
        }
        out = buffer.clear().limit(0);
        ByteBuffer repeated = again;
        if (repeated != null && due > 0) {
            return repeat(dialog, repeated, due);
        }
        return due == 0 ? end(dialog) : read(dialog, due);
    }

    private boolean repeat(BackendDialog dialog, ByteBuffer repeated, int due) {
        int start = dialog.bodyStart();
        int length = Math.min(due, repeated.remaining());
        out.limit(start + length).position(start);
        out.put(repeated.slice().limit(length));
        repeated.position(repeated.position() + length);
        if (!repeated.hasRemaining()) {
            again = null;
        }
        out.position(0).limit(0);
        sentBytes += length;
        dialog.bodySent(out, length, clock.nanoTime());
        return true;
    }

    private boolean read(BackendDialog dialog, int due) throws IOException {
        StreamSourceChannel source = openBody();
        int start = dialog.bodyStart();
        out.limit(start + due).position(start);
        int count;
        do {
            count = source.read(out);
        } while (count > 0 && out.hasRemaining());
        filled = !out.hasRemaining();
        int length = out.position() - start;
        out.position(0).limit(0);
        if (length > 0) {
            source.suspendReads();
            sentBytes += length;
            keep(start, length);
            dialog.bodySent(out, length, clock.nanoTime());
            if (dialog.isBodyComplete()) {
                // Its last byte is no end to the exchange, which would take the client to be still sending.
                source.shutdownReads();
            }
            return true;
        }
        if (count == 0) {
            dialog.bodyAwaited();
            source.resumeReads();
            return false;
        }
        if (request.body().kind() == RequestBody.Kind.FIXED) {
            throw new IOException("the request body ended early");
        }
        return end(dialog);
    }

    private void keep(int start, int length) {
        kept = null;
        if (pieces++ == 0 && keeping && request.body().kind() == RequestBody.Kind.FIXED) {
            ByteBuffer copy = ByteBuffer.allocate(length);
            copy.put(out.duplicate().limit(start + length).position(start)).flip();
            kept = copy;
        }
    }

    private boolean end(BackendDialog dialog) {
        askedForMore = true;
        dialog.bodyEnded(out, exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS), clock.nanoTime());
        return true;
    }

    long sentBytes() {
        return sentBytes;
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
        if (packet != null) {
            packet.close();
            packet = null;
        }
    }
}
