package dev.holdfast.ajp13;

import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The life of one AJP connection as the front sees it: one request at a time, and never again after anything unexpected.
 *
 * <pre>
 * state      event                     -> state      answer
 * IDLE       ping                      -> PINGING    CONTINUE          starts pingTimeout, connectTimeout or prepostTimeout
 * IDLE       request                   -> AWAITING   CONTINUE          starts replyTimeout; a FIXED body owes its first packet
 * PINGING    CPONG                     -> IDLE       READY
 * AWAITING   GET_BODY_CHUNK            -> AWAITING   SEND_BODY         one packet is owed
 * AWAITING   SEND_HEADERS              -> STREAMING  HEAD
 * STREAMING  GET_BODY_CHUNK            -> STREAMING  SEND_BODY         a container may read on after it began to answer
 * STREAMING  SEND_BODY_CHUNK           -> STREAMING  BODY or FLUSH     FLUSH where it is empty, SKIP where no body is allowed
 * STREAMING  END_RESPONSE              -> IDLE       END               reuse, all of the request's body sent, no byte left unread
 *                                      -> CLOSED     END_AND_CLOSE     otherwise
 * any        any other message         -> CLOSED     FAIL              PROTOCOL_VIOLATION
 * any        peerClosed                -> CLOSED     FAIL              PEER_CLOSED
 * PINGING    timeout                   -> CLOSED     FAIL              PING_TIMEOUT
 * AWAITING   timeout                   -> CLOSED     FAIL              REPLY_TIMEOUT
 * STREAMING  timeout                   -> CLOSED     FAIL              REPLY_TIMEOUT
 * </pre>
 *
 * <p>replyTimeout runs only while the container is the one to act: not while a body packet is owed to it (the client is slow) and not
 * while the driver has {@link #pause paused} reading (the client is slow again). Every message and every packet sent starts it afresh.
 *
 * <p>A request body that was not sent to its end makes the connection useless for another request: the container may still wait for a body
 * packet, and would take the next request for one, or the other way round.
 *
 * <p>Mutable, not thread-safe, confined to whoever leases the connection. An event the state does not allow the driver is an
 * {@link IllegalStateException}; what the peer does wrong is a {@link #failure} and a {@link #violation}.
 */
public final class AjpClientMachine {
    /** What {@link #bodyDue} answers while the container waits for no body packet. */
    public static final int NOTHING_DUE = -1;

    /** What the driver does next. */
    public enum Next {
        /** Read on. */
        CONTINUE,
        /** The ping was answered: send the request. */
        READY,
        /** A body packet is due; see {@link #bodyDue}. */
        SEND_BODY,
        /** Prepare the response's head. */
        HEAD,
        /** Pass the chunk's data to the client. */
        BODY,
        /** Drop the chunk: this response has no body. */
        SKIP,
        /** Pass on what there is, now. */
        FLUSH,
        /** The response is complete, the connection is good for another. */
        END,
        /** The response is complete, the connection is not good for another. */
        END_AND_CLOSE,
        /** Close the connection; {@link #failure} says why. */
        FAIL
    }

    private enum State {
        IDLE,
        PINGING,
        AWAITING,
        STREAMING,
        CLOSED
    }

    private final AjpClientTimeouts timeouts;
    private final int maxBodyBytes;

    private State state = State.IDLE;
    private RequestBody requestBody = RequestBody.NONE;
    private boolean headRequest;
    private boolean answered;
    private boolean bodyComplete;
    private long bodyRemaining;
    private int bodyDue = NOTHING_DUE;
    private boolean paused;
    private long lastProgress;
    private long pingNanos;
    private @Nullable ResponseBody responseBody;
    private @Nullable AjpFailure failure;
    private @Nullable AjpViolation violation;

    /** @param packetSize {@value AjpPacket#DEFAULT_SIZE} to {@value AjpPacket#MAX_SIZE} bytes, as configured at the container */
    public AjpClientMachine(AjpClientTimeouts timeouts, int packetSize) {
        this.timeouts = timeouts;
        this.maxBodyBytes = AjpPacket.maxRequestBodyBytes(AjpPacket.requireSize(packetSize));
    }

    /**
     * Returns whether a connection must answer a CPING before it gets a request.
     *
     * @param idleNanos how long it was idle, negative for one that has just been established
     */
    public boolean needsPing(long idleNanos) {
        return !timeouts.prepostTimeout().isZero()
                || (idleNanos < 0
                        ? !timeouts.connectTimeout().isZero()
                        : idleNanos >= Deadline.nanosOf(timeouts.pingAfterIdle()));
    }

    /** The driver sends CPING on a connection that is idle and stays so. */
    public Next ping(long now) {
        return ping(timeouts.pingTimeout(), now);
    }

    /**
     * The driver sends CPING because {@link #needsPing} says so.
     *
     * @param idleNanos as there
     */
    public Next ping(long idleNanos, long now) {
        if (idleNanos < 0 && !timeouts.connectTimeout().isZero()) {
            return ping(timeouts.connectTimeout(), now);
        }
        return ping(timeouts.prepostTimeout().isZero() ? timeouts.pingTimeout() : timeouts.prepostTimeout(), now);
    }

    private Next ping(Duration timeout, long now) {
        require(State.IDLE, "ping");
        state = State.PINGING;
        answered = false;
        lastProgress = now;
        pingNanos = Deadline.nanosOf(timeout);
        return Next.CONTINUE;
    }

    /**
     * The driver sends a request.
     *
     * @param headRequest whether its method is HEAD
     */
    public Next request(RequestBody body, boolean headRequest, long now) {
        require(State.IDLE, "request");
        state = State.AWAITING;
        requestBody = body;
        this.headRequest = headRequest;
        answered = false;
        paused = false;
        bodyRemaining = body.length();
        bodyComplete = body.kind() == RequestBody.Kind.NONE;
        bodyDue = body.kind() == RequestBody.Kind.FIXED ? due(maxBodyBytes) : NOTHING_DUE;
        lastProgress = now;
        return bodyDue == NOTHING_DUE ? Next.CONTINUE : Next.SEND_BODY;
    }

    /**
     * Returns what the container waits for: up to that many bytes in one packet, at least one; the empty packet for 0; nothing for
     * {@link #NOTHING_DUE}.
     */
    public int bodyDue() {
        return bodyDue;
    }

    /** Returns whether all of the client's body has been put into packets. */
    public boolean isBodyComplete() {
        return bodyComplete;
    }

    /**
     * The driver put {@code bytes} of the client's body into a packet.
     *
     * @throws IllegalStateException if more were put in than are due
     */
    public void bodySent(int bytes, long now) {
        if (bytes <= 0 || bytes > bodyDue) {
            throw new IllegalStateException("bodySent " + bytes + " where " + bodyDue + " were due in " + state);
        }
        bodyDue = NOTHING_DUE;
        lastProgress = now;
        if (requestBody.kind() == RequestBody.Kind.FIXED) {
            bodyRemaining -= bytes;
            bodyComplete = bodyRemaining == 0;
        }
    }

    /**
     * The driver sent the empty packet that ends the body.
     *
     * @throws IllegalStateException if no packet is due, or bytes of a FIXED body are
     */
    public void bodyEnded(long now) {
        if (bodyDue == NOTHING_DUE || bodyRemaining > 0) {
            throw new IllegalStateException("bodyEnded with " + bodyRemaining + " bytes to go in " + state);
        }
        bodyDue = NOTHING_DUE;
        bodyComplete = true;
        lastProgress = now;
    }

    /**
     * The container sent {@code message}.
     *
     * @param unread how many bytes were received behind it; any behind END_RESPONSE spoil the connection
     */
    public Next received(FromContainer message, int unread, long now) {
        lastProgress = now;
        if (state == State.PINGING && message instanceof CPong) {
            state = State.IDLE;
            return unread == 0 ? Next.READY : violated(AjpViolation.UNEXPECTED_MESSAGE);
        }
        boolean exchanging = state == State.AWAITING || state == State.STREAMING;
        answered |= exchanging;
        if (exchanging && message instanceof GetBodyChunk ask && ask.requestedLength() > 0 && bodyDue == NOTHING_DUE) {
            bodyDue = due(Math.min(ask.requestedLength(), maxBodyBytes));
            return Next.SEND_BODY;
        }
        if (state == State.AWAITING && message instanceof SendHeaders head) {
            return began(head);
        }
        ResponseBody body = responseBody;
        if (state == State.STREAMING && body != null) {
            if (message instanceof SendBodyChunk chunk) {
                return chunk(chunk, body);
            }
            if (message instanceof EndResponse end) {
                return ended(end, body, unread);
            }
        }
        return violated(AjpViolation.UNEXPECTED_MESSAGE);
    }

    /** What the container sent is no message. */
    public Next violated(AjpViolation found) {
        violation = found;
        return fail(AjpFailure.PROTOCOL_VIOLATION);
    }

    /** The container closed or reset the connection. */
    public Next peerClosed(long now) {
        lastProgress = now;
        return fail(AjpFailure.PEER_CLOSED);
    }

    /** The driver stopped reading because the client does not keep up: the container is not late. */
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
        return switch (state) {
            case PINGING -> Deadline.after(lastProgress, pingNanos);
            case AWAITING, STREAMING ->
                paused || bodyDue != NOTHING_DUE
                        ? Deadline.NONE
                        : Deadline.after(lastProgress, Deadline.nanosOf(timeouts.replyTimeout()));
            case IDLE, CLOSED -> Deadline.NONE;
        };
    }

    /** Fails what is late at {@code now}; CONTINUE where nothing is. */
    public Next timeout(long now) {
        if (!Deadline.isExpired(nextDeadline(), now)) {
            return Next.CONTINUE;
        }
        return fail(state == State.PINGING ? AjpFailure.PING_TIMEOUT : AjpFailure.REPLY_TIMEOUT);
    }

    /** Returns whether the container sent any message of its response: if so, it has seen the request. */
    public boolean isAnswered() {
        return answered;
    }

    /** Returns whether another request may be sent: between requests, after a complete and orderly exchange. */
    public boolean isReusable() {
        return state == State.IDLE;
    }

    /** Returns why the last answer was FAIL, or null. */
    public @Nullable AjpFailure failure() {
        return failure;
    }

    /** Returns how the container broke the protocol, or null. */
    public @Nullable AjpViolation violation() {
        return violation;
    }

    private Next began(SendHeaders head) {
        ResponseBody body = new ResponseBody(head, headRequest);
        AjpViolation found = body.violation();
        if (found != null) {
            return violated(found);
        }
        responseBody = body;
        state = State.STREAMING;
        return Next.HEAD;
    }

    private Next chunk(SendBodyChunk chunk, ResponseBody body) {
        int bytes = chunk.data().remaining();
        AjpViolation found = body.add(bytes);
        if (found != null) {
            return violated(found);
        }
        if (!body.allowed()) {
            return Next.SKIP;
        }
        return bytes == 0 ? Next.FLUSH : Next.BODY;
    }

    private Next ended(EndResponse end, ResponseBody body, int unread) {
        AjpViolation found = body.end();
        if (found != null) {
            return violated(found);
        }
        boolean reusable = end.reuse() && bodyComplete && bodyDue == NOTHING_DUE && unread == 0;
        state = reusable ? State.IDLE : State.CLOSED;
        bodyDue = NOTHING_DUE;
        responseBody = null;
        return reusable ? Next.END : Next.END_AND_CLOSE;
    }

    /** A container that asks beyond the end, or where there is no body, gets the empty packet. */
    private int due(int asked) {
        return switch (requestBody.kind()) {
            case FIXED -> (int) Math.min(asked, bodyRemaining);
            case CHUNKED -> bodyComplete ? 0 : asked;
            case NONE -> 0;
        };
    }

    private Next fail(AjpFailure why) {
        if (state != State.CLOSED) {
            failure = why;
        }
        state = State.CLOSED;
        bodyDue = NOTHING_DUE;
        return Next.FAIL;
    }

    private void require(State expected, String event) {
        if (state != expected) {
            throw new IllegalStateException(event + " in " + state);
        }
    }
}
