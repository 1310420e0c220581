package dev.holdfast.pool;

import dev.holdfast.time.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pool of one child process as mod_proxy keeps it (proxy_util: ap_proxy_acquire_connection, connection_cleanup; APR-util: apr_reslist).
 * What is pooled are places, and a place may or may not be connected.
 *
 * <pre>
 * place     event                    -> place     effect
 * -         acquire                  -> OPENING   open       none free, fewer than max
 * FREE      acquire                  -> LEASED    grant      it is connected
 *                                    -> OPENING   open       it is not, though others may be
 *                                    -> -         close      older than ttl: the next one is looked at
 * OPENING   opened                   -> LEASED    grant
 * OPENING   openFailed, timeout      -> FREE      reject
 * LEASED    released                 -> FREE      -          wakes whoever has waited longest
 * LEASED    released with a reason   -> FREE      close      the same; the place is kept
 * </pre>
 *
 * <p>The place given back last is taken first. When one is given back, more are made where fewer than min are free, and otherwise those
 * free for longer than ttl are given up, the oldest first, down to smax.
 *
 * <p><b>Waiting</b> is on a condition variable. Giving back a place wakes one request, which takes {@code wakeUp} to run; whoever comes in
 * between takes the place, and the one that was woken waits again, behind all others and for all of {@code acquire} again. A request that
 * was woken does not look at ttl.
 *
 * <p>With prefork there is one place, no waiting and no ttl.
 *
 * <p>One thing differs: mod_proxy notices at the next use that the back end has closed a connection; here it is closed at once, and the
 * place is free as it would be.
 *
 * <p>Mutable, not thread-safe.
 */
public final class ModProxyPool implements PoolMachine {
    private static final long NOBODY = -1;

    private enum State {
        FREE,
        OPENING,
        LEASED,
        GIVEN_UP
    }

    private static final class Place {
        final int number;
        State state = State.FREE;
        long connection;
        boolean connected;
        boolean used;
        long request = NOBODY;
        long since;

        Place(int number) {
            this.number = number;
        }
    }

    private static final class Waiter {
        final long request;
        final int shard;
        /** When it gives up; once it is woken, when it runs. */
        long deadline;

        boolean cancelled;

        Waiter(long request, int shard) {
            this.request = request;
            this.shard = shard;
        }
    }

    private final ModProxyPoolSettings settings;
    private final PoolEffects effects;
    private final int min;
    private final int max;
    private final int smax;
    private final long ttlNanos;
    private final long acquireNanos;
    private final long wakeUpNanos;
    private final long connectNanos;
    private final List<Place> places = new ArrayList<>();
    private final ArrayDeque<Place> unmade = new ArrayDeque<>();
    /** The one given back last at the head. */
    private final ArrayDeque<Place> free = new ArrayDeque<>();

    private final ArrayDeque<Place> opening = new ArrayDeque<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final ArrayDeque<Waiter> woken = new ArrayDeque<>();
    private int total;
    private long connects;
    private boolean started;
    private boolean closed;

    /** @param effects where effects are written */
    public ModProxyPool(ModProxyPoolSettings settings, PoolEffects effects) {
        this.settings = settings;
        this.effects = effects;
        this.min = settings.prefork() ? 1 : settings.min();
        this.max = settings.prefork() ? 1 : settings.max();
        this.smax = settings.prefork() ? 1 : settings.smax();
        this.ttlNanos = settings.prefork() ? 0 : Deadline.nanosOf(settings.ttl());
        this.acquireNanos = orNever(Deadline.nanosOf(settings.acquire()));
        this.wakeUpNanos = Deadline.nanosOf(settings.wakeUp());
        this.connectNanos = Deadline.nanosOf(settings.connectionTimeout());
    }

    /** @throws IllegalStateException with prefork, while another request has the one place */
    @Override
    public void acquire(long requestId, int shard, long now) {
        timeout(now);
        if (!started) {
            started = true;
            makeMin(now);
        }
        if (closed) {
            effects.reject(requestId, RejectReason.POOL_CLOSED);
            return;
        }
        Waiter applicant = new Waiter(requestId, shard);
        for (Place place = free.pollFirst(); place != null; place = free.pollFirst()) {
            if (!isExpired(place, now)) {
                take(place, applicant, now);
                return;
            }
            giveUp(place);
        }
        if (total < max) {
            take(make(now), applicant, now);
        } else if (settings.prefork()) {
            // A child has one request at a time; its place may still be opened for one that was given up.
            effects.reject(requestId, RejectReason.ACQUIRE_TIMEOUT);
        } else {
            await(applicant, now);
        }
    }

    @Override
    public void cancel(long requestId) {
        waiters.removeIf(waiter -> waiter.request == requestId);
        for (Waiter waiter : woken) {
            // It stays, to pass on what it was woken for.
            waiter.cancelled |= waiter.request == requestId;
        }
        for (Place place : opening) {
            if (place.request == requestId) {
                place.request = NOBODY;
            }
        }
    }

    @Override
    public boolean opened(long connectionId, long now) {
        Place place = find(connectionId);
        if (place == null) {
            return false;
        }
        require(place, State.OPENING, "opened");
        opening.remove(place);
        place.connected = true;
        place.used = false;
        if (place.request == NOBODY) {
            giveBack(place, now);
        } else {
            lease(place, now);
        }
        return true;
    }

    @Override
    public void openFailed(long connectionId, RejectReason reason, long now) {
        Place place = find(connectionId);
        if (place != null) {
            require(place, State.OPENING, "openFailed");
            opening.remove(place);
            connectFailed(place, reason, now);
        }
    }

    @Override
    public void released(long connectionId, long now) {
        Place place = leased(connectionId, "released");
        place.used = true;
        if (closed) {
            disconnect(place, CloseReason.POOL_CLOSED);
        } else if (settings.disableReuse()) {
            disconnect(place, CloseReason.NOT_REUSABLE);
        }
        giveBack(place, now);
    }

    @Override
    public void released(long connectionId, CloseReason reason, long now) {
        Place place = leased(connectionId, "released " + reason);
        disconnect(place, reason);
        giveBack(place, now);
    }

    @Override
    public void peerSpoke(long connectionId, long now) {
        Place place = find(connectionId);
        if (place != null && place.state == State.FREE) {
            disconnect(place, CloseReason.PEER_SPOKE_WHILE_IDLE);
        }
    }

    @Override
    public boolean isIdle(long connectionId) {
        Place place = find(connectionId);
        return place != null && place.state == State.FREE;
    }

    @Override
    public void close() {
        closed = true;
        for (Waiter waiter : woken) {
            if (!waiter.cancelled) {
                effects.reject(waiter.request, RejectReason.POOL_CLOSED);
            }
        }
        woken.clear();
        for (Waiter waiter : waiters) {
            effects.reject(waiter.request, RejectReason.POOL_CLOSED);
        }
        waiters.clear();
        for (Place place : opening) {
            if (place.request != NOBODY) {
                effects.reject(place.request, RejectReason.POOL_CLOSED);
            }
            giveUp(place);
            effects.close(place.connection, CloseReason.POOL_CLOSED);
        }
        opening.clear();
        for (Place place : free) {
            if (place.connected) {
                disconnect(place, CloseReason.POOL_CLOSED);
            }
        }
    }

    @Override
    public long nextDeadline() {
        Place oldestOpening = opening.peekFirst();
        long deadline = oldestOpening == null ? Deadline.NONE : Deadline.after(oldestOpening.since, connectNanos);
        Waiter waiter = waiters.peekFirst();
        if (waiter != null) {
            deadline = Math.min(deadline, waiter.deadline);
        }
        Waiter runner = woken.peekFirst();
        return runner == null ? deadline : Math.min(deadline, runner.deadline);
    }

    @Override
    public void timeout(long now) {
        for (Place p = opening.peekFirst();
                p != null && Deadline.isExpired(Deadline.after(p.since, connectNanos), now);
                p = opening.peekFirst()) {
            opening.removeFirst();
            effects.close(p.connection, CloseReason.CONNECT_TIMEOUT);
            connectFailed(p, RejectReason.CONNECT_TIMEOUT, now);
        }
        for (Waiter w = woken.peekFirst(); w != null && Deadline.isExpired(w.deadline, now); w = woken.peekFirst()) {
            woken.removeFirst();
            run(w, now);
        }
        // Whoever waits again waits for as long as all others, so this queue is in the order of deadlines.
        for (Waiter w = waiters.peekFirst();
                w != null && Deadline.isExpired(w.deadline, now);
                w = waiters.peekFirst()) {
            waiters.removeFirst();
            effects.reject(w.request, RejectReason.ACQUIRE_TIMEOUT);
        }
    }

    /** Places that are not connected are nothing a back end sees, and not counted. */
    @Override
    public PoolCounts counts() {
        int idle = 0;
        for (Place place : free) {
            idle += place.connected ? 1 : 0;
        }
        int waiting = waiters.size();
        for (Waiter waiter : woken) {
            waiting += waiter.cancelled ? 0 : 1;
        }
        return new PoolCounts(opening.size(), idle, total - free.size() - opening.size(), waiting);
    }

    private void await(Waiter waiter, long now) {
        waiter.deadline = Deadline.after(now, acquireNanos);
        waiters.addLast(waiter);
    }

    private void wakeOne(long now) {
        Waiter waiter = waiters.pollFirst();
        if (waiter == null) {
            return;
        }
        if (wakeUpNanos == 0) {
            run(waiter, now);
        } else {
            waiter.deadline = Deadline.after(now, wakeUpNanos);
            woken.addLast(waiter);
        }
    }

    private void run(Waiter waiter, long now) {
        Place place = free.pollFirst();
        if (place == null && total < max) {
            place = make(now);
        }
        if (waiter.cancelled) {
            if (place != null) {
                free.addFirst(place);
                wakeOne(now);
            }
        } else if (place == null) {
            await(waiter, now);
        } else {
            take(place, waiter, now);
        }
    }

    private void take(Place place, Waiter applicant, long now) {
        place.request = applicant.request;
        if (place.connected) {
            lease(place, now);
        } else {
            place.state = State.OPENING;
            place.since = now;
            // The number tells the place, so that no table is needed to find it again.
            place.connection = ++connects * max + place.number;
            opening.add(place);
            effects.open(applicant.request, place.connection, applicant.shard);
        }
    }

    private void lease(Place place, long now) {
        place.state = State.LEASED;
        effects.grant(place.request, place.connection, place.used ? now - place.since : FRESH);
    }

    private void connectFailed(Place place, RejectReason reason, long now) {
        if (place.request != NOBODY) {
            effects.reject(place.request, reason);
        }
        giveBack(place, now);
    }

    private void giveBack(Place place, long now) {
        place.state = State.FREE;
        place.request = NOBODY;
        place.since = now;
        free.addFirst(place);
        wakeOne(now);
        if (!makeMin(now)) {
            for (Place oldest = free.peekLast();
                    oldest != null && free.size() > smax && isExpired(oldest, now);
                    oldest = free.peekLast()) {
                free.removeLast();
                giveUp(oldest);
            }
        }
    }

    /** Returns whether any was made. */
    private boolean makeMin(long now) {
        boolean made = false;
        while (!closed && free.size() < min && total < max) {
            free.addFirst(make(now));
            wakeOne(now);
            made = true;
        }
        return made;
    }

    private Place make(long now) {
        Place place = unmade.pollFirst();
        if (place == null) {
            place = new Place(places.size());
            places.add(place);
        }
        place.state = State.FREE;
        place.since = now;
        total++;
        return place;
    }

    private void giveUp(Place place) {
        if (place.connected) {
            disconnect(place, CloseReason.POOL_TIMEOUT);
        }
        place.state = State.GIVEN_UP;
        total--;
        unmade.addLast(place);
    }

    private void disconnect(Place place, CloseReason reason) {
        place.connected = false;
        effects.close(place.connection, reason);
    }

    private boolean isExpired(Place place, long now) {
        return ttlNanos > 0 && now - place.since >= ttlNanos;
    }

    private @Nullable Place find(long connectionId) {
        int number = (int) (connectionId % max);
        if (number >= places.size()) {
            return null;
        }
        Place place = places.get(number);
        boolean exists = place.connected || place.state == State.OPENING;
        return exists && place.connection == connectionId ? place : null;
    }

    private Place leased(long connectionId, String event) {
        Place place = find(connectionId);
        if (place == null) {
            throw new IllegalStateException(event + " of unknown connection " + connectionId);
        }
        require(place, State.LEASED, event);
        return place;
    }

    private static void require(Place place, State expected, String event) {
        if (place.state != expected) {
            throw new IllegalStateException(event + " of connection " + place.connection + " in " + place.state);
        }
    }

    private static long orNever(long nanos) {
        return nanos == 0 ? Deadline.NONE : nanos;
    }
}
