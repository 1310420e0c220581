package dev.holdfast.bridge;

import dev.holdfast.ajp13.RequestBody;
import dev.holdfast.http1.ChunkedDecoder;
import dev.holdfast.http1.ResponseHead;
import dev.holdfast.http1.client.HttpClientFailure;
import dev.holdfast.http1.client.HttpClientMachine;
import dev.holdfast.http1.client.HttpRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection. */
final class HttpDialog implements BackendDialog {
    /** Room for the size of a chunk, up to a gigabyte, and its CRLF. */
    private static final int CHUNK_HEAD_ROOM = 10;

    private static final int CRLF_LENGTH = 2;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final HttpClientMachine machine;
    private boolean chunked;
    private HeaderMap trailers = new HeaderMap();

    HttpDialog(HttpClientMachine machine) {
        this.machine = machine;
    }

    /** HTTP/1.1 has no ping. That a peer closed is seen while a connection is idle. */
    @Override
    public boolean needsPing(long idleNanos) {
        return false;
    }

    @Override
    public ByteBuffer ping(long idleNanos, long now) {
        throw new IllegalStateException("HTTP has no ping");
    }

    @Override
    public ByteBuffer ping(long now) {
        throw new IllegalStateException("HTTP has no ping");
    }

    @Override
    public void request(ForwardedRequest request, long now) {
        chunked = request.body().kind() == RequestBody.Kind.CHUNKED;
        long length = chunked ? HttpRequest.CHUNKED : request.body().length();
        machine.request(new HttpRequest(length, request.isHead(), request.isUpgrade(), request.expectsContinue()), now);
    }

    @Override
    public void request(boolean isHead, long now) {
        chunked = false;
        machine.request(new HttpRequest(0, isHead, false, false), now);
    }

    @Override
    public int bodyDue(int capacity) {
        if (!machine.isBodyDue()) {
            return NOTHING_DUE;
        }
        int room = capacity - CHUNK_HEAD_ROOM - CRLF_LENGTH;
        return chunked ? room : (int) Math.min(room, machine.bodyRemaining());
    }

    @Override
    public int bodyStart() {
        return CHUNK_HEAD_ROOM;
    }

    @Override
    public void bodySent(ByteBuffer packet, int length, long now) {
        int start = CHUNK_HEAD_ROOM;
        int end = start + length;
        packet.clear();
        if (chunked) {
            packet.put(end++, (byte) '\r').put(end++, (byte) '\n');
            packet.put(--start, (byte) '\n').put(--start, (byte) '\r');
            for (int size = length; size > 0; size >>>= 4) {
                packet.put(--start, HEX[size & 0xF]);
            }
        }
        packet.limit(end).position(start);
        machine.bodySent(length, now);
    }

    /** Trailer fields that do not fit, or may not be passed on, are left out. */
    @Override
    public void bodyEnded(ByteBuffer packet, @Nullable HeaderMap trailers, long now) {
        packet.clear().put(bytes("0\r\n"));
        if (trailers != null) {
            for (HeaderValues values : trailers) {
                for (String value : values) {
                    String name = values.getHeaderName().toString();
                    byte[] line = bytes(name + ": " + value + "\r\n");
                    if (TrailerFields.mayPass(name, value) && packet.remaining() >= line.length + CRLF_LENGTH) {
                        packet.put(line);
                    }
                }
            }
        }
        packet.put(bytes("\r\n")).flip();
        machine.bodyEnded(now);
    }

    @Override
    public void bodyAwaited() {
        machine.bodyAwaited();
    }

    @Override
    public boolean isBodyComplete() {
        return machine.isBodyComplete();
    }

    @Override
    public Step next(ByteBuffer in, long now) {
        Step step = step(machine.next(in, now));
        if (step == Step.END) {
            for (ChunkedDecoder.Trailer trailer : machine.trailers()) {
                trailers.add(HeaderNames.of(trailer.name()), trailer.value());
            }
        }
        return step;
    }

    private static Step step(HttpClientMachine.Next next) {
        return switch (next) {
            case MORE -> Step.MORE;
            case CONTINUE -> Step.AGAIN;
            case INTERIM -> Step.INTERIM;
            case HEAD -> Step.HEAD;
            case BODY -> Step.CONTENT;
            case END -> Step.END;
            case UPGRADE -> Step.UPGRADE;
            case FAIL -> Step.FAIL;
        };
    }

    @Override
    public ForwardedHead head() {
        ResponseHead head = machine.head();
        // It may be read when the connection has its next request already.
        trailers = new HeaderMap();
        HeaderMap headers = new HeaderMap();
        for (ResponseHead.Field field : head.fields()) {
            headers.add(HeaderNames.of(field.name()), field.value());
        }
        return new ForwardedHead(head.status(), head.reason(), headers, trailers);
    }

    @Override
    public ByteBuffer content() {
        return machine.content();
    }

    @Override
    public Step peerClosed(boolean reset, long now) {
        return step(machine.peerClosed(reset, now));
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
        return machine.timeout(now) == HttpClientMachine.Next.FAIL ? Step.FAIL : Step.AGAIN;
    }

    @Override
    public long headWaitNanos() {
        return 0;
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
        HttpClientFailure failure = machine.failure();
        if (failure == null) {
            throw new IllegalStateException("nothing failed");
        }
        return BridgeFailure.of(failure);
    }

    @Override
    public @Nullable Enum<?> violation() {
        return machine.violation();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
