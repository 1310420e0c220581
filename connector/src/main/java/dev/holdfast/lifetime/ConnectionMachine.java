package dev.holdfast.lifetime;

import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection.
 *
 * <pre>
 *                  +-------------------------------------------+
 *                  v                                           |
 * ACCEPTED --> READING_HEAD --> DISPATCHED --> WRITING --> IDLE
 *    |             |                |             |            |
 *    |             +----- refuse ---|-----> WRITING            |
 *    |                              |             |            |
 *    |                              +--> UPGRADED +--> LINGERING
 *    |                                      |             |    |
 *    +--------------------------------------+-------------+----+--> CLOSED
 * </pre>
 *
 * <table>
 * <caption>Every transition</caption>
 * <tr><th>state</th><th>event</th><th>next state</th><th>answer</th><th>timer started</th></tr>
 * <tr><td>ACCEPTED</td><td>bytesArrived</td><td>READING_HEAD</td><td>READ</td><td>none: connectionTimeout runs on</td></tr>
 * <tr><td>ACCEPTED</td><td>timeout</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>IDLE</td><td>bytesArrived</td><td>READING_HEAD</td><td>READ</td><td>connectionTimeout</td></tr>
 * <tr><td>IDLE</td><td>timeout</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>READING_HEAD</td><td>bytesArrived</td><td>READING_HEAD</td><td>READ</td><td>none: connectionTimeout runs on</td></tr>
 * <tr><td>READING_HEAD</td><td>headRead</td><td>DISPATCHED</td><td>DISPATCH</td><td></td></tr>
 * <tr><td>READING_HEAD</td><td>refused, timeout</td><td>WRITING</td><td>REFUSE</td><td>connectionTimeout, for the answer</td></tr>
 * <tr><td>DISPATCHED</td><td>responseStarted</td><td>WRITING</td><td></td><td></td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>waitsForClient</td><td>the same</td><td></td><td>connectionTimeout</td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>hasWaited</td><td>the same</td><td></td><td>stops</td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>upgraded</td><td>UPGRADED</td><td></td><td></td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>responseFlushed, persistent</td><td>IDLE</td><td>READ</td><td>keepAliveTimeout</td></tr>
 * <tr><td>DISPATCHED, WRITING</td><td>responseFlushed, else</td><td>LINGERING or CLOSED</td><td>LINGER or CLOSE</td><td>lingerTimeout</td></tr>
 * <tr><td>WRITING</td><td>timeout (of a refusal)</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>LINGERING</td><td>timeout, peerClosed</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>ACCEPTED, IDLE</td><td>peerClosed, drain</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
 * <tr><td>READING_HEAD</td><td>peerClosed</td><td>CLOSED</td><td>CLOSE</td><td></td></tr>
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
        /** Another protocol has the socket. */
        UPGRADED,
        /** Over. */
        CLOSED
    }

    private final LifetimeSettings settings;
    private State state = State.ACCEPTED;
    private @Nullable Timer timer;
    private long deadline = Deadline.NONE;
    private int requests;
    private boolean draining;
    private @Nullable CloseReason closeReason;

    /** Makes the machine of a connection that was accepted at {@code now}. */
    public ConnectionMachine(LifetimeSettings settings, long now) {
        this.settings = settings;
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

    /** Takes note that bytes of a request have come. Ignored while a head is being read: single bytes renew nothing. */
    public Next bytesArrived(long now) {
        switch (state) {
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

    /** Takes note that the request is refused before any handler saw it. The refusal has a connectionTimeout to be written in. */
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

    /**
     * Takes note that the handler's thread waits for the client to send or take bytes, for which the client has a connectionTimeout. Returns
     * until when to wait.
     */
    public long waitsForClient(long now) {
        requireUnderWay("waitsForClient");
        start(Timer.CONNECTION_TIMEOUT, settings.connectionTimeoutNanos(), now);
        return deadline;
    }

    /** Takes note that the wait is over. Returns whether the client used up its time. */
    public boolean hasWaited(long now) {
        requireUnderWay("hasWaited");
        boolean tooLong = Deadline.isExpired(deadline, now);
        stopTimer();
        return tooLong;
    }

    /** Takes note that the response's head is about to be written. */
    public void responseStarted() {
        require(State.DISPATCHED, "responseStarted");
        state = State.WRITING;
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
        if (closeReason == null) {
            state = State.IDLE;
            start(Timer.KEEP_ALIVE_TIMEOUT, settings.keepAliveTimeoutNanos(), now);
            return Next.READ;
        }
        if (!clientMayStillSend || settings.lingerTimeoutNanos() == 0) {
            return close(closeReason);
        }
        state = State.LINGERING;
        start(Timer.LINGER_TIMEOUT, settings.lingerTimeoutNanos(), now);
        return Next.LINGER;
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
            case READING_HEAD -> close(CloseReason.CLIENT_ABORTED);
            case LINGERING -> close(CloseReason.CLIENT_CLOSED);
            case DISPATCHED, WRITING, UPGRADED, CLOSED -> throw illegal("peerClosed");
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
            case ACCEPTED -> close(CloseReason.CONNECTION_TIMEOUT);
            case READING_HEAD -> refuse(CloseReason.REQUEST_HEAD_TIMEOUT, now);
            case IDLE -> close(CloseReason.KEEP_ALIVE_TIMEOUT);
            case WRITING, LINGERING -> close(CloseReason.CLIENT_ABORTED);
            case DISPATCHED, UPGRADED, CLOSED -> throw illegal("timeout");
        };
    }

    /** Ends the connection as soon as nothing is lost by it: at once where it is idle, else with the response under way or next. */
    public Next drain() {
        draining = true;
        return state == State.ACCEPTED || state == State.IDLE ? close(CloseReason.DRAINED) : Next.READ;
    }

    /** Takes note that the socket is closed, for {@code reason} unless another one led to it. */
    public void closed(CloseReason reason) {
        close(reason);
    }

    private Next refuse(CloseReason reason, long now) {
        closeAfterResponse(reason);
        state = State.WRITING;
        start(Timer.CONNECTION_TIMEOUT, settings.connectionTimeoutNanos(), now);
        return Next.REFUSE;
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
