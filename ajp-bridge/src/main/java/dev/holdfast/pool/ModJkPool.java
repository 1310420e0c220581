package dev.holdfast.pool;

import dev.holdfast.time.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The pool of one child process as mod_jk keeps it (jk_ajp_common: ajp_get_endpoint, ajp_done, ajp_maintain; jk_worker: wc_maintain).
 *
 * <pre>
 * slot      event                    -> slot      effect
 * FREE      acquire                  -> LEASED    grant       the first free slot with a connection, in the order of their numbers
 *                                    -> OPENING   open        where none has one: the first free slot
 * OPENING   opened                   -> LEASED    grant
 * OPENING   openFailed, timeout      -> PAUSING   -           retryInterval, while there are retries
 *                                    -> FREE      reject      otherwise
 *                                    -> PAUSING   -           the same, and there another FREE slot has a connection, which it takes over
 * PAUSING   retryInterval            -> OPENING   open        or, with a connection, LEASED and grant
 * LEASED    released                 -> FREE      -           nobody is told
 * LEASED    released with a reason   -> FREE      close
 * FREE      maintenance              -> FREE      close       POOL_TIMEOUT, highest number first
 *                                    -> PINGING   ping        one after the other
 * PINGING   released                 -> FREE      -           the next ping, or whoever waits for the lock
 * </pre>
 *
 * <p><b>Nobody queues.</b> A request that finds no free slot sleeps 100 ms and looks again, ceil(connectionAcquireTimeout / 100 ms) times in
 * all, the first at once; after the last it sleeps once more and gives up. A slot that becomes free belongs to whoever looks first, so one
 * that has just come gets it before one that has waited, and slots stand free while requests sleep.
 *
 * <p><b>Maintenance</b> is done by the first request that comes {@code maintain} after the last one, before it looks for a slot, or by the
 * watchdog, and never otherwise. It counts what is open once, goes down from the highest slot, and asks only behind each slot whether
 * connectionPoolMinsize is reached: the highest connection is closed even where that leaves one too few, which is how prefork's single
 * connection closes. It holds the pool's lock while it pings: no request gets a slot meanwhile. Times are whole seconds of the clock,
 * truncated, so "longer than 5 s" begins between 5 and 6 s later.
 *
 * <p>One thing differs: mod_jk notices at the next use that the back end has closed a connection; here it is closed at once
 * ({@link #peerSpoke}). The next request gets the next connection either way.
 *
 * <p>Mutable, not thread-safe.
 */
public final class ModJkPool implements PoolMachine {
    private static final long NOBODY = -1;
    private static final long NEVER = -1;
    private static final long POLL_NANOS = 100_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private enum State {
        FREE,
        OPENING,
        PAUSING,
        LEASED,
        PINGING
    }

    private static final class Slot {
        final int number;
        State state = State.FREE;
        /** Of the connection in it, open or opening; meaningless in a FREE slot that is not connected. */
        long connection;

        boolean connected;
        boolean used;
        long request = NOBODY;
        int shard;
        int tries;
        long since;
        long pausedSince;
        long lastAccess;

        Slot(int number) {
            this.number = number;
        }

        boolean isFree() {
            return state == State.FREE;
        }
    }

    private static final class Waiter {
        final long request;
        final int shard;
        final long order;
        int tries;
        long nextTry;

        Waiter(long request, int shard, long order) {
            this.request = request;
            this.shard = shard;
            this.order = order;
        }
    }

    private final ModJkPoolSettings settings;
    private final PoolEffects effects;
    private final SharedBusy busy;
    private final long acquireNanos;
    private final long connectNanos;
    private final long retryNanos;
    private final long maintainSeconds;
    private final long watchdogNanos;
    private final Slot[] slots;
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(
            Comparator.comparingLong((Waiter waiter) -> waiter.nextTry).thenComparingLong(waiter -> waiter.order));
    private final ArrayDeque<Waiter> behindLock = new ArrayDeque<>();
    private final ArrayDeque<Slot> opening = new ArrayDeque<>();
    private final ArrayDeque<Slot> pausing = new ArrayDeque<>();
    private final ArrayDeque<Slot> toPing = new ArrayDeque<>();
    private @Nullable Slot pinging;
    private long lastOrder;
    private long connects;
    private long lastMaintenance = NEVER;
    private long watchdogAt = Deadline.NONE;
    private boolean started;
    private boolean closed;

    /** @param busy shared with the other children's pools for the same back end */
    public ModJkPool(ModJkPoolSettings settings, PoolEffects effects, SharedBusy busy) {
        this.settings = settings;
        this.effects = effects;
        this.busy = busy;
        this.acquireNanos = Deadline.nanosOf(settings.connectionAcquireTimeout());
        this.connectNanos = orNever(Deadline.nanosOf(settings.socketConnectTimeout()));
        this.retryNanos = Deadline.nanosOf(settings.retryInterval());
        this.maintainSeconds = settings.maintain().toSeconds();
        this.watchdogNanos = Deadline.nanosOf(settings.jkWatchdogInterval());
        this.slots = new Slot[settings.connectionPoolSize()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(i);
        }
    }

    @Override
    public void acquire(long requestId, int shard, long now) {
        timeout(now);
        if (closed) {
            effects.reject(requestId, RejectReason.POOL_CLOSED);
            return;
        }
        if (!started) {
            started = true;
            for (Slot slot : slots) {
                slot.lastAccess = seconds(now);
            }
        }
        if (watchdogNanos == 0) {
            maintain(now);
        } else if (watchdogAt == Deadline.NONE) {
            watchdogAt = Deadline.after(now, watchdogNanos);
        }
        look(new Waiter(requestId, shard, ++lastOrder), now);
    }

    @Override
    public void cancel(long requestId) {
        waiters.removeIf(waiter -> waiter.request == requestId);
        behindLock.removeIf(waiter -> waiter.request == requestId);
        for (Slot slot : opening) {
            if (slot.request == requestId) {
                slot.request = NOBODY;
            }
        }
        for (Slot slot : List.copyOf(pausing)) {
            if (slot.request == requestId) {
                pausing.remove(slot);
                free(slot);
            }
        }
    }

    @Override
    public boolean opened(long connectionId, long now) {
        Slot slot = find(connectionId);
        if (slot == null) {
            return false;
        }
        require(slot, State.OPENING, "opened");
        opening.remove(slot);
        slot.connected = true;
        slot.used = false;
        slot.since = now;
        noteAccess(slot, now);
        if (slot.request == NOBODY) {
            free(slot);
        } else {
            lease(slot, now);
        }
        return true;
    }

    @Override
    public void openFailed(long connectionId, RejectReason reason, long now) {
        Slot slot = find(connectionId);
        if (slot != null) {
            require(slot, State.OPENING, "openFailed");
            opening.remove(slot);
            connectFailed(slot, reason, now);
        }
    }

    @Override
    public void released(long connectionId, long now) {
        Slot slot = inUse(connectionId, "released");
        if (slot.state == State.PINGING) {
            slot.state = State.FREE;
            pingNext(now);
            return;
        }
        slot.used = true;
        slot.since = now;
        noteAccess(slot, now);
        free(slot);
        if (closed) {
            close(slot, CloseReason.POOL_CLOSED);
        }
    }

    @Override
    public void released(long connectionId, CloseReason reason, long now) {
        Slot slot = inUse(connectionId, "released " + reason);
        boolean pinged = slot.state == State.PINGING;
        close(slot, reason);
        if (pinged) {
            slot.state = State.FREE;
            pingNext(now);
        } else {
            noteAccess(slot, now);
            free(slot);
        }
    }

    @Override
    public void peerSpoke(long connectionId, long now) {
        Slot slot = find(connectionId);
        if (slot != null && slot.isFree()) {
            close(slot, CloseReason.PEER_SPOKE_WHILE_IDLE);
        }
    }

    @Override
    public boolean isIdle(long connectionId) {
        Slot slot = find(connectionId);
        return slot != null && slot.isFree();
    }

    @Override
    public void close() {
        closed = true;
        List<Waiter> waiting = new ArrayList<>(waiters);
        waiting.addAll(behindLock);
        waiting.sort(Comparator.comparingLong(waiter -> waiter.order));
        waiters.clear();
        behindLock.clear();
        toPing.clear();
        waiting.forEach(waiter -> effects.reject(waiter.request, RejectReason.POOL_CLOSED));
        for (Slot slot : slots) {
            switch (slot.state) {
                case OPENING -> {
                    reject(slot, RejectReason.POOL_CLOSED);
                    close(slot, CloseReason.POOL_CLOSED);
                }
                case PAUSING -> {
                    reject(slot, RejectReason.POOL_CLOSED);
                    if (slot.connected) {
                        close(slot, CloseReason.POOL_CLOSED);
                    }
                }
                case FREE -> {
                    if (slot.connected) {
                        close(slot, CloseReason.POOL_CLOSED);
                    }
                }
                case LEASED, PINGING -> {}
            }
        }
        opening.clear();
        pausing.clear();
    }

    @Override
    public long nextDeadline() {
        long deadline = closed ? Deadline.NONE : watchdogAt;
        Waiter waiter = pinging == null ? waiters.peek() : null;
        if (waiter != null) {
            deadline = Math.min(deadline, waiter.nextTry);
        }
        Slot oldestOpening = opening.peekFirst();
        if (oldestOpening != null) {
            deadline = Math.min(deadline, Deadline.after(oldestOpening.since, connectNanos));
        }
        Slot oldestPausing = pausing.peekFirst();
        if (oldestPausing != null) {
            deadline = Math.min(deadline, Deadline.after(oldestPausing.pausedSince, retryNanos));
        }
        return deadline;
    }

    @Override
    public void timeout(long now) {
        for (Slot s = opening.peekFirst();
                s != null && Deadline.isExpired(Deadline.after(s.since, connectNanos), now);
                s = opening.peekFirst()) {
            opening.removeFirst();
            effects.close(s.connection, CloseReason.CONNECT_TIMEOUT);
            connectFailed(s, RejectReason.CONNECT_TIMEOUT, now);
        }
        for (Slot s = pausing.peekFirst();
                s != null && Deadline.isExpired(Deadline.after(s.pausedSince, retryNanos), now);
                s = pausing.peekFirst()) {
            pausing.removeFirst();
            if (s.connected) {
                lease(s, now);
            } else {
                open(s, now);
            }
        }
        if (!closed && Deadline.isExpired(watchdogAt, now)) {
            watchdogAt = Deadline.after(now, watchdogNanos);
            maintain(now);
        }
        for (Waiter w = waiters.peek();
                pinging == null && w != null && Deadline.isExpired(w.nextTry, now);
                w = waiters.peek()) {
            waiters.remove();
            look(w, now);
        }
    }

    @Override
    public PoolCounts counts() {
        int openingSlots = 0;
        int idle = 0;
        int leased = 0;
        for (Slot slot : slots) {
            switch (slot.state) {
                case OPENING -> openingSlots++;
                case FREE, PAUSING -> idle += slot.connected ? 1 : 0;
                case LEASED, PINGING -> leased++;
            }
        }
        return new PoolCounts(openingSlots, idle, leased, waiters.size() + behindLock.size() + pausing.size());
    }

    private void look(Waiter waiter, long now) {
        if (pinging != null) {
            behindLock.add(waiter);
            return;
        }
        if (waiter.tries * POLL_NANOS >= acquireNanos) {
            effects.reject(waiter.request, RejectReason.ACQUIRE_TIMEOUT);
            return;
        }
        Slot slot = firstFree();
        if (slot == null) {
            waiter.tries++;
            waiter.nextTry = Deadline.after(now, POLL_NANOS);
            waiters.add(waiter);
        } else if (settings.busyLimit() > 0 && busy.busy() >= settings.busyLimit()) {
            noteAccess(slot, now);
            effects.reject(waiter.request, RejectReason.BUSY_LIMIT);
        } else {
            take(slot, waiter, now);
        }
    }

    private @Nullable Slot firstFree() {
        Slot unconnected = null;
        for (Slot slot : slots) {
            if (slot.isFree()) {
                if (slot.connected) {
                    return slot;
                }
                unconnected = unconnected == null ? slot : unconnected;
            }
        }
        return unconnected;
    }

    private void take(Slot slot, Waiter waiter, long now) {
        busy.increment();
        noteAccess(slot, now);
        slot.request = waiter.request;
        slot.shard = waiter.shard;
        slot.tries = 0;
        if (slot.connected) {
            lease(slot, now);
        } else {
            open(slot, now);
        }
    }

    private void open(Slot slot, long now) {
        slot.state = State.OPENING;
        slot.since = now;
        slot.tries++;
        // The number tells the slot, so that no table is needed to find it again.
        slot.connection = ++connects * slots.length + slot.number;
        opening.add(slot);
        effects.open(slot.request, slot.connection, slot.shard);
    }

    private void connectFailed(Slot slot, RejectReason reason, long now) {
        if (slot.request == NOBODY || slot.tries >= settings.retries()) {
            reject(slot, reason);
            return;
        }
        Slot free = firstFree();
        if (free == null || !free.connected) {
            pause(slot, now);
            return;
        }
        busy.increment();
        free.request = slot.request;
        free.shard = slot.shard;
        free.tries = slot.tries;
        free(slot);
        pause(free, now);
    }

    private void pause(Slot slot, long now) {
        slot.state = State.PAUSING;
        slot.pausedSince = now;
        pausing.add(slot);
    }

    private void reject(Slot slot, RejectReason reason) {
        if (slot.request != NOBODY) {
            effects.reject(slot.request, reason);
        }
        free(slot);
    }

    private void lease(Slot slot, long now) {
        slot.state = State.LEASED;
        effects.grant(slot.request, slot.connection, slot.used ? now - slot.since : FRESH);
    }

    private void free(Slot slot) {
        slot.state = State.FREE;
        slot.request = NOBODY;
        busy.decrement();
    }

    private void close(Slot slot, CloseReason reason) {
        slot.connected = false;
        effects.close(slot.connection, reason);
    }

    private void noteAccess(Slot slot, long now) {
        if (!settings.connectionPoolTimeout().isZero()) {
            slot.lastAccess = seconds(now);
        }
    }

    private void maintain(long now) {
        long second = seconds(now);
        boolean due = lastMaintenance == NEVER || second - lastMaintenance >= maintainSeconds;
        if (maintainSeconds == 0 || pinging != null || !due) {
            return;
        }
        lastMaintenance = second;
        if (!settings.connectionPoolTimeout().isZero()) {
            shrink(second);
        }
        if (!settings.connectionPingInterval().isZero()) {
            for (int i = slots.length - 1; i >= 0; i--) {
                if (isIdleLongerThan(slots[i], settings.connectionPingInterval().toSeconds(), second)) {
                    toPing.add(slots[i]);
                }
            }
            pingNext(now);
        }
    }

    private void shrink(long second) {
        int open = 0;
        for (Slot slot : slots) {
            open += slot.connected ? 1 : 0;
        }
        for (int i = slots.length - 1; i >= 0; i--) {
            if (isIdleLongerThan(slots[i], settings.connectionPoolTimeout().toSeconds(), second)) {
                close(slots[i], CloseReason.POOL_TIMEOUT);
                open--;
            }
            if (open <= settings.connectionPoolMinsize()) {
                break;
            }
        }
    }

    private static boolean isIdleLongerThan(Slot slot, long limit, long second) {
        return slot.isFree() && slot.connected && second - slot.lastAccess > limit;
    }

    /** Pings the next connection, or lets in who waited for the lock. */
    private void pingNext(long now) {
        pinging = null;
        for (Slot slot = toPing.pollFirst(); slot != null; slot = toPing.pollFirst()) {
            // The back end may have closed it while others were pinged.
            if (slot.connected) {
                pinging = slot;
                slot.state = State.PINGING;
                effects.ping(slot.connection);
                return;
            }
        }
        if (closed) {
            for (Slot slot : slots) {
                if (slot.isFree() && slot.connected) {
                    close(slot, CloseReason.POOL_CLOSED);
                }
            }
        }
        for (Waiter w = behindLock.pollFirst(); w != null; w = behindLock.pollFirst()) {
            look(w, now);
        }
        timeout(now);
    }

    private @Nullable Slot find(long connectionId) {
        Slot slot = slots[(int) (connectionId % slots.length)];
        boolean exists = slot.connected || slot.state == State.OPENING;
        return exists && slot.connection == connectionId ? slot : null;
    }

    private Slot inUse(long connectionId, String event) {
        Slot slot = find(connectionId);
        if (slot == null) {
            throw new IllegalStateException(event + " of unknown connection " + connectionId);
        }
        if (slot.state != State.LEASED && slot.state != State.PINGING) {
            throw new IllegalStateException(event + " of connection " + connectionId + " in " + slot.state);
        }
        return slot;
    }

    private static void require(Slot slot, State expected, String event) {
        if (slot.state != expected) {
            throw new IllegalStateException(event + " of connection " + slot.connection + " in " + slot.state);
        }
    }

    private static long seconds(long now) {
        return now / NANOS_PER_SECOND;
    }

    private static long orNever(long nanos) {
        return nanos == 0 ? Deadline.NONE : nanos;
    }
}
