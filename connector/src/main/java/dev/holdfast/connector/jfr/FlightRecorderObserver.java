package dev.holdfast.connector.jfr;

import dev.holdfast.connector.ConnectionObserver;
import dev.holdfast.connector.ConnectionRecord;
import dev.holdfast.connector.RequestRecord;
import jdk.jfr.FlightRecorder;

/** Tells Java Flight Recorder, while a recording wants to know. */
public final class FlightRecorderObserver implements ConnectionObserver {
    /**
     * One event of each kind: whether an event is wanted is known to any instance of it, at the price of reading a field. To make the first takes the recorder
     * tens of milliseconds, which nobody has to wait for who records nothing.
     */
    private static final class Any {
        static final RequestEvent REQUEST = new RequestEvent();
        static final ConnectionEvent CONNECTION = new ConnectionEvent();

        private Any() {}
    }

    /** Returns whether this Java runtime has a Flight Recorder; a runtime made of fewer modules may not. */
    public static boolean isAvailable() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    @Override
    public boolean isActive() {
        return FlightRecorder.isInitialized() && (Any.REQUEST.isEnabled() || Any.CONNECTION.isEnabled());
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
