package dev.holdfast.http1.client;

import dev.holdfast.http1.ChunkedDecoder;
import dev.holdfast.http1.ResponseHead;
import dev.holdfast.http1.ResponseHeadParser;
import dev.holdfast.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of one HTTP/1.1 connection to a back end: one request at a time, no pipelining, and never again after anything unexpected.
 *
 * <pre>
 * state      event                       -> state      answer
 * IDLE       request                     -> AWAITING               starts replyTimeout; a body is due at once, or after 100 (Continue)
 * AWAITING   100 (Continue)              -> AWAITING   CONTINUE    the body is due
 * AWAITING   another interim response    -> AWAITING   INTERIM     the body is not due for it
 * AWAITING   101 that was asked for      -> CLOSED     UPGRADE     the connection is the new protocol's
 * AWAITING   a final head                -> STREAMING  HEAD
 * STREAMING  content                     -> STREAMING  BODY
 * STREAMING  the end of the body         -> IDLE       END         persistent, all of the request's body sent, no byte left unread
 *                                        -> CLOSED     END         otherwise; {@link #isReusable} tells
 * STREAMING  peerClosed                  -> CLOSED     END         where the close is the end of the body
 * any        peerClosed                  -> CLOSED     FAIL        PEER_CLOSED
 * any        what is no response         -> CLOSED     FAIL        PROTOCOL_VIOLATION
 * any        timeout                     -> CLOSED     FAIL        REPLY_TIMEOUT
 * </pre>
 *
 * <p>replyTimeout runs only while the back end is the one to act: not while the driver owes it some of the body (the client is slow) and not
 * while the driver has {@link #pause paused} reading. Every response byte and every piece of body sent starts it afresh.
 *
 * <p>A back end that does not answer an expectation within {@link #CONTINUE_TIMEOUT} gets the body all the same (RFC 9110 section 10.1.1).
 *
 * <p>Mutable, not thread-safe, confined to whoever leases the connection.
 */
public final class HttpClientMachine {
    /** How long a body waits for 100 (Continue): long enough for any back end that knows it. */
    public static final Duration CONTINUE_TIMEOUT = Duration.ofSeconds(1);

    /** What the bytes were, and what the driver does next. */
    public enum Next {
        /** Nothing whole: read on. */
        MORE,
        /** The back end waits for the body: see {@link #isBodyDue}. */
        CONTINUE,
        /** A response before the final one, see {@link #head}: 102 to 199. */
        INTERIM,
        /** Prepare the response's head, see {@link #head}. */
        HEAD,
        /** Pass {@link #content} to the client. */
        BODY,
        /** The response is complete. */
        END,
        /** The connection speaks another protocol from here on; {@link #head} is the response that says so. */
        UPGRADE,
        /** Close the connection; {@link #failure} says why. */
        FAIL
    }

    private enum State {
        IDLE,
        AWAITING,
        STREAMING,
        CLOSED
    }

    private static final int MAX_TRAILER_SIZE = 8192;
    private static final int MAX_INTERIM_RESPONSES = 20;
    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FIRST_FINAL = 200;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final long replyTimeout;
    private final ResponseHeadParser parser;

    private State state = State.IDLE;
    private HttpRequest request = new HttpRequest(0, false, false, false);
    private boolean answered;
    private boolean mayContinue;
    private boolean bodyComplete = true;
    private long bodyRemaining;
    private boolean owing;
    private boolean paused;
    private long requestedAt;
    private long lastProgress;
    private int interimResponses;
    private @Nullable ResponseHead head;
    private ResponseFraming framing = new ResponseFraming(0, false, null);
    private long contentRemaining;
    private ChunkedDecoder chunks = newChunks();
    private ByteBuffer content = NOTHING;
    private @Nullable HttpClientFailure failure;
    private @Nullable HttpResponseViolation violation;

    /**
     * Makes the machine of a new connection.
     *
     * @param replyTimeout above zero
     * @param maxHeadSize bytes a response's head may have; the driver's buffer must hold them
     * @param maxFields field lines a response's head may have
     */
    public HttpClientMachine(Duration replyTimeout, int maxHeadSize, int maxFields) {
        this.replyTimeout = Deadline.nanosOf(replyTimeout);
        this.parser = new ResponseHeadParser(maxHeadSize, maxFields);
    }

    /**
     * The driver sends a request's head.
     *
     * @throws IllegalStateException unless the connection {@link #isReusable}
     */
    public void request(HttpRequest newRequest, long now) {
        require(State.IDLE, "request");
        state = State.AWAITING;
        request = newRequest;
        answered = false;
        paused = false;
        interimResponses = 0;
        bodyRemaining = Math.max(0, newRequest.contentLength());
        bodyComplete = newRequest.contentLength() == 0;
        owing = false;
        mayContinue = !newRequest.expectsContinue();
        requestedAt = now;
        lastProgress = now;
    }

    /** Returns whether the driver is to send some of the body as soon as it has some. */
    public boolean isBodyDue() {
        return !bodyComplete && mayContinue && (state == State.AWAITING || state == State.STREAMING);
    }

    /** Returns how many bytes of a body of known length are not sent yet. */
    public long bodyRemaining() {
        return bodyRemaining;
    }

    /** Returns whether all of the request's body has been sent. */
    public boolean isBodyComplete() {
        return bodyComplete;
    }

    /**
     * The driver sent {@code bytes} of the body, framing not counted.
     *
     * @throws IllegalStateException if no body is due, or less than that
     */
    public void bodySent(int bytes, long now) {
        boolean fixed = request.contentLength() >= 0;
        if (!isBodyDue() || (fixed && bytes > bodyRemaining)) {
            throw new IllegalStateException("bodySent " + bytes + " with " + bodyRemaining + " to go in " + state);
        }
        lastProgress = now;
        owing = false;
        if (fixed) {
            bodyRemaining -= bytes;
            bodyComplete = bodyRemaining == 0;
        }
    }

    /** The driver has sent all it has of a body that is due: the client is slow, and not the back end. */
    public void bodyAwaited() {
        owing = true;
    }

    /** The driver sent the end of a body of unknown length. */
    public void bodyEnded(long now) {
        if (!isBodyDue() || request.contentLength() >= 0) {
            throw new IllegalStateException("bodyEnded with " + bodyRemaining + " to go in " + state);
        }
        lastProgress = now;
        owing = false;
        bodyComplete = true;
    }

    /** Takes what {@code in} holds next, one thing at a time. */
    public Next next(ByteBuffer in, long now) {
        if (in.hasRemaining()) {
            lastProgress = now;
        }
        return switch (state) {
            case AWAITING -> awaited(in);
            case STREAMING -> streamed(in);
            case IDLE, CLOSED -> throw new IllegalStateException("next in " + state);
        };
    }

    /** Returns the head that {@link Next#INTERIM}, {@link Next#HEAD} or {@link Next#UPGRADE} answered. */
    public ResponseHead head() {
        ResponseHead present = head;
        if (present == null) {
            throw new IllegalStateException("no head in " + state);
        }
        return present;
    }

    /** Returns a view of the driver's buffer, good until that is written to. */
    public ByteBuffer content() {
        return content;
    }

    /** Returns the trailer fields of a response that ended, without those that belong into a head. */
    public List<ChunkedDecoder.Trailer> trailers() {
        return framing.length() == ResponseFraming.CHUNKED ? chunks.trailers() : List.of();
    }

    /** The back end closed or reset the connection, and what it sent before was taken. */
    public Next peerClosed(boolean reset, long now) {
        lastProgress = now;
        if (state == State.STREAMING && framing.length() == ResponseFraming.UNTIL_CLOSE && !reset) {
            state = State.CLOSED;
            return Next.END;
        }
        return fail(HttpClientFailure.PEER_CLOSED);
    }

    /** The driver stopped reading because the client does not keep up: the back end is not late. */
    public void pause() {
        paused = true;
    }

    /** The driver reads again. */
    public void resume(long now) {
        if (paused) {
            paused = false;
            lastProgress = now;
        }
    }

    /** Returns when {@link #timeout} is due, {@link Deadline#NONE} for never. */
    public long nextDeadline() {
        if (state == State.AWAITING && !mayContinue) {
            return Deadline.after(requestedAt, Deadline.nanosOf(CONTINUE_TIMEOUT));
        }
        boolean waiting = (state == State.AWAITING || state == State.STREAMING) && !owing && !paused;
        return waiting ? Deadline.after(lastProgress, replyTimeout) : Deadline.NONE;
    }

    /** Fails what is late at {@code now}; MORE where nothing is, also where the body has become due. */
    public Next timeout(long now) {
        if (!Deadline.isExpired(nextDeadline(), now)) {
            return Next.MORE;
        }
        if (state == State.AWAITING && !mayContinue) {
            mayContinue = true;
            return Next.MORE;
        }
        return fail(HttpClientFailure.REPLY_TIMEOUT);
    }

    /** Returns whether the back end sent any byte of a response: if so, it has seen the request. */
    public boolean isAnswered() {
        return answered;
    }

    /** Returns whether another request may be sent: between requests, after a complete and orderly exchange. */
    public boolean isReusable() {
        return state == State.IDLE;
    }

    /** Returns why the last answer was FAIL, or null. */
    public @Nullable HttpClientFailure failure() {
        return failure;
    }

    /** Returns how the back end broke the protocol, or null. */
    public @Nullable HttpResponseViolation violation() {
        return violation;
    }

    private Next awaited(ByteBuffer in) {
        answered |= in.hasRemaining();
        ResponseHead next = parser.next(in);
        if (next == null) {
            return parser.isViolated() ? violated(HttpResponseViolation.BAD_HEAD) : Next.MORE;
        }
        head = next;
        if (next.status() < FIRST_FINAL && next.status() != SWITCHING_PROTOCOLS) {
            return interim(next.status());
        }
        return next.status() == SWITCHING_PROTOCOLS ? switched() : began(next);
    }

    private Next interim(int status) {
        if (++interimResponses > MAX_INTERIM_RESPONSES) {
            return violated(HttpResponseViolation.TOO_MANY_INTERIM_RESPONSES);
        }
        if (status == CONTINUE) {
            mayContinue = true;
            return Next.CONTINUE;
        }
        return Next.INTERIM;
    }

    private Next switched() {
        if (!request.upgrade()) {
            return violated(HttpResponseViolation.UNEXPECTED_UPGRADE);
        }
        state = State.CLOSED;
        return Next.UPGRADE;
    }

    private Next began(ResponseHead last) {
        framing = ResponseFraming.of(last, request.head());
        HttpResponseViolation found = framing.violation();
        if (found != null) {
            return violated(found);
        }
        state = State.STREAMING;
        contentRemaining = Math.max(0, framing.length());
        if (framing.length() == ResponseFraming.CHUNKED) {
            chunks = newChunks();
        }
        if (!mayContinue) {
            // It answered instead of asking for the body, which is not going to be sent.
            owing = false;
        }
        return Next.HEAD;
    }

    private Next streamed(ByteBuffer in) {
        if (framing.length() == ResponseFraming.CHUNKED) {
            return chunk(in);
        }
        if (framing.length() == ResponseFraming.UNTIL_CLOSE) {
            return in.hasRemaining() ? take(in, in.remaining()) : Next.MORE;
        }
        if (contentRemaining == 0) {
            return ended(in);
        }
        if (!in.hasRemaining()) {
            return Next.MORE;
        }
        int length = (int) Math.min(in.remaining(), contentRemaining);
        contentRemaining -= length;
        return take(in, length);
    }

    private Next chunk(ByteBuffer in) {
        return switch (chunks.advance(in)) {
            case NEED_MORE -> Next.MORE;
            case END -> ended(in);
            case INVALID -> violated(HttpResponseViolation.BAD_CHUNK);
            case CONTENT -> {
                int length = (int) Math.min(in.remaining(), chunks.remainingInChunk());
                chunks.contentTaken(length);
                yield take(in, length);
            }
        };
    }

    private static ChunkedDecoder newChunks() {
        return new ChunkedDecoder(MAX_TRAILER_SIZE, ChunkedDecoder.Misplaced.LEFT_OUT);
    }

    private Next take(ByteBuffer in, int length) {
        content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return Next.BODY;
    }

    private Next ended(ByteBuffer in) {
        boolean reusable = framing.persistent() && bodyComplete && !in.hasRemaining();
        state = reusable ? State.IDLE : State.CLOSED;
        content = NOTHING;
        return Next.END;
    }

    private Next violated(HttpResponseViolation found) {
        violation = found;
        return fail(HttpClientFailure.PROTOCOL_VIOLATION);
    }

    private Next fail(HttpClientFailure why) {
        state = State.CLOSED;
        failure = why;
        return Next.FAIL;
    }

    private void require(State expected, String event) {
        if (state != expected) {
            throw new IllegalStateException(event + " in " + state);
        }
    }
}
