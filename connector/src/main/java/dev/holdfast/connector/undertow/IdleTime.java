package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.policy.Grant;
import dev.holdfast.lifetime.policy.IdleConnection;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** What a keep-alive policy, where there is one, has to do with one connection: what it granted, and the connection's place among the idle. */
final class IdleTime {
    /** How an idle time ends. */
    enum End {
        REUSED,
        CLIENT_LEFT,
        CLOSED
    }

    private final IdlePlaces places;
    private final IdleConnection<Http1ServerConnection> place;
    private @Nullable Grant grant;

    IdleTime(IdlePlaces places, Http1ServerConnection connection) {
        this.places = places;
        place = new IdleConnection<>(connection);
    }

    /** Asks how long the connection may idle after the response that is about to begin, and tells the machine. */
    Grant grant(HttpServerExchange exchange, ConnectionMachine machine, long now) {
        Grant granted = places.grant(exchange, machine.requests(), now);
        grant = granted;
        machine.idleAfterResponse(granted.timeoutNanos());
        return granted;
    }

    void begins(long now) {
        if (grant != null) {
            places.idle(place, grant, now);
        }
    }

    /** Ends the idle time, if there is one. */
    void ends(End how, long now) {
        if (!place.isIdle()) {
            return;
        }
        switch (how) {
            case REUSED -> places.reused(place, now);
            case CLIENT_LEFT -> places.clientLeft(place, now);
            case CLOSED -> places.closed(place, now);
        }
    }

    /** Returns the last decision for a log, or null where none had to be made. */
    @Nullable
    String decision() {
        return grant == null ? null : grant.label();
    }
}
