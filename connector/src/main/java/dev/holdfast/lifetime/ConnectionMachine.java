package dev.holdfast.lifetime;

import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection.
 *
 * <pre>
 * HANDSHAKING      +-------------------------------------------+
 *    ^ |           v                                           |
 *    | v           |                                           |
 * ACCEPTED --> READING_HEAD --> DISPATCHED --> WRITING --> IDLE
 *    |             |                |             |            |
 *    |             +----- refuse ---|-----> WRITING            |
 *    |                              |             |            |
 *    |                              +--> UPGRADED +--> LINGERING
 *    |                                      |             |    |
 *    +--------------------------------------+-------------+----+--> CLOSED
 *    |                                                    |          ^
 *    +--> MULTIPLEXED --> LINGERING ----------------------+----------+
 * </pre>
 *
 * <table>
 * <caption>Every transition</caption>
 * <tr><th>state</th><th>event</th><th>next state</th><th>answer</th><th>timer started</th></tr>
 * <tr><td>ACCEPTED</td><td>handshakeStarted</td><td>HANDSHAKING</td><td></td><td>tlsHandshakeTimeout</td></tr>
 * <tr><td>HANDSHAKING</td><td>handshakeDone</td><td>ACCEPTED</td><td></td><td>connectionTimeout</td></tr>
 * <tr><td>HANDSHAKING</td><td>timeout, peerClosed</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>ACCEPTED</td><td>bytesArrived</td><td>READING_HEAD</td><td>READ</td><td>none: connectionTimeout runs on</td></tr>
 * <tr><td>IDLE</td><td>bytesArrived</td><td>READING_HEAD</td><td>READ</td><td>connectionTimeout</td></tr>
 * <tr><td>ACCEPTED, IDLE</td><td>timeout, shed, drain</td><td>LINGERING or CLOSED</td><td>LINGER or CLOSE</td><td>lingerTimeout</td></tr>
 * <tr><td>READING_HEAD</td><td>bytesArrived</td><td>READING_HEAD</td><td>READ</td><td>none: connectionTimeout runs on</td></tr>
 * <tr><td>READING_HEAD</td><td>headRead</td><td>DISPATCHED</td><td>DISPATCH</td><td></td></tr>
 * <tr><td>READING_HEAD</td><td>refused, timeout</td><td>WRITING</td><td>REFUSE</td><td>writeTimeout, for the answer</td></tr>
 * <tr><td>DISPATCHED</td><td>responseStarted</td><td>WRITING</td><td></td><td></td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>requestBody, response</td><td>the same</td><td></td><td>{@link Transfer}: bodyReadTimeout, writeTimeout</td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>upgraded</td><td>UPGRADED</td><td></td><td></td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>responseFlushed, persistent</td><td>IDLE</td><td>READ</td><td>keepAliveTimeout, or what is left of maxConnectionAge</td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>responseFlushed, else</td><td>LINGERING or CLOSED</td><td>LINGER or CLOSE</td><td>lingerTimeout</td></tr>
 * <tr><td>WRITING</td><td>timeout (of a refusal)</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>LINGERING</td><td>bytesArrived</td><td>LINGERING</td><td>LINGER</td><td>none: lingerTimeout runs on</td></tr>
 * <tr><td>LINGERING</td><td>timeout, peerClosed</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>ACCEPTED, IDLE</td><td>peerClosed</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>READING_HEAD</td><td>peerClosed</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>ACCEPTED</td><td>multiplexed</td><td>MULTIPLEXED</td><td></td><td>none: connectionTimeout runs on</td></tr>
 * <tr><td>MULTIPLEXED</td><td>streamOpened</td><td>MULTIPLEXED</td><td>READ or GO_AWAY</td><td>what is left of maxConnectionAge, or lingerTimeout</td></tr>
 * <tr><td>any</td><td>streamBody, streamResponse</td><td>the same</td><td></td><td>{@link Transfer}: bodyReadTimeout, writeTimeout</td></tr>
 * <tr><td>MULTIPLEXED</td><td>streamEnded, others open</td><td>MULTIPLEXED</td><td>READ</td><td></td></tr>
 * <tr><td>MULTIPLEXED</td><td>streamEnded, the last, persistent</td><td>MULTIPLEXED</td><td>READ</td><td>keepAliveTimeout, or what is left of maxConnectionAge</td></tr>
 * <tr><td>MULTIPLEXED</td><td>streamEnded, the last, else</td><td>LINGERING or CLOSED</td><td>LINGER or CLOSE</td><td>lingerTimeout</td></tr>
 * <tr><td>MULTIPLEXED</td><td>timeout, drain, with streams open</td><td>MULTIPLEXED</td><td>GO_AWAY</td><td>lingerTimeout</td></tr>
 * <tr><td>MULTIPLEXED</td><td>timeout after GO_AWAY, with streams open</td><td>MULTIPLEXED</td><td>LAST_STREAM</td><td></td></tr>
 * <tr><td>MULTIPLEXED</td><td>timeout, without</td><td>LINGERING or CLOSED</td><td>LINGER or CLOSE</td><td>lingerTimeout</td></tr>
 * <tr><td>MULTIPLEXED</td><td>drain, without</td><td>LINGERING or CLOSED</td><td>LINGER or CLOSE</td><td>lingerTimeout</td></tr>
 * <tr><td>any</td><td>closed</td><td>CLOSED</td><td></td><td></td></tr>
 * </table>
 *
 * <p>The first reason to close is kept: it is what made the connection end. {@code closeAfterResponse} and a {@code drain} of a connection that
 * is not waiting only give one, in any state. A timeout before its deadline is no event. Any event that the table does not name for the present state is a
 * bug of the driver and throws {@link IllegalStateException} naming both.
 *
 * <p>Not thread-safe: exactly one thread owns a connection at any moment. {@code now} is always a reading of the same monotonic clock.
 */
public final class ConnectionMachine {
    /** Where a connection is in its life; the successors of each stand in the table above. */
    public enum State {
        /** Accepted; no byte has come. */
        ACCEPTED,
        /** The TLS handshake has begun. */
        HANDSHAKING,
        /** A request head has begun. */
        READING_HEAD,
        /** A handler has the request. */
        DISPATCHED,
        /** The response has begun. */
        WRITING,
        /** Between two requests. */
        IDLE,
        /** FIN is sent; what the client still sends is dropped. */
        LINGERING,
        /** HTTP/2: requests come and go on streams of their own. */
        MULTIPLEXED,
        /** Another protocol has the socket. */
        UPGRADED,
        /** Over. */
        CLOSED
    }

    private final LifetimeSettings settings;
    private State state = State.ACCEPTED;
    private @Nullable Timer timer;
    private long deadline = Deadline.NONE;
    private final long old;
    private long waitingSince;
    private long idleNanos;
    private int requests;
    private int streams;
    private boolean lastStreamSaid;
    private boolean draining;
    private boolean silentFin;
    private boolean raceVictim;
    private @Nullable Transfer requestBody;
    private @Nullable Transfer response;
    private @Nullable CloseReason closeReason;

    /** Makes the machine of a connection that was accepted at {@code now}. */
    public ConnectionMachine(LifetimeSettings settings, long now) {
        this.settings = settings;
        waitingSince = now;
        old = Deadline.after(now, settings.maxConnectionAgeNanos());
        idleNanos = settings.keepAliveTimeoutNanos();
        start(Timer.CONNECTION_TIMEOUT, settings.connectionTimeoutNanos(), now);
    }

    /** Returns where the connection is in its life. */
    public State state() {
        return state;
    }

    /** Returns when {@link #timeout} is to be called, or {@link Deadline#NONE}. */
    public long nextDeadline() {
        return deadline;
    }

    /** Returns which timer {@link #nextDeadline} belongs to, or null where none runs. */
    public @Nullable Timer timer() {
        return timer;
    }

    /** Returns since when the connection waits, or waited, for its next request: accept, end of the TLS handshake or end of a response. */
    public long waitingSince() {
        return waitingSince;
    }

    /** Returns how many request heads have been read, 0 or more. */
    public int requests() {
        return requests;
    }

    /**
     * Returns the reason to close: set as soon as one is known, and never changed after, except by {@link #upgraded}, where the connection
     * outlives the response after all.
     */
    public @Nullable CloseReason closeReason() {
        return closeReason;
    }

    /** Returns whether the connection may carry another request after this one, as far as is known. */
    public boolean isPersistent() {
        return closeReason == null;
    }

    /** Returns how many more requests the connection may carry, 0 or more, or {@link LifetimeSettings#UNLIMITED}. */
    public int requestsLeft() {
        int max = settings.maxKeepAliveRequests();
        return max == LifetimeSettings.UNLIMITED ? max : max - requests;
    }

    /** Returns how long the connection may idle if its response ended at {@code now}, in nanoseconds, 0 or more. */
    public long idleNanos(long now) {
        return old == Deadline.NONE ? idleNanos : Math.min(idleNanos, Math.max(0, old - now));
    }

    /** Returns whether bytes arrived after the connection, idle, had been given up with FIN: a request that its client has to repeat. */
    public boolean isRaceVictim() {
        return raceVictim;
    }

    /** Returns how many streams are open, 0 or more. */
    public int streams() {
        return streams;
    }

    /** Takes note that the TLS handshake begins. */
    public void handshakeStarted(long now) {
        require(State.ACCEPTED, "handshakeStarted");
        state = State.HANDSHAKING;
        start(Timer.TLS_HANDSHAKE_TIMEOUT, settings.tlsHandshakeTimeoutNanos(), now);
    }

    /** Takes note that the TLS handshake is over. The first request has a connectionTimeout of its own. */
    public void handshakeDone(long now) {
        require(State.HANDSHAKING, "handshakeDone");
        state = State.ACCEPTED;
        waitingSince = now;
        start(Timer.CONNECTION_TIMEOUT, settings.connectionTimeoutNanos(), now);
    }

    /** Takes note that the connection speaks HTTP/2. The connectionTimeout runs on, to the first request. */
    public void multiplexed() {
        require(State.ACCEPTED, "multiplexed");
        state = State.MULTIPLEXED;
    }

    /** Returns whether a request that comes on a stream of its own is served: until the client has been told of the last one. */
    public boolean takesStreams() {
        return state == State.MULTIPLEXED && !lastStreamSaid;
    }

    /** Takes note that a request has come on a stream of its own; it is served, whatever the answer. */
    public Next streamOpened(long now) {
        require(State.MULTIPLEXED, "streamOpened");
        if (lastStreamSaid) {
            throw illegal("streamOpened after the last stream");
        }
        boolean persistent = closeReason == null;
        requests++;
        streams++;
        if (requests == settings.maxKeepAliveRequests()) {
            closeAfterResponse(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
        }
        if (draining) {
            closeAfterResponse(CloseReason.DRAINED);
        }
        if (closeReason != null) {
            return persistent ? goAway(closeReason, now) : Next.READ;
        }
        if (old != Deadline.NONE) {
            timer = Timer.MAX_CONNECTION_AGE;
            deadline = old;
        } else {
            stopTimer();
        }
        return Next.READ;
    }

    /** Returns a clock for the body of a request on a stream of its own, for the thread that reads it. In any state, on any thread. */
    public Transfer streamBody() {
        return new Transfer(settings.requestBody(), CloseReason.REQUEST_BODY_TIMEOUT, CloseReason.REQUEST_DATA_RATE);
    }

    /**
     * Returns a clock for a response on a stream of its own, or for all that the connection's socket is to take, for the thread that writes it. In any state, on any
     * thread.
     */
    public Transfer streamResponse() {
        return new Transfer(settings.response(), CloseReason.WRITE_TIMEOUT, CloseReason.RESPONSE_DATA_RATE);
    }

    /** Takes note that a stream is over, in both directions. */
    public Next streamEnded(long now) {
        require(State.MULTIPLEXED, "streamEnded");
        if (streams == 0) {
            throw illegal("streamEnded without a stream");
        }
        streams--;
        if (streams > 0) {
            return Next.READ;
        }
        if (closeReason != null) {
            return linger(closeReason, now);
        }
        startIdleTimer(now);
        return Next.READ;
    }

    /**
     * Takes note that bytes have come. Ignored while a head is being read: single bytes renew nothing. Where they come after an idle
     * connection was given up they are a request that nobody will answer.
     */
    public Next bytesArrived(long now) {
        switch (state) {
            case LINGERING -> {
                raceVictim |= silentFin;
                return Next.LINGER;
            }
            case ACCEPTED -> state = State.READING_HEAD;
            case IDLE -> {
                state = State.READING_HEAD;
                start(Timer.CONNECTION_TIMEOUT, settings.connectionTimeoutNanos(), now);
            }
            case READING_HEAD -> {
                // The head's deadline is a total.
            }
            default -> throw illegal("bytesArrived");
        }
        return Next.READ;
    }

    /**
     * Takes note that a request head is complete.
     *
     * @param closeAsked why the client's own words end the connection after this request, or null
     */
    public Next headRead(@Nullable CloseReason closeAsked, long now) {
        require(State.READING_HEAD, "headRead");
        requests++;
        if (closeAsked != null) {
            closeAfterResponse(closeAsked);
        }
        if (requests == settings.maxKeepAliveRequests()) {
            closeAfterResponse(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
        }
        if (draining) {
            closeAfterResponse(CloseReason.DRAINED);
        }
        state = State.DISPATCHED;
        stopTimer();
        return Next.DISPATCH;
    }

    /** Takes note that the request is refused before any handler saw it. The refusal has a writeTimeout to be written in. */
    public Next refused(long now) {
        require(State.READING_HEAD, "refused");
        return refuse(CloseReason.REQUEST_REFUSED, now);
    }

    /** Decides that the connection ends with the response under way. The first reason given is kept. */
    public void closeAfterResponse(CloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
    }

    /** Returns the clock of the present request's body, for the thread that reads it. */
    public Transfer requestBody() {
        requireUnderWay("requestBody");
        if (requestBody == null) {
            requestBody = new Transfer(
                    settings.requestBody(), CloseReason.REQUEST_BODY_TIMEOUT, CloseReason.REQUEST_DATA_RATE);
        }
        return requestBody;
    }

    /** Returns the clock of the present response, for the thread that writes it. */
    public Transfer response() {
        requireUnderWay("response");
        if (response == null) {
            response = new Transfer(settings.response(), CloseReason.WRITE_TIMEOUT, CloseReason.RESPONSE_DATA_RATE);
        }
        return response;
    }

    /**
     * Decides how long the connection may idle after the present response; the keepAliveTimeout where nothing is said.
     *
     * @param nanos 0 or more; 0 ends the connection with the response
     */
    public void idleAfterResponse(long nanos) {
        requireUnderWay("idleAfterResponse");
        idleNanos = nanos;
        if (nanos == 0) {
            closeAfterResponse(CloseReason.NO_REUSE_EXPECTED);
        }
    }

    /** Takes note that the response's head is about to be written, and so whether the connection persists is about to be said. */
    public void responseStarted(long now) {
        require(State.DISPATCHED, "responseStarted");
        state = State.WRITING;
        if (Deadline.isExpired(old, now)) {
            closeAfterResponse(CloseReason.MAX_CONNECTION_AGE);
        }
    }

    /**
     * Takes note that the last byte of the response was handed to the kernel.
     *
     * @param clientMayStillSend whether closing at once could destroy the response: the client may have sent, or be sending, bytes that
     *     nobody has read (RFC 9112 section 9.6)
     */
    public Next responseFlushed(boolean clientMayStillSend, long now) {
        requireUnderWay("responseFlushed");
        if (closeReason == null && draining) {
            closeReason = CloseReason.DRAINED;
        }
        requestBody = null;
        response = null;
        if (closeReason == null) {
            return idle(now);
        }
        return clientMayStillSend ? linger(closeReason, now) : close(closeReason);
    }

    /**
     * Takes note that another protocol takes the socket over; this machine has no say in its life any more. A reason to close after the
     * response is void: the connection ends when the other protocol does.
     */
    public void upgraded() {
        requireUnderWay("upgraded");
        state = State.UPGRADED;
        closeReason = CloseReason.UPGRADED;
        stopTimer();
    }

    /** Takes note of the client's FIN. */
    public Next peerClosed() {
        return switch (state) {
            case ACCEPTED, IDLE -> close(CloseReason.CLIENT_CLOSED);
            case READING_HEAD, HANDSHAKING -> close(CloseReason.CLIENT_ABORTED);
            case LINGERING -> close(CloseReason.CLIENT_CLOSED);
            case DISPATCHED, WRITING, MULTIPLEXED, UPGRADED, CLOSED -> throw illegal("peerClosed");
        };
    }

    /**
     * Acts on an expired deadline. A call before the deadline changes nothing: timers may fire early, connections must not close early. A
     * driver looks once more for bytes before it calls this for an ACCEPTED or IDLE connection.
     */
    public Next timeout(long now) {
        if (!Deadline.isExpired(deadline, now)) {
            return Next.READ;
        }
        return switch (state) {
            case ACCEPTED -> giveUp(CloseReason.CONNECTION_TIMEOUT, now);
            case HANDSHAKING -> close(CloseReason.TLS_HANDSHAKE_TIMEOUT);
            case READING_HEAD -> refuse(CloseReason.REQUEST_HEAD_TIMEOUT, now);
            case IDLE -> giveUp(whyTooLong(), now);
            case WRITING -> close(CloseReason.WRITE_TIMEOUT);
            case LINGERING -> close(CloseReason.CLIENT_CLOSED);
            case MULTIPLEXED -> streams > 0 ? endStreams(now) : linger(whyTooLong(), now);
            case DISPATCHED, UPGRADED, CLOSED -> throw illegal("timeout");
        };
    }

    /** Ends a connection that waits, because its place is needed. A driver looks once more for bytes before it calls this. */
    public Next shed(long now) {
        if (state != State.ACCEPTED && state != State.IDLE) {
            throw illegal("shed");
        }
        return giveUp(CloseReason.SHED, now);
    }

    /**
     * Ends the connection as soon as nothing is lost by it: at once where it is idle, else with the response under way or next. A driver looks
     * once more for bytes before it calls this for an ACCEPTED or IDLE connection; FIN goes first even so, since parts of the last response may
     * still be on their way and a reset would destroy them.
     */
    public Next drain(long now) {
        draining = true;
        return switch (state) {
            case ACCEPTED, IDLE -> giveUp(CloseReason.DRAINED, now);
            case MULTIPLEXED -> streams > 0 ? goAway(CloseReason.DRAINED, now) : giveUp(CloseReason.DRAINED, now);
            default -> Next.READ;
        };
    }

    /**
     * The streams that are open, and those that the client opens before it hears of it, are served. Where it has been told before, that stands.
     */
    private Next goAway(CloseReason reason, long now) {
        closeAfterResponse(reason);
        if (timer == Timer.LINGER_TIMEOUT || lastStreamSaid) {
            return Next.READ;
        }
        start(Timer.LINGER_TIMEOUT, settings.lingerTimeoutNanos(), now);
        return Next.GO_AWAY;
    }

    private Next endStreams(long now) {
        if (timer != Timer.LINGER_TIMEOUT) {
            return goAway(CloseReason.MAX_CONNECTION_AGE, now);
        }
        lastStreamSaid = true;
        stopTimer();
        return Next.LAST_STREAM;
    }

    private CloseReason whyTooLong() {
        if (timer == Timer.MAX_CONNECTION_AGE) {
            return CloseReason.MAX_CONNECTION_AGE;
        }
        return timer == Timer.CONNECTION_TIMEOUT ? CloseReason.CONNECTION_TIMEOUT : CloseReason.KEEP_ALIVE_TIMEOUT;
    }

    /** Takes note that the socket is closed, for {@code reason} unless another one led to it. */
    public void closed(CloseReason reason) {
        close(reason);
    }

    private Next refuse(CloseReason reason, long now) {
        closeAfterResponse(reason);
        state = State.WRITING;
        start(Timer.WRITE_TIMEOUT, settings.response().timeoutNanos(), now);
        return Next.REFUSE;
    }

    private Next idle(long now) {
        state = State.IDLE;
        waitingSince = now;
        startIdleTimer(now);
        return Next.READ;
    }

    private void startIdleTimer(long now) {
        start(Timer.KEEP_ALIVE_TIMEOUT, idleNanos, now);
        // Where it grew old after its response had said nothing of it, this is in the past: there is one more look for
        // a request.
        if (old < deadline) {
            timer = Timer.MAX_CONNECTION_AGE;
            deadline = old;
        }
    }

    /** FIN without a word, to a client whose next request may be under way. */
    private Next giveUp(CloseReason reason, long now) {
        silentFin = true;
        return linger(reason, now);
    }

    private Next linger(CloseReason reason, long now) {
        if (settings.lingerTimeoutNanos() == 0) {
            return close(reason);
        }
        closeAfterResponse(reason);
        state = State.LINGERING;
        start(Timer.LINGER_TIMEOUT, settings.lingerTimeoutNanos(), now);
        return Next.LINGER;
    }

    private Next close(CloseReason reason) {
        closeAfterResponse(reason);
        state = State.CLOSED;
        stopTimer();
        return Next.CLOSE;
    }

    private void start(Timer timer, long nanos, long now) {
        this.timer = timer;
        deadline = Deadline.after(now, nanos);
    }

    private void stopTimer() {
        timer = null;
        deadline = Deadline.NONE;
    }

    private void requireUnderWay(String event) {
        if (state != State.WRITING && state != State.DISPATCHED) {
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
