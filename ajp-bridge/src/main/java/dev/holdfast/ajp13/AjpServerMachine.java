package dev.holdfast.ajp13;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The life of one AJP connection as the container sees it: one message at a time, one END_RESPONSE for each request, and never another
 * request after anything unexpected.
 *
 * <pre>
 * state       event                        -> state       answer     timer started
 * ACCEPTED    bytesArrived                 -> READING     READ       readTimeout
 * IDLE        bytesArrived                 -> READING     READ       readTimeout
 * READING     bytesArrived                 -> READING     READ       none: readTimeout runs on
 * READING     pinged                       -> PINGED                 none: it is the container's turn
 * READING     requestRead                  -> DISPATCHED             none
 * READING     refused, violated            -> ANSWERING   REFUSE     none; where no request can be told from what came, as timeout
 * PINGED      pongWritten                  -> IDLE        READ       keepAliveTimeout
 * DISPATCHED  responseStarted              -> ANSWERING              none
 * DISPATCHED,
 *   ANSWERING bodyWanted, bodyReceived     -> the same               readTimeout while the driver says that it waits
 * ANSWERING   ended                        -> ENDING                 says whether END_RESPONSE allows another request
 * ENDING      endWritten, if it does       -> IDLE        READ       keepAliveTimeout
 * ENDING      endWritten, else             -> LINGERING   LINGER     lingerTimeout
 * ACCEPTED    timeout, drain               -> LINGERING   LINGER     lingerTimeout
 * IDLE        timeout, drain               -> LINGERING   LINGER     lingerTimeout
 * READING     timeout                      -> LINGERING   LINGER     lingerTimeout
 * LINGERING   bytesArrived                 -> LINGERING   LINGER     none: lingerTimeout runs on
 * LINGERING   timeout                      -> CLOSED      CLOSE
 * any         peerClosed                   -> CLOSED      CLOSE
 * any         closed                       -> CLOSED
 * </pre>
 *
 * <p>A lingerTimeout of zero makes CLOSED of every LINGERING.
 *
 * <p>It is to AJP what {@link dev.holdfast.lifetime.ConnectionMachine} is to HTTP and shares its vocabulary and its reasons to close, but not
 * its table: there the client says when a body ends and the connection persists, here the container asks for each packet and decides; here a
 * CPING comes between requests; and the states of TLS, upgrades, streams and pipelining, which make most of that table, have no meaning in AJP.
 * Above all, an AJP connection rests without a limit by default, while one in the middle of a message must not, so the two timers are two.
 *
 * <p>Mutable and not thread-safe: a handler may read on one thread and write on another, so drivers call it under a lock. An event the state
 * does not allow the driver is an {@link IllegalStateException}; what the front does wrong is a {@link #violation}.
 */
public final class AjpServerMachine {
    private static final int BAD_REQUEST = 400;
    private static final int HEADER_FIELDS_TOO_LARGE = 431;

    /** Where a connection is in its life; the successors of each stand in the table above. */
    public enum State {
        /** Accepted; no byte has come. */
        ACCEPTED,
        /** Between two messages, and not the first. */
        IDLE,
        /** A message has begun. */
        READING,
        /** A CPING is to be answered. */
        PINGED,
        /** A handler has the request. */
        DISPATCHED,
        /** The response has begun. */
        ANSWERING,
        /** END_RESPONSE is to be written. */
        ENDING,
        /** FIN is sent; what the front still sends is dropped. */
        LINGERING,
        /** Over. */
        CLOSED
    }

    /** What the driver does next. */
    public enum Next {
        /** Read on. */
        READ,
        /** Answer with {@link #refusalStatus}, end and close. */
        REFUSE,
        /** Send FIN, drop what comes. */
        LINGER,
        /** Close the connection. */
        CLOSE,
        /** The front sent nothing of a body that somebody waits for. */
        BODY_TIMED_OUT,
        /** The front took nothing of what is to be written. */
        WRITE_TIMED_OUT
    }

    private final int maxBodyBytes;
    private final long keepAliveNanos;
    private final long readNanos;
    private final long writeNanos;
    private final long lingerNanos;

    private State state = State.ACCEPTED;
    private long deadline;
    private long bodyDeadline = Deadline.NONE;
    private long writeDeadline = Deadline.NONE;
    private int requests;
    private RequestBody body = RequestBody.NONE;
    private long bodyRemaining;
    private boolean bodyComplete = true;
    private boolean bodyDue;
    private boolean bodyLate;
    private boolean reuse;
    private boolean draining;
    private boolean silentFin;
    private boolean raceVictim;
    private int refusalStatus;
    private @Nullable CloseReason closeReason;
    private @Nullable AjpViolation violation;

    /**
     * Makes the machine of a connection that was accepted at {@code now}.
     *
     * @param packetSize {@value AjpPacket#DEFAULT_SIZE} to {@value AjpPacket#MAX_SIZE} bytes, as configured at the front
     */
    public AjpServerMachine(AjpServerTimeouts timeouts, int packetSize, long now) {
        maxBodyBytes = AjpPacket.maxRequestBodyBytes(AjpPacket.requireSize(packetSize));
        keepAliveNanos = AjpServerTimeouts.orNone(timeouts.keepAliveTimeout());
        readNanos = Deadline.nanosOf(timeouts.readTimeout());
        writeNanos = Deadline.nanosOf(timeouts.writeTimeout());
        lingerNanos = Deadline.nanosOf(timeouts.lingerTimeout());
        deadline = Deadline.after(now, AjpServerTimeouts.orNone(timeouts.connectionTimeout()));
    }

    /** Returns where the connection is in its life. */
    public State state() {
        return state;
    }

    /** Returns how many requests have been read, 0 or more. */
    public int requests() {
        return requests;
    }

    /** Returns why the connection ends, null where nothing ends it yet. The first reason is kept. */
    public @Nullable CloseReason closeReason() {
        return closeReason;
    }

    /** Returns how the front broke the protocol, or null. */
    public @Nullable AjpViolation violation() {
        return violation;
    }

    /** Returns whether bytes arrived after the connection, idle, had been given up with FIN: a request that its front has to repeat. */
    public boolean isRaceVictim() {
        return raceVictim;
    }

    /** Returns the status of the answer where the last one was REFUSE. */
    public int refusalStatus() {
        return refusalStatus;
    }

    /** Returns when {@link #timeout} is due, {@link Deadline#NONE} for never. */
    public long nextDeadline() {
        return Math.min(deadline, Math.min(bodyDeadline, writeDeadline));
    }

    /** Bytes are here. In the middle of a message they renew nothing; after an idle connection was given up they are a lost request. */
    public Next bytesArrived(long now) {
        switch (state) {
            case ACCEPTED, IDLE -> {
                state = State.READING;
                deadline = Deadline.after(now, readNanos);
            }
            case READING -> {
                // The message's deadline is a total.
            }
            case LINGERING -> {
                raceVictim |= silentFin;
                return Next.LINGER;
            }
            default -> throw illegal("bytesArrived");
        }
        return Next.READ;
    }

    /** The message is a CPING. */
    public void pinged() {
        require(State.READING, "pinged");
        state = State.PINGED;
        deadline = Deadline.NONE;
    }

    /** CPONG is with the kernel. */
    public Next pongWritten(long now) {
        require(State.PINGED, "pongWritten");
        return draining ? giveUp(CloseReason.DRAINED, now) : idle(now);
    }

    /** The message is a request. Of a {@link RequestBody.Kind#FIXED} body the first packet comes unasked. */
    public void requestRead(RequestBody requestBody) {
        require(State.READING, "requestRead");
        state = State.DISPATCHED;
        deadline = Deadline.NONE;
        requests++;
        body = requestBody;
        bodyRemaining = requestBody.length();
        bodyComplete = requestBody.kind() == RequestBody.Kind.NONE;
        bodyDue = requestBody.kind() == RequestBody.Kind.FIXED;
        bodyLate = false;
    }

    /** The request is refused before any handler saw it. */
    public Next refused(int status) {
        require(State.READING, "refused");
        return refuse(status, CloseReason.REQUEST_REFUSED);
    }

    /**
     * What the front sent is no message that can come now. A request that cannot be understood is answered before the connection ends, lest
     * the front take the container for broken; what cannot even be told to be one is not.
     */
    public Next violated(AjpViolation found, long now) {
        if (violation == null) {
            violation = found;
        }
        if (state != State.READING) {
            closeAfterResponse(CloseReason.PROTOCOL_VIOLATION);
            return Next.CLOSE;
        }
        return switch (found) {
            case BAD_MAGIC, UNKNOWN_MESSAGE_CODE, UNEXPECTED_MESSAGE -> linger(CloseReason.PROTOCOL_VIOLATION, now);
            case TOO_MANY_HEADERS, MESSAGE_TOO_LONG -> refuse(HEADER_FIELDS_TOO_LARGE, CloseReason.PROTOCOL_VIOLATION);
            default -> refuse(BAD_REQUEST, CloseReason.PROTOCOL_VIOLATION);
        };
    }

    /** Returns whether all of the request's body has come, or there is none. */
    public boolean isBodyComplete() {
        return bodyComplete;
    }

    /** Returns whether the front owes a body packet. */
    public boolean isBodyDue() {
        return bodyDue;
    }

    /** Returns how many bytes to ask the front for with GET_BODY_CHUNK, which it owes from then on; 0 where it owes some already, or has none. */
    public int bodyWanted() {
        requireUnderWay("bodyWanted");
        if (bodyComplete || bodyDue) {
            return 0;
        }
        bodyDue = true;
        return body.kind() == RequestBody.Kind.FIXED ? (int) Math.min(maxBodyBytes, bodyRemaining) : maxBodyBytes;
    }

    /**
     * A body packet of {@code bytes} is here; an empty one ends a CHUNKED body.
     *
     * @return what is wrong with it, after which the body cannot be read any further, or null
     */
    public @Nullable AjpViolation bodyReceived(int bytes) {
        requireUnderWay("bodyReceived");
        if (!bodyDue) {
            return broken(AjpViolation.UNEXPECTED_MESSAGE);
        }
        bodyDue = false;
        bodyLate = false;
        bodyDeadline = Deadline.NONE;
        if (body.kind() == RequestBody.Kind.CHUNKED) {
            bodyComplete = bytes == 0;
            return null;
        }
        if (bytes > bodyRemaining) {
            return broken(AjpViolation.BODY_LONGER_THAN_CONTENT_LENGTH);
        }
        if (bytes == 0) {
            return broken(AjpViolation.BODY_SHORTER_THAN_CONTENT_LENGTH);
        }
        bodyRemaining -= bytes;
        bodyComplete = bodyRemaining == 0;
        return null;
    }

    /** Somebody waits for bytes of the body. Does nothing but answer where somebody does already. Returns until when. */
    public long bodyWaits(long now) {
        if (bodyDeadline == Deadline.NONE) {
            bodyDeadline = Deadline.after(now, readNanos);
        }
        return bodyDeadline;
    }

    /** Nobody waits for the body, or bytes of it have come. */
    public void bodyWaited() {
        bodyDeadline = Deadline.NONE;
    }

    /** Returns whether somebody has waited for bytes of the body, and none came in time. */
    public boolean isBodyLate(long now) {
        return bodyLate || Deadline.isExpired(bodyDeadline, now);
    }

    /** The front does not take what is to be written. Does nothing but answer where that is known. Returns until when it may take its time. */
    public long writeWaits(long now) {
        if (writeDeadline == Deadline.NONE) {
            writeDeadline = Deadline.after(now, writeNanos);
        }
        return writeDeadline;
    }

    /** The front has taken something, or nothing is to be written. */
    public void writeWaited() {
        writeDeadline = Deadline.NONE;
    }

    /** Returns whether the front has taken nothing for too long. */
    public boolean isWriteLate(long now) {
        return Deadline.isExpired(writeDeadline, now);
    }

    /** Decides that the connection ends with the response under way. The first reason given is kept. */
    public void closeAfterResponse(CloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
    }

    /** SEND_HEADERS is about to be written. */
    public void responseStarted() {
        require(State.DISPATCHED, "responseStarted");
        state = State.ANSWERING;
    }

    /**
     * END_RESPONSE is about to be written, the only one of this request. A body that was not read to its end leaves the front and us at odds
     * about what its next packet is, and so does a packet that came early (CVE-2011-3190): then there is no other request.
     *
     * @param unread how many bytes of the front's nobody has read
     * @return whether END_RESPONSE allows another request
     */
    public boolean ended(int unread) {
        require(State.ANSWERING, "ended");
        state = State.ENDING;
        bodyDeadline = Deadline.NONE;
        if (!bodyComplete) {
            closeAfterResponse(CloseReason.REQUEST_BODY_UNREAD);
        } else if (unread > 0) {
            violation = violation == null ? AjpViolation.UNEXPECTED_MESSAGE : violation;
            closeAfterResponse(CloseReason.PROTOCOL_VIOLATION);
        }
        if (draining) {
            closeAfterResponse(CloseReason.DRAINED);
        }
        reuse = closeReason == null;
        return reuse;
    }

    /** Returns whether the request's END_RESPONSE is written, or about to be. */
    public boolean isEnded() {
        return state != State.DISPATCHED && state != State.ANSWERING;
    }

    /** END_RESPONSE is with the kernel. */
    public Next endWritten(long now) {
        require(State.ENDING, "endWritten");
        CloseReason reason = closeReason;
        if (reason != null) {
            // One that came up after END_RESPONSE had allowed another request ends the connection as an idle one.
            silentFin = reuse;
            return linger(reason, now);
        }
        return draining ? giveUp(CloseReason.DRAINED, now) : idle(now);
    }

    /** The front closed or reset the connection. */
    public Next peerClosed() {
        return close(
                state == State.ACCEPTED || state == State.IDLE
                        ? CloseReason.CLIENT_CLOSED
                        : CloseReason.CLIENT_ABORTED);
    }

    /** Ends the connection as soon as nothing is lost by it: at once where it rests, else with the response under way. */
    public Next drain(long now) {
        draining = true;
        return state == State.ACCEPTED || state == State.IDLE ? giveUp(CloseReason.DRAINED, now) : Next.READ;
    }

    /**
     * Acts on an expired deadline; READ where nothing is late. A driver looks once more for bytes before it calls this for an ACCEPTED or IDLE
     * connection.
     */
    public Next timeout(long now) {
        if (Deadline.isExpired(writeDeadline, now)) {
            writeDeadline = Deadline.NONE;
            closeAfterResponse(CloseReason.WRITE_TIMEOUT);
            return Next.WRITE_TIMED_OUT;
        }
        if (Deadline.isExpired(bodyDeadline, now)) {
            bodyDeadline = Deadline.NONE;
            bodyLate = true;
            closeAfterResponse(CloseReason.REQUEST_BODY_TIMEOUT);
            return Next.BODY_TIMED_OUT;
        }
        if (!Deadline.isExpired(deadline, now)) {
            return Next.READ;
        }
        return switch (state) {
            case ACCEPTED -> giveUp(CloseReason.CONNECTION_TIMEOUT, now);
            case IDLE -> giveUp(CloseReason.KEEP_ALIVE_TIMEOUT, now);
            case READING -> linger(CloseReason.REQUEST_HEAD_TIMEOUT, now);
            case LINGERING -> close(CloseReason.CLIENT_CLOSED);
            case PINGED, DISPATCHED, ANSWERING, ENDING, CLOSED -> throw illegal("timeout");
        };
    }

    /** The socket is closed, for {@code reason} unless another one led to it. */
    public void closed(CloseReason reason) {
        close(reason);
    }

    private Next refuse(int status, CloseReason reason) {
        closeAfterResponse(reason);
        state = State.ANSWERING;
        deadline = Deadline.NONE;
        bodyComplete = true;
        bodyDue = false;
        refusalStatus = status;
        return Next.REFUSE;
    }

    private AjpViolation broken(AjpViolation found) {
        if (violation == null) {
            violation = found;
        }
        closeAfterResponse(
                found == AjpViolation.BODY_SHORTER_THAN_CONTENT_LENGTH
                        ? CloseReason.CLIENT_ABORTED
                        : CloseReason.PROTOCOL_VIOLATION);
        return found;
    }

    private Next idle(long now) {
        state = State.IDLE;
        deadline = Deadline.after(now, keepAliveNanos);
        return Next.READ;
    }

    /** FIN without a word, to a front whose next request may be under way. */
    private Next giveUp(CloseReason reason, long now) {
        silentFin = true;
        return linger(reason, now);
    }

    private Next linger(CloseReason reason, long now) {
        if (lingerNanos == 0) {
            return close(reason);
        }
        closeAfterResponse(reason);
        state = State.LINGERING;
        deadline = Deadline.after(now, lingerNanos);
        return Next.LINGER;
    }

    private Next close(CloseReason reason) {
        closeAfterResponse(reason);
        state = State.CLOSED;
        deadline = Deadline.NONE;
        bodyDeadline = Deadline.NONE;
        writeDeadline = Deadline.NONE;
        return Next.CLOSE;
    }

    private void requireUnderWay(String event) {
        if (state != State.DISPATCHED && state != State.ANSWERING) {
            throw illegal(event);
        }
    }

    private void require(State expected, String event) {
        if (state != expected) {
            throw illegal(event);
        }
    }

    private IllegalStateException illegal(String event) {
        return new IllegalStateException(event + " in state " + state);
    }
}
