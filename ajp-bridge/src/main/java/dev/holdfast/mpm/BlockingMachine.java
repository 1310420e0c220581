package dev.holdfast.mpm;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.time.Deadline;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The prefork and worker MPMs: a connection has a worker from its accept until it is closed (prefork: child_main; worker: listener_thread,
 * worker_thread; http_core: ap_process_http_sync_connection; connection: ap_lingering_close).
 *
 * <pre>
 * state       event                             -> state       effect
 * -           acceptable, a child has a worker  -> ACCEPTING   accept
 * ACCEPTING   accepted                          -> AWAITING
 * AWAITING    readable                          -> READING
 *             requestReadTimeout, timeout       -> LINGERING   linger          CONNECTION_TIMEOUT
 * READING     headComplete                      -> PROCESSING  startRequest
 *             requestReadTimeout, timeout       -> LINGERING   linger          REQUEST_HEAD_TIMEOUT
 * PROCESSING  responseWritten                   -> WRITING
 * either      responseFlushed                   -> KEEP_ALIVE                  READING where a next request is there
 *                                               -> LINGERING   linger          not kept, or the child is stopping
 * KEEP_ALIVE  readable                          -> READING
 *             keepAliveTimeout                  -> LINGERING   linger          also while the child is stopping: nothing wakes the worker
 * LINGERING   2 s without bytes                 -> CLOSED      close
 *             bytes, 30 s after the first ones  -> CLOSED      close           2 s after, for a short one
 * any wait    clientClosed, clientReset         -> CLOSED      close
 * </pre>
 *
 * <p>A listener reserves a worker before it accepts, so a child whose workers are all held does not listen.
 *
 * <p>A prefork child ends when its last connection of MaxConnectionsPerChild has been closed, which is not told to go. One of worker counts a
 * connection when it is over and looks only when it has accepted another: it takes one more at least, and then stops gracefully.
 */
final class BlockingMachine extends FrontMachine {
    private static final long SECONDS_TO_LINGER = 2_000_000_000L;
    private static final long MAX_SECS_TO_LINGER = 30_000_000_000L;

    private final boolean prefork;
    private final TimeoutQueue keptAlive;
    /** Between two reads of a later request's head: the socket's timeout is still KeepAliveTimeout. */
    private final TimeoutQueue laterGaps;

    private final TimeoutQueue lingering = new TimeoutQueue(SECONDS_TO_LINGER);

    BlockingMachine(MpmSettings settings, Spares spares, ChildPick pick, MpmEffects effects, RandomGenerator random) {
        super(settings, spares, pick, effects, random);
        this.prefork = settings instanceof PreforkSettings;
        this.keptAlive = new TimeoutQueue(keepAliveNanos);
        this.laterGaps = new TimeoutQueue(keepAliveNanos);
    }

    @Override
    public void acceptable(long now) {
        if (listeners.isEmpty()) {
            return;
        }
        Child child = listeners.next();
        acceptBy(child, now);
        if (child.idle == 0) {
            setListening(child, false);
        } else {
            listeners.renew(child);
        }
    }

    @Override
    public void readable(int connection, long now) {
        Connection c = open(connection, "readable");
        switch (c.state) {
            case AWAITING -> {
                time.move(time.idleHeld, time.busy, now);
                read(c, now);
            }
            case KEEP_ALIVE -> {
                time.move(time.idleHeld, time.busy, now);
                read(c, now);
                laterGaps.add(c.timer, now);
            }
            case READING -> {
                if (c.keepAlives > 0) {
                    laterGaps.add(c.timer, now);
                } else {
                    awaitBytes(c, now);
                }
            }
            case LINGERING -> dropped(c, now);
            case PROCESSING, WRITING -> {}
            case ACCEPTING, CLOSING, CLOSED -> throw illegal("readable", c);
        }
    }

    @Override
    public void responseWritten(int connection, long now) {
        require(connection, ConnectionState.PROCESSING, "responseWritten").state = ConnectionState.WRITING;
    }

    @Override
    public void responseFlushed(int connection, boolean nextRequest, long now) {
        Connection c = open(connection, "responseFlushed");
        if (c.state != ConnectionState.PROCESSING && c.state != ConnectionState.WRITING) {
            throw illegal("responseFlushed", c);
        }
        afterResponse(c, nextRequest, now);
    }

    @Override
    public void clientClosed(int connection, long now) {
        Connection c = open(connection, "clientClosed");
        switch (c.state) {
            case AWAITING, READING, KEEP_ALIVE -> closeHeld(c, CloseReason.CLIENT_CLOSED, now);
            case LINGERING -> closeHeld(c, c.reason, now);
            case PROCESSING, WRITING -> c.finReceived = true;
            case ACCEPTING, CLOSING, CLOSED -> throw illegal("clientClosed", c);
        }
    }

    @Override
    public void clientReset(int connection, long now) {
        Connection c = open(connection, "clientReset");
        switch (c.state) {
            case AWAITING, READING, KEEP_ALIVE -> closeHeld(c, CloseReason.CLIENT_ABORTED, now);
            case LINGERING -> closeHeld(c, c.reason, now);
            case PROCESSING, WRITING -> c.aborted = true;
            case ACCEPTING, CLOSING, CLOSED -> throw illegal("clientReset", c);
        }
    }

    @Override
    Child newChild(int slot, int threads) {
        return new Child(slot, threads);
    }

    /** worker counts a connection when it is over, and looks at the number when it has accepted one more. */
    @Override
    int countedOnAccept(Child child) {
        return child.accepted - child.connections;
    }

    @Override
    int idleForParent(Child child) {
        return child.idle;
    }

    @Override
    void stopping(Child child, long now) {
        time.ended(child.idle, now);
        child.threads -= child.idle;
        child.idle = 0;
        if (child.threads == 0) {
            exited(child, now);
        }
    }

    @Override
    void workerFreed(Child child, WorkerTime.Account from, long now) {
        time.move(from, time.idle, now);
        if (child.stopping) {
            time.ended(1, now);
            child.threads--;
            if (child.threads == 0) {
                exited(child, now);
            }
        } else {
            child.idle++;
            if (prefork && hasReachedLimit(child.accepted)) {
                stop(child, now);
            } else {
                setListening(child, true);
            }
        }
    }

    @Override
    void linger(Connection connection, WorkerTime.Account from, long now) {
        effects.linger(connection.number, connection.reason);
        connection.state = ConnectionState.LINGERING;
        time.move(from, time.lingering, now);
        if (connection.finReceived) {
            closeHeld(connection, connection.reason, now);
        } else {
            lingering.add(connection.timer, now);
        }
    }

    @Override
    boolean readsOnWhileStopping() {
        return false;
    }

    @Override
    void keepAlive(Connection connection, long now) {
        time.move(time.busy, time.idleHeld, now);
        connection.state = ConnectionState.KEEP_ALIVE;
        if (connection.finReceived) {
            closeHeld(connection, CloseReason.CLIENT_CLOSED, now);
        } else {
            keptAlive.add(connection.timer, now);
        }
    }

    @Override
    long nextConnectionDeadline() {
        return Math.min(Math.min(keptAlive.deadline(), laterGaps.deadline()), lingering.deadline());
    }

    @Override
    void timeoutConnections(long now) {
        for (Connection c = keptAlive.pollExpired(now); c != null; c = keptAlive.pollExpired(now)) {
            c.reason = CloseReason.KEEP_ALIVE_TIMEOUT;
            linger(c, time.idleHeld, now);
        }
        for (Connection c = laterGaps.pollExpired(now); c != null; c = laterGaps.pollExpired(now)) {
            c.reason = CloseReason.REQUEST_HEAD_TIMEOUT;
            c.head.cancel();
            linger(c, time.busy, now);
        }
        for (Connection c = lingering.pollExpired(now); c != null; c = lingering.pollExpired(now)) {
            closeHeld(c, c.reason, now);
        }
    }

    @Override
    int keepAliveConnections() {
        return keptAlive.size();
    }

    @Override
    int lingeringConnections() {
        return lingering.size();
    }

    @Override
    WorkerTime.@Nullable Account accountOf(Connection connection) {
        return switch (connection.state) {
            case ACCEPTING, AWAITING, KEEP_ALIVE -> time.idleHeld;
            case READING, PROCESSING, WRITING -> time.busy;
            case LINGERING -> time.lingering;
            case CLOSING, CLOSED -> null;
        };
    }

    @Override
    void killed(Child child, WorkerTime.@Nullable Account account, long now) {
        if (account != null) {
            workerFreed(child, account, now);
        }
    }

    /** The limit is looked at only when bytes come: silence at its end may add up to 2 s. */
    private void dropped(Connection connection, long now) {
        if (connection.lingerUntil == 0) {
            connection.lingerUntil =
                    Deadline.after(now, connection.shortLinger ? SECONDS_TO_LINGER : MAX_SECS_TO_LINGER);
        } else if (Deadline.isExpired(connection.lingerUntil, now)) {
            closeHeld(connection, connection.reason, now);
            return;
        }
        lingering.add(connection.timer, now);
    }

    private void closeHeld(Connection connection, CloseReason reason, long now) {
        Child child = connection.owner();
        WorkerTime.Account account = accountOf(connection);
        close(connection, reason);
        killed(child, account, now);
    }

    private static IllegalStateException illegal(String event, Connection connection) {
        return new IllegalStateException(event + " of connection " + connection.number + " in " + connection.state);
    }
}
