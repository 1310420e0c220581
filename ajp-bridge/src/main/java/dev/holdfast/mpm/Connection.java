package dev.holdfast.mpm;

import dev.holdfast.lifetime.CloseReason;
import org.jspecify.annotations.Nullable;

/** What a machine knows of one connection. */
final class Connection {
    final int number;
    /** For what the state waits: the next bytes, or the end of lingering. */
    final Timer timer = new Timer(this);
    /** For a complete head. */
    final Timer head = new Timer(this);

    ConnectionState state = ConnectionState.CLOSED;

    @Nullable
    Child child;
    /** httpd's keepalives: responses that said the connection is kept, and a last one that reached the limit. */
    int keepAlives;

    boolean persistent;
    boolean finReceived;
    boolean aborted;
    boolean shortLinger;
    boolean waitsForListener;
    boolean flushedToNext;
    long lingerUntil;
    CloseReason reason = CloseReason.SERVER_SAID_CLOSE;

    Connection(int number) {
        this.number = number;
    }

    void begin(Child owner) {
        state = ConnectionState.ACCEPTING;
        child = owner;
        keepAlives = 0;
        persistent = false;
        finReceived = false;
        aborted = false;
        shortLinger = false;
        waitsForListener = false;
        flushedToNext = false;
        lingerUntil = 0;
        reason = CloseReason.SERVER_SAID_CLOSE;
    }

    Child owner() {
        Child owner = child;
        if (owner == null) {
            throw new IllegalStateException("connection " + number + " belongs to no child");
        }
        return owner;
    }
}
