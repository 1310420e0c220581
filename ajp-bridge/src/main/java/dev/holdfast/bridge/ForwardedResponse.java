package dev.holdfast.bridge;

import dev.holdfast.connector.ForwardedLength;
import dev.holdfast.connector.InterimResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.channels.StreamSinkChannel;

/**
 * The client's side of a response. The head is held back until there is something to send with it, or the back end says or lets know that there
 * is not yet, so that one that fails before that gets a status of its own instead of a connection cut off. Confined to the exchange's I/O thread.
 */
final class ForwardedResponse {
    /** Two ends of line before the last chunk, its size, and the end of the trailer section, with room to spare. */
    private static final int LAST_CHUNK_ROOM = 32;

    /** A colon, a blank and the end of the line. */
    private static final int FIELD_FRAMING = 4;

    /**
     * What stays out of responses before the final one: a length, since they have no body that could be framed, and what may name the back end's
     * own URLs, paths and domains. The final one has those again, and there ProxyPassReverse corrects them.
     */
    private static final Set<HttpString> FINAL_ONLY = Set.of(
            Headers.CONTENT_LENGTH,
            Headers.LOCATION,
            Headers.CONTENT_LOCATION,
            Headers.SET_COOKIE,
            new HttpString("URI"),
            new HttpString("Destination"));

    private final HttpServerExchange exchange;
    private final Runnable whenWritable;
    private @Nullable ForwardedHead head;
    private @Nullable StreamSinkChannel channel;
    private @Nullable ByteBuffer data;
    private boolean flushing;

    /** Whether anything was written that may lie in a buffer of the client's protocol: HTTP/2 and TLS have such. */
    private boolean unflushed;

    private boolean ended;

    /** Whether the client is gone, and had all of it. */
    private boolean left;

    private long sentBytes;

    /** @param whenWritable runs on the exchange's I/O thread after {@link #drain} has returned false */
    ForwardedResponse(HttpServerExchange exchange, Runnable whenWritable) {
        this.exchange = exchange;
        this.whenWritable = whenWritable;
    }

    /** Passes on a response before the final one, to a client that knows of such (RFC 9110 section 15.2). */
    void interim(ForwardedHead early) throws IOException {
        HopByHop hopByHop = new HopByHop(ForwardedRequest.valuesOf(early.headers(), Headers.CONNECTION));
        HeaderMap fields = new HeaderMap();
        for (HeaderValues values : early.headers()) {
            if (!hopByHop.contains(values.getHeaderName().toString()) && !FINAL_ONLY.contains(values.getHeaderName())) {
                fields.putAll(values.getHeaderName(), values);
            }
        }
        boolean unused = InterimResponse.send(exchange, early.status(), early.reason(), fields);
    }

    void begin(ForwardedHead newHead) {
        head = newHead;
    }

    /** Forgets what was begun, none of which the client must have: another response takes its place. */
    void discard() {
        head = null;
        data = null;
        flushing = false;
        sentBytes = 0;
    }

    /** Takes a view; it must stay as it is until {@link #drain} has returned true. */
    void send(ByteBuffer newData) {
        data = newData;
        sentBytes += newData.remaining();
    }

    long sentBytes() {
        return sentBytes;
    }

    void flush() {
        flushing = true;
    }

    boolean isUnflushed() {
        return unflushed;
    }

    void end() {
        ended = true;
        ForwardedHead answer = head;
        if (answer != null && ForwardedRequest.acceptsTrailers(exchange)) {
            HeaderMap trailers = thatFit(answer.trailers());
            if (trailers.size() > 0) {
                exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, trailers);
            }
        }
    }

    /** The listener writes them with the last chunk into one buffer. What does not fit, or may not be passed on, is left out. */
    private HeaderMap thatFit(HeaderMap trailers) {
        int room = exchange.getConnection().getByteBufferPool().getBufferSize() - LAST_CHUNK_ROOM;
        HeaderMap fitting = new HeaderMap();
        for (HeaderValues values : trailers) {
            for (String value : values) {
                int length = values.getHeaderName().length() + value.length() + FIELD_FRAMING;
                if (length <= room
                        && TrailerFields.mayPass(values.getHeaderName().toString(), value)) {
                    room -= length;
                    fitting.add(values.getHeaderName(), value);
                }
            }
        }
        return fitting;
    }

    /** Returns whether there is a head that the client has not got. */
    boolean isHeldBack() {
        return head != null && !isCommitted();
    }

    boolean isCommitted() {
        return channel != null || exchange.isResponseStarted();
    }

    /**
     * Takes note that the client's connection is closed; returns whether nothing of the response was missing. A client need not wait for the back
     * end to say that it is done, and a front that closes after the response does not.
     */
    boolean leave() {
        left |= channel != null && data == null && exchange.getResponseContentLength() == sentBytes;
        return left;
    }

    /** Writes what there is; false while the client does not take it. */
    boolean drain() throws IOException {
        try {
            return left || drainToClient();
        } catch (IOException gone) {
            if (!leave()) {
                throw gone;
            }
            return true;
        }
    }

    private boolean drainToClient() throws IOException {
        if (data == null && !flushing && !ended) {
            return true;
        }
        StreamSinkChannel out = channel == null ? commit() : channel;
        if (writeData(out) && flush(out)) {
            if (!ended && out.isWriteResumed()) {
                out.suspendWrites();
            }
            return true;
        }
        out.resumeWrites();
        return false;
    }

    /** Answers with a bare status instead of the back end's response, which must not be committed. */
    void fail(int status) {
        head = null;
        data = null;
        exchange.setStatusCode(status);
        if (!exchange.isRequestComplete()) {
            // The client may be in the middle of a body that nobody is going to read.
            exchange.setPersistent(false);
        }
        end();
    }

    /** Cuts the client off in a way it cannot take for the end of the response. */
    void abort() {
        HeaderMap headers = exchange.getResponseHeaders();
        if (!headers.contains(Headers.CONTENT_LENGTH) && !headers.contains(Headers.TRANSFER_ENCODING)) {
            resetOnClose();
        }
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }

    /** A response that lasts until the connection is closed looks complete unless the close is a reset. */
    private void resetOnClose() {
        try {
            exchange.getConnection().setOption(Options.CLOSE_ABORT, Boolean.TRUE);
        } catch (IOException alreadyClosed) {
            // Then there is nothing left to reset.
        }
    }

    private StreamSinkChannel commit() {
        ForwardedHead answer = head;
        if (answer != null) {
            apply(answer);
        }
        HeaderMap headers = exchange.getResponseHeaders();
        if (ended && data == null && mayHaveBody() && !headers.contains(Headers.CONTENT_LENGTH)) {
            headers.put(Headers.CONTENT_LENGTH, "0");
        }
        StreamSinkChannel committed = exchange.getResponseChannel();
        if (committed == null) {
            throw new IllegalStateException("the response of " + exchange + " belongs to another handler");
        }
        committed.getWriteSetter().set(ready -> whenWritable.run());
        channel = committed;
        return committed;
    }

    private boolean mayHaveBody() {
        int status = exchange.getStatusCode();
        return status != StatusCodes.NO_CONTENT
                && status != StatusCodes.NOT_MODIFIED
                && !exchange.getRequestMethod().equalToString("HEAD");
    }

    private void apply(ForwardedHead answer) {
        exchange.setStatusCode(answer.status());
        if (!answer.reason().isEmpty()) {
            exchange.setReasonPhrase(answer.reason());
        }
        HopByHop hopByHop = new HopByHop(ForwardedRequest.valuesOf(answer.headers(), Headers.CONNECTION));
        HeaderMap headers = exchange.getResponseHeaders();
        for (HeaderValues values : answer.headers()) {
            if (!hopByHop.contains(values.getHeaderName().toString())) {
                headers.putAll(values.getHeaderName(), values);
            } else {
                headers.remove(values.getHeaderName());
            }
        }
        HeaderValues announced = answer.headers().get(Headers.TRAILER);
        if (announced != null && ForwardedRequest.acceptsTrailers(exchange)) {
            headers.putAll(Headers.TRAILER, announced);
        }
        // Several equal lengths are one; the back end's machine has made sure that they are equal.
        String length = headers.getFirst(Headers.CONTENT_LENGTH);
        if (length != null) {
            headers.put(Headers.CONTENT_LENGTH, length);
            // Containers write 0 where they have written nothing, and do not mean the length of a 200.
            if (answer.status() == StatusCodes.NOT_MODIFIED && !length.equals("0")) {
                ForwardedLength.keep(exchange);
            }
        }
    }

    /** Answers 101 as the back end did, with the fields of the connection, which are the point of it. */
    void upgrade(ForwardedHead answer, HttpUpgradeListener tunnel) {
        HeaderMap headers = exchange.getResponseHeaders();
        for (HeaderValues values : answer.headers()) {
            headers.putAll(values.getHeaderName(), values);
        }
        exchange.upgradeChannel(tunnel);
        exchange.endExchange();
    }

    private boolean writeData(StreamSinkChannel out) throws IOException {
        ByteBuffer pending = data;
        if (pending == null) {
            return true;
        }
        while (pending.hasRemaining()) {
            if (out.write(pending) == 0) {
                return false;
            }
            unflushed = true;
        }
        data = null;
        return true;
    }

    private boolean flush(StreamSinkChannel out) throws IOException {
        if (ended) {
            out.shutdownWrites();
        } else if (!flushing) {
            return true;
        }
        if (!out.flush()) {
            return false;
        }
        flushing = false;
        unflushed = false;
        return true;
    }
}
