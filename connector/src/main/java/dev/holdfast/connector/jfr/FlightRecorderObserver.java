package dev.holdfast.connector.jfr;

import dev.holdfast.connector.ConnectionObserver;
import dev.holdfast.connector.ConnectionRecord;
import dev.holdfast.connector.RequestRecord;

/** Tells Java Flight Recorder, while a recording wants to know. */
public final class FlightRecorderObserver implements ConnectionObserver {
    /** Whether an event is wanted is known to any instance of it, at the price of reading a field. */
    private final RequestEvent anyRequest = new RequestEvent();

    private final ConnectionEvent anyConnection = new ConnectionEvent();

    /** Returns whether this Java runtime has a Flight Recorder; a runtime made of fewer modules may not. */
    public static boolean isAvailable() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    @Override
    public boolean isActive() {
        return anyRequest.isEnabled() || anyConnection.isEnabled();
    }

    @Override
    public void requestEnded(RequestRecord request) {
        RequestEvent event = new RequestEvent();
        if (event.shouldCommit()) {
            event.connection = request.connection();
            event.number = request.number();
            event.method = request.method();
            event.target = request.target();
            event.status = request.status();
            event.waitNanos = request.waitNanos();
            event.headNanos = request.headNanos();
            event.handlerNanos = request.handlerNanos();
            event.responseNanos = request.responseNanos();
            event.bytesReceived = request.bytesReceived();
            event.bytesSent = request.bytesSent();
            event.closeReason =
                    request.closeReason() == null ? null : request.closeReason().name();
            event.commit();
        }
    }

    @Override
    public void connectionClosed(ConnectionRecord connection) {
        ConnectionEvent event = new ConnectionEvent();
        if (event.shouldCommit()) {
            event.number = connection.number();
            event.peer = String.valueOf(connection.peer());
            event.durationNanos = connection.durationNanos();
            event.requests = connection.requests();
            event.closeReason = connection.closeReason().name();
            event.raceVictim = connection.raceVictim();
            event.keepAliveDecision = connection.keepAliveDecision();
            event.commit();
        }
    }
}
