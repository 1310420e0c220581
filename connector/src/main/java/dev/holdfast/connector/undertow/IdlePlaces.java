package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.policy.ClientKind;
import dev.holdfast.lifetime.policy.Grant;
import dev.holdfast.lifetime.policy.IdleConnection;
import dev.holdfast.lifetime.policy.KeepAlivePolicy;
import dev.holdfast.lifetime.policy.Occupancy;
import dev.holdfast.lifetime.policy.ResponseKind;
import dev.holdfast.lifetime.policy.ReuseClass;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimerWheel;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one I/O thread under a keep-alive policy that may give them up early.
 *
 * <p>Confined to its I/O thread, but for {@link #grant}, which takes turns with everything else by a lock: the thread that begins a response
 * may be another one.
 */
final class IdlePlaces implements Timed {
    /** Connections of other threads fill the place without this thread's hearing of it: it looks at least as often. */
    private static final long UNHEARD_OF_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final KeepAlivePolicy<Http1ServerConnection> policy;
    private final Occupancy occupancy;
    private final Shard shard;
    private final TimerWheel.Entry<Timed> entry = new TimerWheel.Entry<>(this);
    private long scheduledFor = Deadline.NONE;

    IdlePlaces(KeepAlivePolicy<Http1ServerConnection> policy, Occupancy occupancy, Shard shard) {
        this.policy = policy;
        this.occupancy = occupancy;
        this.shard = shard;
    }

    /** Decides how long a connection may idle after the response that is about to begin, its {@code requests}th. */
    synchronized Grant grant(HttpServerExchange exchange, int requests, long now) {
        HeaderMap request = exchange.getRequestHeaders();
        int reuseClass = ReuseClass.of(
                ResponseKind.ofContentType(exchange.getResponseHeaders().getFirst(Headers.CONTENT_TYPE)),
                ClientKind.of(request.getFirst(Headers.USER_AGENT), request.contains(Headers.VIA)),
                exchange.isHttp10(),
                requests);
        return policy.grant(reuseClass, occupancy, now);
    }

    synchronized void idle(IdleConnection<Http1ServerConnection> place, Grant grant, long now) {
        policy.idle(place, grant, now);
        watch();
    }

    synchronized void reused(IdleConnection<Http1ServerConnection> place, long now) {
        policy.reused(place, now);
    }

    synchronized void clientLeft(IdleConnection<Http1ServerConnection> place, long now) {
        policy.clientLeft(place, now);
    }

    synchronized void closed(IdleConnection<Http1ServerConnection> place, long now) {
        policy.closed(place, now);
    }

    /** Gives up what has idled for longer than is granted now that the occupancy may have changed. */
    void sweep(long now) {
        for (Http1ServerConnection overdue = nextOverdue(now); overdue != null; overdue = nextOverdue(now)) {
            overdue.shed();
        }
    }

    /** Gives up one connection where no place is left. Returns whether there was one to give up. */
    boolean shedOne(long now) {
        for (Http1ServerConnection next = nextToShed(now); next != null; next = nextToShed(now)) {
            if (next.shed()) {
                return true;
            }
        }
        return false;
    }

    private synchronized @Nullable Http1ServerConnection nextOverdue(long now) {
        return policy.overdue(occupancy, now);
    }

    private synchronized @Nullable Http1ServerConnection nextToShed(long now) {
        return policy.nextToShed(occupancy, now);
    }

    @Override
    public void timeout(long now) {
        scheduledFor = Deadline.NONE;
        sweep(now);
        watch();
    }

    private synchronized void watch() {
        long next = policy.nextDeadline();
        if (next == Deadline.NONE) {
            return;
        }
        next = Math.min(next, Deadline.after(shard.now(), UNHEARD_OF_NANOS));
        if (next < scheduledFor) {
            scheduledFor = next;
            shard.schedule(entry, next);
        }
    }
}
