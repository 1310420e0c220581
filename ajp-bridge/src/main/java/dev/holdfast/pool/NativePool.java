package dev.holdfast.pool;

import dev.holdfast.time.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pool of a gateway that knows all of its own connections: first come, first served, and nobody polls.
 *
 * <pre>
 * connection  event                  -> connection  effect
 * -           acquire                -> OPENING     open                        no idle one of the shard, below connectionPoolSize
 * OPENING     opened                 -> LEASED      grant                       to the request it is opened for, else to the first waiter
 *                                    -> IDLE                                    where nobody wants it any more
 * OPENING     openFailed             -> -           reject that request         the first waiter gets an attempt of its own
 * OPENING     socketConnectTimeout   -> -           close, reject that request  CONNECT_TIMEOUT
 * IDLE        acquire                -> LEASED      grant
 * IDLE        peerSpoke              -> -           close                       PEER_SPOKE_WHILE_IDLE
 * IDLE        connectionPoolTimeout  -> -           close                       POOL_TIMEOUT, down to connectionPoolMinsize
 * IDLE        connectionPingInterval -> PINGING     ping
 * PINGING     released               -> IDLE                                    idle since before, or to the first waiter
 * LEASED      released               -> LEASED      grant                       to the first waiter
 *                                    -> IDLE
 * LEASED      released with a reason -> -           close                       the first waiter gets a new one opened
 * IDLE        limit below            -> -           close                       LEASE_SHRANK, the oldest, down to the limit
 * OPENING     opened above the limit -> -           close                       LEASE_SHRANK, where the request it is for has gone
 * LEASED,
 *   PINGING   released above it      -> -           close                       LEASE_SHRANK
 * -           limit above            -> OPENING     open                        for waiters, as many as fit
 * -           unreachable            -> -           reject                      all that wait and whoever comes, until there is a limit again
 * </pre>
 *
 * <p>Requests are served first come, first served. Idle connections are reused last in, first out, so that the surplus of a busy hour
 * grows old together and is closed. A <em>shard</em> is a thread in the live driver: a request prefers an idle connection of its own shard,
 * then a new one, and only at connectionPoolSize one of another shard, which works but costs a hand-over for every event. With a single
 * shard that is mod_jk's order.
 *
 * <p>One connection found stale in use makes every idle one suspect, since back ends seldom close just one: all are closed, and a retry
 * gets a fresh one.
 *
 * <p>The limit is connectionPoolSize, once and for all, unless the pool is leased: then it is 0 until {@link #limit} sets it, and requests wait.
 * What is in use when it falls is left alone, and closed when it is released.
 *
 * <p>Counts are computed from the connection table; there is no second counter to disagree with it. Mutable, not thread-safe. Effects are
 * written to a {@link PoolEffects} in the order they are to be carried out.
 */
public final class NativePool implements PoolMachine {
    private static final long NOBODY = -1;

    private enum State {
        OPENING,
        IDLE,
        PINGING,
        LEASED
    }

    private static final class Connection {
        final long id;
        final int shard;
        State state = State.OPENING;
        long request;
        /** When it began to be what it is; of an idle one, pings do not count. */
        long since;
        /** Of an idle one, when it was last heard of. */
        long alive;

        boolean used;

        Connection(long id, int shard, long request, long now) {
            this.id = id;
            this.shard = shard;
            this.request = request;
            this.since = now;
        }
    }

    private record Waiter(long request, int shard, long deadline) {}

    private final NativePoolSettings settings;
    private final PoolEffects effects;
    private final Map<Long, Connection> connections = new HashMap<>();
    private final ArrayDeque<Connection> opening = new ArrayDeque<>();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    /** The idle ones, those that were heard of longest ago first; empty where none is pinged. */
    private final ArrayDeque<Connection> toPing = new ArrayDeque<>();

    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final long pingInterval;
    private long lastConnectionId;
    private int limit;
    private @Nullable RejectReason unreachable;
    private boolean closed;

    /** @param effects where effects are written */
    public NativePool(NativePoolSettings settings, PoolEffects effects) {
        this.settings = settings;
        this.effects = effects;
        this.limit = settings.isLeased() ? 0 : settings.connectionPoolSize();
        long interval = Deadline.nanosOf(settings.connectionPingInterval());
        this.pingInterval = interval == 0 ? Deadline.NONE : interval;
    }

    @Override
    public void acquire(long requestId, int shard, long now) {
        expireIdle(now);
        if (closed) {
            effects.reject(requestId, RejectReason.POOL_CLOSED);
            return;
        }
        RejectReason nobodyThere = unreachable;
        if (nobodyThere != null) {
            effects.reject(requestId, nobodyThere);
            return;
        }
        // Every event serves the waiters, so between two events nobody waits beside a connection that is free or could
        // be opened.
        Connection free = chooseIdle(shard);
        if (free != null) {
            noLongerIdle(free);
            lease(free, requestId, now);
        } else if (connections.size() < limit) {
            open(requestId, shard, now);
        } else if (settings.connectionAcquireTimeout().isZero()) {
            effects.reject(requestId, RejectReason.ACQUIRE_TIMEOUT);
        } else if (waiters.size() >= settings.maxQueueSize()) {
            effects.reject(requestId, RejectReason.QUEUE_FULL);
        } else {
            waiters.add(new Waiter(
                    requestId, shard, Deadline.after(now, Deadline.nanosOf(settings.connectionAcquireTimeout()))));
        }
    }

    @Override
    public void cancel(long requestId) {
        waiters.removeIf(waiter -> waiter.request() == requestId);
        for (Connection connection : opening) {
            if (connection.request == requestId) {
                connection.request = NOBODY;
            }
        }
    }

    @Override
    public boolean opened(long connectionId, long now) {
        Connection connection = connections.get(connectionId);
        if (connection == null) {
            return false;
        }
        require(connection, State.OPENING, "opened");
        opening.remove(connection);
        if (connection.request == NOBODY && isAboveLimit()) {
            close(connection, CloseReason.LEASE_SHRANK);
            return false;
        }
        if (connection.request == NOBODY) {
            offer(connection, now);
        } else {
            lease(connection, connection.request, now);
        }
        return true;
    }

    @Override
    public void openFailed(long connectionId, RejectReason reason, long now) {
        Connection connection = connections.get(connectionId);
        if (connection == null) {
            return;
        }
        require(connection, State.OPENING, "openFailed");
        abandon(connection, reason);
        openForWaiters(now);
    }

    @Override
    public void released(long connectionId, long now) {
        Connection connection = inUse(connectionId, "released");
        boolean pinged = connection.state == State.PINGING;
        connection.used |= !pinged;
        if (closed) {
            close(connection, CloseReason.POOL_CLOSED);
        } else if (isAboveLimit()) {
            close(connection, CloseReason.LEASE_SHRANK);
        } else if (pinged && waiters.isEmpty()) {
            idleAgain(connection, now);
        } else {
            offer(connection, now);
        }
    }

    @Override
    public void released(long connectionId, CloseReason reason, long now) {
        close(inUse(connectionId, "released " + reason), reason);
        if (reason == CloseReason.STALE) {
            toPing.clear();
            while (!idle.isEmpty()) {
                close(idle.removeLast(), CloseReason.STALE_SIBLING);
            }
        }
        openForWaiters(now);
    }

    @Override
    public void peerSpoke(long connectionId, long now) {
        Connection connection = connections.get(connectionId);
        if (connection != null && connection.state == State.IDLE) {
            noLongerIdle(connection);
            close(connection, CloseReason.PEER_SPOKE_WHILE_IDLE);
        }
    }

    @Override
    public void limit(int most, long now) {
        if (!settings.isLeased() || closed) {
            return;
        }
        limit = most;
        unreachable = null;
        closeIdleAboveLimit();
        openForWaiters(now);
    }

    @Override
    public void unreachable(RejectReason reason) {
        if (!settings.isLeased() || closed) {
            return;
        }
        limit = 0;
        unreachable = reason;
        closeIdleAboveLimit();
        for (Waiter waiter : drain(waiters)) {
            effects.reject(waiter.request(), reason);
        }
    }

    @Override
    public boolean isIdle(long connectionId) {
        Connection connection = connections.get(connectionId);
        return connection != null && connection.state == State.IDLE;
    }

    @Override
    public void close() {
        closed = true;
        for (Waiter waiter : drain(waiters)) {
            effects.reject(waiter.request(), RejectReason.POOL_CLOSED);
        }
        for (Connection connection : List.copyOf(opening)) {
            abandon(connection, RejectReason.POOL_CLOSED);
            effects.close(connection.id, CloseReason.POOL_CLOSED);
        }
        toPing.clear();
        for (Connection connection : drain(idle)) {
            close(connection, CloseReason.POOL_CLOSED);
        }
    }

    @Override
    public long nextDeadline() {
        Waiter waiter = waiters.peekFirst();
        Connection oldestOpening = opening.peekFirst();
        Connection oldestIdle = connections.size() > settings.connectionPoolMinsize() ? idle.peekFirst() : null;
        long deadline = waiter == null ? Deadline.NONE : waiter.deadline();
        if (oldestOpening != null) {
            deadline = Math.min(deadline, connectDeadline(oldestOpening));
        }
        Connection silent = toPing.peekFirst();
        if (silent != null) {
            deadline = Math.min(deadline, pingDeadline(silent));
        }
        return oldestIdle == null ? deadline : Math.min(deadline, idleDeadline(oldestIdle));
    }

    @Override
    public void timeout(long now) {
        // Each of the three queues is in deadline order, since its timeout is the same for all.
        for (Waiter w = waiters.peekFirst();
                w != null && Deadline.isExpired(w.deadline(), now);
                w = waiters.peekFirst()) {
            waiters.removeFirst();
            effects.reject(w.request(), RejectReason.ACQUIRE_TIMEOUT);
        }
        for (Connection c = opening.peekFirst();
                c != null && Deadline.isExpired(connectDeadline(c), now);
                c = opening.peekFirst()) {
            abandon(c, RejectReason.CONNECT_TIMEOUT);
            effects.close(c.id, CloseReason.CONNECT_TIMEOUT);
        }
        expireIdle(now);
        for (Connection c = toPing.peekFirst();
                c != null && Deadline.isExpired(pingDeadline(c), now);
                c = toPing.peekFirst()) {
            noLongerIdle(c);
            c.state = State.PINGING;
            effects.ping(c.id);
        }
        openForWaiters(now);
    }

    @Override
    public PoolCounts counts() {
        int leased = count(State.LEASED) + count(State.PINGING);
        return new PoolCounts(count(State.OPENING), count(State.IDLE), leased, waiters.size());
    }

    private int count(State state) {
        int count = 0;
        for (Connection connection : connections.values()) {
            count += connection.state == state ? 1 : 0;
        }
        return count;
    }

    private @Nullable Connection chooseIdle(int shard) {
        for (Iterator<Connection> newestFirst = idle.descendingIterator(); newestFirst.hasNext(); ) {
            Connection connection = newestFirst.next();
            if (connection.shard == shard) {
                return connection;
            }
        }
        return connections.size() < limit ? null : idle.peekLast();
    }

    private void open(long request, int shard, long now) {
        Connection connection = new Connection(++lastConnectionId, shard, request, now);
        connections.put(connection.id, connection);
        opening.add(connection);
        effects.open(request, connection.id, shard);
    }

    private void openForWaiters(long now) {
        while (!waiters.isEmpty() && connections.size() < limit) {
            Waiter waiter = waiters.removeFirst();
            open(waiter.request(), waiter.shard(), now);
        }
    }

    private boolean isAboveLimit() {
        return connections.size() > limit;
    }

    private void closeIdleAboveLimit() {
        while (isAboveLimit() && !idle.isEmpty()) {
            Connection oldest = idle.getFirst();
            noLongerIdle(oldest);
            close(oldest, CloseReason.LEASE_SHRANK);
        }
    }

    private void offer(Connection connection, long now) {
        Waiter waiter = waiters.pollFirst();
        if (waiter != null) {
            connection.since = now;
            connection.alive = now;
            lease(connection, waiter.request(), now);
        } else {
            connection.state = State.IDLE;
            connection.since = now;
            idle.addLast(connection);
            isAlive(connection, now);
        }
    }

    /** A ping changes neither whose turn it is nor how long the connection has been of no use to anybody. */
    private void idleAgain(Connection pinged, long now) {
        pinged.state = State.IDLE;
        ArrayDeque<Connection> younger = new ArrayDeque<>();
        while (!idle.isEmpty() && idle.peekLast().since > pinged.since) {
            younger.addFirst(idle.removeLast());
        }
        idle.addLast(pinged);
        idle.addAll(younger);
        isAlive(pinged, now);
    }

    private void isAlive(Connection connection, long now) {
        connection.alive = now;
        if (pingInterval != Deadline.NONE) {
            toPing.addLast(connection);
        }
    }

    private void noLongerIdle(Connection connection) {
        idle.remove(connection);
        toPing.remove(connection);
    }

    private void lease(Connection connection, long request, long now) {
        long idleNanos = connection.used ? now - connection.alive : FRESH;
        connection.state = State.LEASED;
        connection.request = request;
        effects.grant(request, connection.id, idleNanos);
    }

    private void abandon(Connection connection, RejectReason reason) {
        opening.remove(connection);
        connections.remove(connection.id);
        if (connection.request != NOBODY) {
            effects.reject(connection.request, reason);
        }
    }

    private void expireIdle(long now) {
        for (Connection c = idle.peekFirst();
                c != null
                        && connections.size() > settings.connectionPoolMinsize()
                        && Deadline.isExpired(idleDeadline(c), now);
                c = idle.peekFirst()) {
            noLongerIdle(c);
            close(c, CloseReason.POOL_TIMEOUT);
        }
    }

    private void close(Connection connection, CloseReason reason) {
        connections.remove(connection.id);
        effects.close(connection.id, reason);
    }

    private long connectDeadline(Connection connection) {
        return Deadline.after(connection.since, Deadline.nanosOf(settings.socketConnectTimeout()));
    }

    private long idleDeadline(Connection connection) {
        return Deadline.after(connection.since, Deadline.nanosOf(settings.connectionPoolTimeout()));
    }

    private long pingDeadline(Connection connection) {
        return Deadline.after(connection.alive, pingInterval);
    }

    private Connection inUse(long connectionId, String event) {
        Connection connection = connections.get(connectionId);
        if (connection == null) {
            throw new IllegalStateException(event + " of unknown connection " + connectionId);
        }
        if (connection.state != State.PINGING) {
            require(connection, State.LEASED, event);
        }
        return connection;
    }

    private static void require(Connection connection, State expected, String event) {
        if (connection.state != expected) {
            throw new IllegalStateException(event + " of connection " + connection.id + " in " + connection.state);
        }
    }

    private static <T> List<T> drain(ArrayDeque<T> queue) {
        List<T> all = new ArrayList<>(queue);
        queue.clear();
        return all;
    }
}
