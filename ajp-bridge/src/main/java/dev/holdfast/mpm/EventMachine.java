package dev.holdfast.mpm;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The event MPM: a connection has a worker from the first byte of a request's head to the end of its response, and at its very end for the
 * moment it takes to send FIN (event: listener_thread, process_socket, connections_above_limit, process_timeout_queue, process_lingering_close).
 *
 * <pre>
 * state       event                                   -> state       effect
 * -           acceptable, below the limit             -> ACCEPTING   accept
 * ACCEPTING   accepted                                -> AWAITING                  with a worker: httpd counts on data being there
 * AWAITING    readable                                -> READING
 *             requestReadTimeout, timeout             -> LINGERING   linger        CONNECTION_TIMEOUT
 * READING     headComplete                            -> PROCESSING  startRequest
 *             requestReadTimeout, timeout             -> LINGERING   linger        REQUEST_HEAD_TIMEOUT
 * PROCESSING  responseWritten                         -> WRITING                   frees the worker
 * either      responseFlushed                         -> KEEP_ALIVE                frees the worker; from WRITING it needs one, and waits for it
 *                                                     -> READING                   a next request is there
 *                                                     -> LINGERING   linger        not kept, or the child is stopping
 * WRITING     timeout                                 -> CLOSING
 * KEEP_ALIVE  readable, with an idle worker           -> READING
 *             readable, without one                   -> CLOSING                   SHED, and all others of the child with it
 *             keepAliveTimeout                        -> CLOSING
 * CLOSING     a worker is idle                        -> LINGERING   linger
 * LINGERING   30 s, or 2 s where httpd shut it        -> CLOSED      close
 *             readable, without an idle worker        -> CLOSED      reset
 * any wait    clientClosed, clientReset               -> CLOSED      close
 * </pre>
 *
 * <p><b>The limit.</b> A child takes connections while one worker at least is idle and its connections, lingering ones apart, are fewer than
 * ThreadsPerChild + factor * idle workers; one idle worker less counts while it has ceased to listen, so that it does not flutter. It finds
 * out when there is a connection to accept, and then ceases to listen. With no idle worker it shuts all of its KEEP_ALIVE connections too;
 * above the limit with idle workers it does not, and waits until they go by themselves.
 *
 * <p><b>The listener's time.</b> With a {@link Scheduling} other than immediate it learns of an idle worker a little later, is at work for a
 * moment on each connection that it accepts, and looks at the limit before a worker has counted that one. What happens in such a moment
 * decides whether a child out of workers becomes one that stalls: a worker that becomes idle then is one too many for httpd to shut what it
 * has kept.
 *
 * <p><b>Waiting for a worker</b> (from WRITING only) stops the listener: the child looks at nothing else meanwhile.
 *
 * <p><b>MaxConnectionsPerChild</b> counts what a child has accepted; with the last it stops gracefully, and shuts what it has kept.
 *
 * <p><b>Timeouts</b> of the queues are looked at when the earliest is due that the listener knows of; it does not learn of one that is earlier
 * by timeoutFudge or less. Those while a worker reads are exact.
 */
final class EventMachine extends FrontMachine {
    private static final long SECONDS_TO_LINGER = 2_000_000_000L;
    private static final long MAX_SECS_TO_LINGER = 30_000_000_000L;

    private final int threadsPerChild;
    private final int factor;
    private final long timeoutNanos;
    private final long fudgeNanos;
    private final Scheduling scheduling;
    private final long wakeNanos;
    private final RandomGenerator random;
    private final List<Child> woken = new ArrayList<>();

    EventMachine(EventSettings settings, Spares spares, MpmEffects effects, RandomGenerator random) {
        super(settings, spares, settings.childPick(), effects, random);
        this.random = random;
        this.threadsPerChild = settings.threadsPerChild();
        this.factor = settings.effectiveFactor();
        this.timeoutNanos = Deadline.nanosOf(settings.connections().timeout());
        this.fudgeNanos = Deadline.nanosOf(settings.timeoutFudge());
        this.scheduling = settings.scheduling();
        this.wakeNanos = Deadline.nanosOf(scheduling.wake());
    }

    @Override
    public void acceptable(long now) {
        // All children that listen are woken, and one is quickest.
        woken.clear();
        woken.addAll(listeners.all());
        woken.removeIf(one -> isAtWork((EventChild) one, now));
        for (Child one : woken) {
            EventChild child = (EventChild) one;
            child.workersWereBusy = child.idle == 0;
            if (isAboveLimit(child, now)) {
                child.disabled = true;
                updateListening(child);
            }
        }
        if (!listeners.isEmpty()) {
            EventChild child = (EventChild) listeners.next();
            acceptBy(child, now);
            listeners.renew(child);
            handOver(child, now);
        }
        for (Child child : woken) {
            endRound((EventChild) child, now);
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
            case READING -> awaitBytes(c, now);
            case KEEP_ALIVE, LINGERING -> polled(c, now);
            case PROCESSING, WRITING, CLOSING -> {}
            case ACCEPTING, CLOSED -> throw illegal("readable", c);
        }
    }

    @Override
    public void responseWritten(int connection, long now) {
        Connection c = require(connection, ConnectionState.PROCESSING, "responseWritten");
        EventChild child = childOf(c);
        c.state = ConnectionState.WRITING;
        child.await(child.writeCompletion, c, now);
        workerFreed(child, time.busy, now);
    }

    @Override
    public void responseFlushed(int connection, boolean nextRequest, long now) {
        Connection c = open(connection, "responseFlushed");
        switch (c.state) {
            case PROCESSING -> afterResponse(c, nextRequest, now);
            case WRITING -> {
                c.flushedToNext = nextRequest;
                polled(c, now);
            }
            // Given up while the client did not take it.
            case CLOSING, LINGERING -> {}
            case ACCEPTING, AWAITING, READING, KEEP_ALIVE, CLOSED -> throw illegal("responseFlushed", c);
        }
    }

    @Override
    public void clientClosed(int connection, long now) {
        Connection c = open(connection, "clientClosed");
        c.finReceived = true;
        clientGone(c, CloseReason.CLIENT_CLOSED, now);
    }

    @Override
    public void clientReset(int connection, long now) {
        Connection c = open(connection, "clientReset");
        c.aborted = true;
        if (c.state == ConnectionState.WRITING) {
            polled(c, now);
        } else {
            clientGone(c, CloseReason.CLIENT_ABORTED, now);
        }
    }

    @Override
    Child newChild(int slot, int threads) {
        return new EventChild(
                slot, threads, keepAliveNanos, timeoutNanos, MAX_SECS_TO_LINGER, SECONDS_TO_LINGER, fudgeNanos);
    }

    @Override
    int countedOnAccept(Child child) {
        return child.accepted;
    }

    @Override
    int idleForParent(Child child) {
        return ((EventChild) child).disabled ? 0 : child.idle;
    }

    @Override
    void stopping(Child stopped, long now) {
        EventChild child = (EventChild) stopped;
        child.linger.setTimeout(SECONDS_TO_LINGER);
        child.nextExpiry = now;
        endRound(child, now);
        exitThreads(child, now);
    }

    @Override
    void workerFreed(Child freed, WorkerTime.Account from, long now) {
        EventChild child = (EventChild) freed;
        closeDeferred(child, now);
        time.move(from, time.idle, now);
        child.idle++;
        Connection waiting = child.blockedOn;
        if (waiting != null) {
            child.blockedOn = null;
            unblocked(child, waiting, now);
        }
        exitThreads(child, now);
        wakeIfBelowLimit(child, now);
    }

    @Override
    void linger(Connection connection, WorkerTime.Account from, long now) {
        EventChild child = childOf(connection);
        child.lingering++;
        beginLinger(child, connection, now);
        workerFreed(child, from, now);
    }

    @Override
    boolean readsOnWhileStopping() {
        return true;
    }

    @Override
    void keepAlive(Connection connection, long now) {
        EventChild child = childOf(connection);
        if (connection.finReceived) {
            close(connection, CloseReason.CLIENT_CLOSED);
        } else {
            connection.state = ConnectionState.KEEP_ALIVE;
            child.await(child.keepAlive, connection, now);
        }
        workerFreed(child, time.busy, now);
    }

    @Override
    void forgetting(Connection connection) {
        if (connection.state == ConnectionState.CLOSING || connection.state == ConnectionState.LINGERING) {
            childOf(connection).lingering--;
        }
    }

    @Override
    long nextConnectionDeadline() {
        long deadline = Deadline.NONE;
        for (Child child : slots()) {
            if (child instanceof EventChild one && one.blockedOn == null) {
                deadline = Math.min(deadline, one.deadline());
            }
        }
        return deadline;
    }

    @Override
    void timeoutConnections(long now) {
        for (Child child : slots()) {
            if (child instanceof EventChild one && one.blockedOn == null && Deadline.isExpired(one.deadline(), now)) {
                one.workersWereBusy = false;
                if (one.accepting && Deadline.isExpired(one.looksAgainAt, now)) {
                    one.accepting = false;
                    updateListening(one);
                }
                endRound(one, now);
                exitThreads(one, now);
            }
        }
    }

    @Override
    int keepAliveConnections() {
        int sum = 0;
        for (Child child : slots()) {
            sum += child instanceof EventChild one ? one.keepAlive.size() : 0;
        }
        return sum;
    }

    @Override
    int lingeringConnections() {
        int sum = 0;
        for (Child child : slots()) {
            sum += child instanceof EventChild one ? one.lingering : 0;
        }
        return sum;
    }

    @Override
    WorkerTime.@Nullable Account accountOf(Connection connection) {
        return switch (connection.state) {
            case ACCEPTING, AWAITING -> time.idleHeld;
            case READING, PROCESSING -> time.busy;
            case WRITING, KEEP_ALIVE, CLOSING, LINGERING, CLOSED -> null;
        };
    }

    @Override
    void killed(Child child, WorkerTime.@Nullable Account account, long now) {
        if (account != null) {
            workerFreed(child, account, now);
        } else {
            exitThreads((EventChild) child, now);
            wakeIfBelowLimit((EventChild) child, now);
        }
    }

    private void clientGone(Connection c, CloseReason reason, long now) {
        switch (c.state) {
            case AWAITING, READING -> {
                Child child = c.owner();
                WorkerTime.Account account = accountOf(c);
                close(c, reason);
                killed(child, account, now);
            }
            case KEEP_ALIVE, LINGERING -> polled(c, now);
            case PROCESSING, WRITING, CLOSING -> {}
            case ACCEPTING, CLOSED -> throw illegal(reason.toString(), c);
        }
    }

    /** The listener's poll returns the connection. */
    private void polled(Connection connection, long now) {
        EventChild child = childOf(connection);
        if (child.blockedOn != null) {
            if (!connection.waitsForListener && child.blockedOn != connection) {
                connection.waitsForListener = true;
                child.unseen.addLast(connection);
            }
            return;
        }
        child.workersWereBusy = false;
        handle(child, connection, now);
        endRound(child, now);
        exitThreads(child, now);
    }

    private void handle(EventChild child, Connection connection, long now) {
        boolean gone = connection.finReceived || connection.aborted;
        switch (connection.state) {
            case WRITING -> {
                if (child.idle > 0) {
                    goOnAfterWriting(child, connection, now);
                } else {
                    child.workersWereBusy = true;
                    child.blockedOn = connection;
                    updateListening(child);
                }
            }
            case KEEP_ALIVE -> {
                connection.timer.cancel();
                if (child.idle == 0) {
                    child.workersWereBusy = true;
                    shut(child, connection, CloseReason.SHED);
                } else if (gone) {
                    close(connection, connection.aborted ? CloseReason.CLIENT_ABORTED : CloseReason.CLIENT_CLOSED);
                } else {
                    takeWorker(child, now);
                    read(connection, now);
                }
            }
            case LINGERING -> {
                child.workersWereBusy |= child.idle == 0;
                if (gone) {
                    close(connection, connection.reason);
                } else if (child.idle == 0) {
                    reset(connection, connection.reason);
                }
            }
            case ACCEPTING, AWAITING, READING, PROCESSING, CLOSING, CLOSED -> throw illegal("poll", connection);
        }
    }

    private void goOnAfterWriting(EventChild child, Connection connection, long now) {
        connection.timer.cancel();
        takeWorker(child, now);
        afterResponse(connection, connection.flushedToNext, now);
    }

    /** A worker is free for the connection the listener has stopped for; then it comes to the others. */
    private void unblocked(EventChild child, Connection waiting, long now) {
        child.workersWereBusy = true;
        if (waiting.state == ConnectionState.WRITING) {
            goOnAfterWriting(child, waiting, now);
        }
        for (Connection c = child.unseen.pollFirst();
                c != null;
                c = child.blockedOn == null ? child.unseen.pollFirst() : null) {
            c.waitsForListener = false;
            if (c.state == ConnectionState.WRITING
                    || c.state == ConnectionState.KEEP_ALIVE
                    || c.state == ConnectionState.LINGERING) {
                handle(child, c, now);
            }
        }
        updateListening(child);
        endRound(child, now);
    }

    /** What the listener does at the end of each round of its loop. */
    private void endRound(EventChild child, long now) {
        if (child.blockedOn != null && !child.stopping) {
            return;
        }
        if (Deadline.isExpired(child.wakesAt, now)) {
            child.wakesAt = Deadline.NONE;
        }
        if (Deadline.isExpired(child.nextExpiry, now)) {
            maintainQueues(child, now);
        } else if (child.workersWereBusy || child.stopping) {
            shutKeepAlives(child);
        }
        if (!child.deferred.isEmpty()) {
            if (child.idle > 0) {
                closeDeferred(child, now);
            } else {
                child.workersWereBusy = true;
            }
        }
        if (!child.workersWereBusy) {
            enableIfBelowLimit(child, now);
        }
    }

    private void maintainQueues(EventChild child, long now) {
        child.nextExpiry = Deadline.NONE;
        if (child.workersWereBusy || child.stopping) {
            shutKeepAlives(child);
        }
        for (Connection c = child.keepAlive.pollExpired(now); c != null; c = child.keepAlive.pollExpired(now)) {
            shut(child, c, CloseReason.KEEP_ALIVE_TIMEOUT);
        }
        for (Connection c = child.writeCompletion.pollExpired(now);
                c != null;
                c = child.writeCompletion.pollExpired(now)) {
            defer(child, c, CloseReason.WRITE_TIMEOUT);
        }
        for (Connection c = child.linger.pollExpired(now); c != null; c = child.linger.pollExpired(now)) {
            close(c, c.reason);
        }
        for (Connection c = child.shortLinger.pollExpired(now); c != null; c = child.shortLinger.pollExpired(now)) {
            close(c, c.reason);
        }
        child.lookAt(child.keepAlive);
        child.lookAt(child.writeCompletion);
        child.lookAt(child.linger);
        child.lookAt(child.shortLinger);
    }

    private static void shutKeepAlives(EventChild child) {
        CloseReason reason = child.stopping ? CloseReason.DRAINED : CloseReason.SHED;
        for (Connection c = child.keepAlive.poll(); c != null; c = child.keepAlive.poll()) {
            shut(child, c, reason);
        }
    }

    private static void shut(EventChild child, Connection connection, CloseReason reason) {
        connection.shortLinger = true;
        defer(child, connection, reason);
    }

    private static void defer(EventChild child, Connection connection, CloseReason reason) {
        connection.reason = reason;
        connection.state = ConnectionState.CLOSING;
        child.lingering++;
        child.deferred.addFirst(connection);
    }

    /** A worker sends FIN on all connections that wait for one to do so; that takes no time. */
    private void closeDeferred(EventChild child, long now) {
        for (Connection c = child.deferred.pollFirst(); c != null; c = child.deferred.pollFirst()) {
            if (c.state == ConnectionState.CLOSING) {
                beginLinger(child, c, now);
            }
        }
    }

    private void beginLinger(EventChild child, Connection connection, long now) {
        connection.state = ConnectionState.LINGERING;
        if (connection.aborted || connection.finReceived) {
            close(connection, connection.reason);
        } else {
            effects.linger(connection.number, connection.reason);
            child.await(connection.shortLinger ? child.shortLinger : child.linger, connection, now);
        }
    }

    private void takeWorker(EventChild child, long now) {
        child.idle--;
        time.move(time.idle, time.busy, now);
    }

    private boolean isAboveLimit(EventChild child, long now) {
        if (child.idle == 0) {
            return true;
        }
        int counted = child.connections - child.lingering - (child.uncounted && now <= child.looksAgainAt ? 1 : 0);
        int idle = child.idle - (child.disabled ? 1 : 0);
        return counted > 0 && counted >= threadsPerChild + idle * factor;
    }

    /** A worker is given the connection that was accepted, and the listener goes on. */
    private void handOver(EventChild child, long now) {
        if (wakeNanos == 0) {
            return;
        }
        boolean preempted = random.nextDouble() < scheduling.preemption();
        child.uncounted = !preempted;
        child.looksAgainAt = Deadline.after(now, preempted ? Deadline.nanosOf(scheduling.preempted()) : wakeNanos);
    }

    /** Has a listener that is not done with the connection before ask for no other until it is. */
    private boolean isAtWork(EventChild child, long now) {
        if (now < child.looksAgainAt) {
            child.accepting = true;
            updateListening(child);
        }
        return child.accepting;
    }

    private boolean mayListenAgain(EventChild child, long now) {
        return child.disabled && !child.stopping && !isAboveLimit(child, now);
    }

    private void enableIfBelowLimit(EventChild child, long now) {
        if (mayListenAgain(child, now)) {
            child.disabled = false;
            updateListening(child);
        }
    }

    /** A worker tells the listener, which looks for itself when it goes on. */
    private void wakeIfBelowLimit(EventChild child, long now) {
        if (wakeNanos == 0) {
            enableIfBelowLimit(child, now);
        } else if (child.wakesAt == Deadline.NONE && mayListenAgain(child, now)) {
            child.wakesAt = Deadline.after(now, wakeNanos);
        }
    }

    private void updateListening(EventChild child) {
        setListening(child, !child.disabled && !child.stopping && child.blockedOn == null && !child.accepting);
    }

    /** A stopping child needs no more threads than it has connections. */
    private void exitThreads(EventChild child, long now) {
        while (child.stopping && child.idle > 0 && child.connections < child.threads) {
            child.idle--;
            child.threads--;
            time.ended(1, now);
        }
        if (child.stopping && child.threads == 0 && !child.exited) {
            exited(child, now);
        }
    }

    private static EventChild childOf(Connection connection) {
        return (EventChild) connection.owner();
    }

    private static IllegalStateException illegal(String event, Connection connection) {
        return new IllegalStateException(event + " of connection " + connection.number + " in " + connection.state);
    }
}
