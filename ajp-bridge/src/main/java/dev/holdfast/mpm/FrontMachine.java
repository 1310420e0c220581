package dev.holdfast.mpm;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.time.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all of httpd's process models have in common: child processes that start and stop, the table of connections, the reading of request
 * heads, which takes a worker in all of them, and the decision whether a connection is kept.
 */
abstract sealed class FrontMachine implements MpmMachine permits BlockingMachine, EventMachine {
    private static final long TICK_NANOS = 1_000_000_000;
    private static final long NOT_STARTED = -1;

    final ConnectionSettings settings;
    final MpmEffects effects;
    final WorkerTime time = new WorkerTime();
    final Listeners listeners;
    final long keepAliveNanos;
    /** For bytes of a head: the next ones. */
    final TimeoutQueue gaps;

    private final TimeoutQueue heads;
    private final Spares spares;
    private final Spawner spawner;
    private final RandomGenerator random;
    private final int threadsPerChild;
    private final @Nullable Child[] slots;
    private final List<Connection> connections = new ArrayList<>();
    private final ArrayDeque<Connection> unused = new ArrayDeque<>();
    private int openConnections;
    private int children;
    private int activeChildren;
    private long nextTick = NOT_STARTED;
    /** How many children are still to be started after a restart. */
    private int toStart;
    /** What ends now is dead when httpd's parent first looks after a restart. */
    private boolean restarting;
    /** Slots of children that have ended since, which the parent does not know. */
    private final BitSet unreaped = new BitSet();

    private boolean draining;
    private long stopAt = Deadline.NONE;

    FrontMachine(MpmSettings settings, Spares spares, ChildPick pick, MpmEffects effects, RandomGenerator random) {
        this.settings = settings.connections();
        this.spares = spares;
        this.spawner = new Spawner(spares);
        this.effects = effects;
        this.random = random;
        this.listeners = new Listeners(pick, random);
        this.threadsPerChild = settings.threadsPerChild();
        this.slots = new Child[spares.slots()];
        this.keepAliveNanos = Deadline.nanosOf(this.settings.keepAliveTimeout());
        this.gaps = new TimeoutQueue(Deadline.nanosOf(this.settings.timeout()));
        this.heads = new TimeoutQueue(Deadline.nanosOf(this.settings.requestReadTimeout()));
    }

    // What the models do differently.

    abstract Child newChild(int slot, int threads);

    /** Returns how many of the child's workers the parent takes for idle. */
    abstract int idleForParent(Child child);

    /** The child has begun to stop: it takes no more connections. */
    abstract void stopping(Child child, long now);

    /** A worker of the connection's child has nothing to do with it any more. */
    abstract void workerFreed(Child child, WorkerTime.Account from, long now);

    /** Returns how many connections its listener, which has just accepted one, takes the child to have had. */
    abstract int countedOnAccept(Child child);

    /** A worker begins to close the connection. */
    abstract void linger(Connection connection, WorkerTime.Account from, long now);

    /** Returns whether a request that is there already is served although the child stops. */
    abstract boolean readsOnWhileStopping();

    /** Where the worker goes on after a response that keeps the connection. */
    abstract void keepAlive(Connection connection, long now);

    abstract long nextConnectionDeadline();

    abstract void timeoutConnections(long now);

    abstract int keepAliveConnections();

    abstract int lingeringConnections();

    @Override
    public final void start(long now) {
        if (nextTick != NOT_STARTED) {
            throw new IllegalStateException("start of a front that has started");
        }
        nextTick = Deadline.after(now, TICK_NANOS);
        startChildren(Math.min(spares.start(), spares.maxActive()), now);
    }

    @Override
    public final boolean isAccepting() {
        return !listeners.isEmpty();
    }

    @Override
    public final void accepted(int connection, long now) {
        Connection accepted = require(connection, ConnectionState.ACCEPTING, "accepted");
        accepted.state = ConnectionState.AWAITING;
        awaitBytes(accepted, now);
        heads.add(accepted.head, now);
        Child child = accepted.owner();
        child.accepted++;
        if (hasReachedLimit(countedOnAccept(child))) {
            stop(child, now);
        }
    }

    /** Returns whether a child that has had {@code connections} ends (MaxConnectionsPerChild). */
    final boolean hasReachedLimit(int connections) {
        return settings.maxConnectionsPerChild() > 0 && connections >= settings.maxConnectionsPerChild();
    }

    @Override
    public final void acceptFailed(int connection, long now) {
        Connection failed = require(connection, ConnectionState.ACCEPTING, "acceptFailed");
        Child child = failed.owner();
        forget(failed);
        workerFreed(child, time.idleHeld, now);
    }

    @Override
    public final void headComplete(int connection, long now) {
        Connection complete = require(connection, ConnectionState.READING, "headComplete");
        complete.timer.cancel();
        complete.head.cancel();
        complete.state = ConnectionState.PROCESSING;
        complete.persistent = false;
        complete.reason = CloseReason.SERVER_SAID_CLOSE;
        effects.startRequest(connection);
    }

    @Override
    public final boolean persists(int connection, @Nullable CloseReason closing, long now) {
        Connection answered = require(connection, ConnectionState.PROCESSING, "persists");
        int left = settings.maxKeepAliveRequests() - answered.keepAlives;
        boolean limited = settings.maxKeepAliveRequests() > 0;
        boolean stopping = answered.owner().stopping;
        boolean off = !settings.keepAlive() || keepAliveNanos == 0;
        answered.persistent = closing == null && !off && !(limited && left <= 0) && !stopping;
        if (answered.persistent || (limited && left == 0)) {
            answered.keepAlives++;
        }
        if (closing != null) {
            answered.reason = closing;
        } else if (off) {
            answered.reason = CloseReason.KEEP_ALIVE_OFF;
        } else {
            answered.reason = stopping ? CloseReason.DRAINED : CloseReason.MAX_KEEP_ALIVE_REQUESTS;
        }
        return answered.persistent;
    }

    @Override
    public final void drain(long now) {
        if (draining) {
            return;
        }
        draining = true;
        if (!settings.gracefulShutdownTimeout().isZero()) {
            stopAt = Deadline.after(now, Deadline.nanosOf(settings.gracefulShutdownTimeout()));
        }
        toStart = 0;
        stopAll(now);
    }

    @Override
    public final void restart(long now) {
        if (!draining) {
            toStart = Math.min(spares.start(), spares.maxActive());
            spawner.holdOff();
            restarting = true;
            stopAll(now);
            restarting = false;
            nextTick = Deadline.after(now, TICK_NANOS);
        }
    }

    private void stopAll(long now) {
        List<Child> present = new ArrayList<>();
        for (Child child : slots) {
            if (child != null) {
                present.add(child);
            }
        }
        present.forEach(child -> stop(child, now));
    }

    @Override
    public final boolean isStopped() {
        return draining && children == 0;
    }

    @Override
    public final long nextDeadline() {
        long deadline = Math.min(Math.min(gaps.deadline(), heads.deadline()), nextConnectionDeadline());
        if (draining) {
            return children == 0 ? Deadline.NONE : Math.min(deadline, stopAt);
        }
        return nextTick == NOT_STARTED ? deadline : Math.min(deadline, nextTick);
    }

    @Override
    public final void timeout(long now) {
        for (Connection c = heads.pollExpired(now); c != null; c = heads.pollExpired(now)) {
            // mod_reqtimeout asks for a short lingering close.
            c.shortLinger = true;
            headTimedOut(c, now);
        }
        for (Connection c = gaps.pollExpired(now); c != null; c = gaps.pollExpired(now)) {
            headTimedOut(c, now);
        }
        timeoutConnections(now);
        if (!draining && Deadline.isExpired(nextTick, now)) {
            nextTick = Deadline.after(now, TICK_NANOS);
            tick(now);
        }
        if (Deadline.isExpired(stopAt, now)) {
            stopAt = Deadline.NONE;
            killAll(now);
        }
    }

    @Override
    public final ConnectionState state(int connection) {
        return connection < connections.size() ? connections.get(connection).state : ConnectionState.CLOSED;
    }

    @Override
    public final int child(int connection) {
        return open(connection, "child").owner().slot;
    }

    @Override
    public final int keepAlives(int connection) {
        return Math.max(0, open(connection, "keepAlives").keepAlives - 1);
    }

    @Override
    public final CloseReason reason(int connection) {
        return open(connection, "reason").reason;
    }

    @Override
    public final MpmCounts counts() {
        int workers = 0;
        for (WorkerUse use : WorkerUse.values()) {
            workers += time.workers(use);
        }
        return new MpmCounts(
                children,
                listeners.size(),
                workers,
                time.workers(WorkerUse.IDLE),
                openConnections,
                keepAliveConnections(),
                lingeringConnections());
    }

    @Override
    public final int workers(WorkerUse use) {
        return time.workers(use);
    }

    @Override
    public final long workerNanos(WorkerUse use, long now) {
        return time.nanos(use, now);
    }

    final void acceptBy(Child child, long now) {
        Connection connection = unused.pollFirst();
        if (connection == null) {
            connection = new Connection(connections.size());
            connections.add(connection);
        }
        connection.begin(child);
        openConnections++;
        child.connections++;
        child.idle--;
        time.move(time.idle, time.idleHeld, now);
        effects.accept(child.slot, connection.number);
    }

    /** A worker reads a head: what it waits for are bytes. */
    final void awaitBytes(Connection connection, long now) {
        gaps.add(connection.timer, now);
    }

    /** First bytes of a request have come, and a worker reads them. */
    final void read(Connection connection, long now) {
        if (connection.state != ConnectionState.AWAITING) {
            heads.add(connection.head, now);
        }
        connection.state = ConnectionState.READING;
        awaitBytes(connection, now);
    }

    /** The worker that has just sent a response goes on. */
    final void afterResponse(Connection connection, boolean nextRequest, long now) {
        if (connection.aborted) {
            Child child = connection.owner();
            close(connection, CloseReason.CLIENT_ABORTED);
            workerFreed(child, time.busy, now);
        } else if (!connection.persistent) {
            linger(connection, time.busy, now);
        } else if (nextRequest && (!connection.owner().stopping || readsOnWhileStopping())) {
            read(connection, now);
        } else if (connection.owner().stopping) {
            connection.reason = CloseReason.DRAINED;
            linger(connection, time.busy, now);
        } else {
            keepAlive(connection, now);
        }
    }

    final void close(Connection connection, CloseReason reason) {
        effects.close(connection.number, reason);
        forget(connection);
    }

    final void reset(Connection connection, CloseReason reason) {
        effects.reset(connection.number, reason);
        forget(connection);
    }

    /** The connection is about to be forgotten. */
    void forgetting(Connection connection) {}

    private void forget(Connection connection) {
        forgetting(connection);
        connection.timer.cancel();
        connection.head.cancel();
        connection.owner().connections--;
        connection.child = null;
        connection.state = ConnectionState.CLOSED;
        openConnections--;
        unused.addFirst(connection);
    }

    final void setListening(Child child, boolean listening) {
        if (child.listening == listening) {
            return;
        }
        child.listening = listening;
        if (listening) {
            listeners.add(child);
        } else {
            listeners.remove(child);
        }
        effects.listening(child.slot, listening);
    }

    final void exited(Child child, long now) {
        child.exited = true;
        slots[child.slot] = null;
        children--;
        effects.childExited(child.slot);
        if (restarting && toStart > 0) {
            toStart--;
            startChildren(1, now);
        } else if (toStart > 0) {
            unreaped.set(child.slot);
        }
    }

    /** Returns the children, null where a slot is empty. */
    final @Nullable Child[] slots() {
        return slots;
    }

    final Connection require(int number, ConnectionState expected, String event) {
        Connection connection = open(number, event);
        if (connection.state != expected) {
            throw new IllegalStateException(event + " of connection " + number + " in " + connection.state);
        }
        return connection;
    }

    final Connection open(int number, String event) {
        if (state(number) == ConnectionState.CLOSED) {
            throw new IllegalStateException(event + " of connection " + number + " in CLOSED");
        }
        return connections.get(number);
    }

    private void headTimedOut(Connection connection, long now) {
        connection.timer.cancel();
        connection.head.cancel();
        boolean begun = connection.state == ConnectionState.READING;
        connection.reason = begun ? CloseReason.REQUEST_HEAD_TIMEOUT : CloseReason.CONNECTION_TIMEOUT;
        linger(connection, begun ? time.busy : time.idleHeld, now);
    }

    private void startChildren(int count, long now) {
        int left = count;
        for (int slot = 0; slot < slots.length && left > 0; slot++) {
            if (slots[slot] == null && !unreaped.get(slot)) {
                Child child = newChild(slot, threadsPerChild);
                slots[slot] = child;
                children++;
                activeChildren++;
                time.began(threadsPerChild, now);
                effects.childStarted(slot);
                setListening(child, true);
                left--;
            }
        }
    }

    private void tick(long now) {
        if (toStart > 0) {
            // The parent has slept for a second, and starts what is left before it looks for children that have ended
            // meanwhile.
            int left = toStart;
            toStart = 0;
            startChildren(left, now);
            unreaped.clear();
            return;
        }
        int idle = 0;
        for (Child child : slots) {
            idle += child == null || child.stopping ? 0 : idleForParent(child);
        }
        int decision = spawner.decide(idle, activeChildren, children);
        if (decision == Spawner.STOP_ONE) {
            Child victim = spares.victim() == Spares.Victim.IDLE ? listeners.next() : anyActive();
            stop(victim, now);
        } else {
            startChildren(decision, now);
        }
    }

    private Child anyActive() {
        int index = random.nextInt(activeChildren);
        for (Child child : slots) {
            if (child != null && !child.stopping && index-- == 0) {
                return child;
            }
        }
        throw new IllegalStateException("fewer than " + activeChildren + " active children");
    }

    final void stop(Child child, long now) {
        if (!child.stopping) {
            child.stopping = true;
            activeChildren--;
            setListening(child, false);
            stopping(child, now);
        }
    }

    private void killAll(long now) {
        for (Connection connection : connections) {
            if (connection.state != ConnectionState.CLOSED) {
                Child child = connection.owner();
                WorkerTime.Account account = accountOf(connection);
                reset(connection, CloseReason.STOPPED);
                killed(child, account, now);
            }
        }
    }

    /** Returns what a worker is used for by the connection, or null where it holds none. */
    abstract WorkerTime.@Nullable Account accountOf(Connection connection);

    /** A connection was reset; {@code account} is null where it held no worker. */
    abstract void killed(Child child, WorkerTime.@Nullable Account account, long now);
}
