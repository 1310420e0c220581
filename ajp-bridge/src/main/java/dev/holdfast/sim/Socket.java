package dev.holdfast.sim;

import org.jspecify.annotations.Nullable;

/** A connection from a user to the front. */
final class Socket implements Agenda.Actor {
    static final int NONE = -1;
    static final int ARRIVE = 0;
    static final int REFUSED = 1;
    static final int IDLE = 2;
    static final int BYTES = 3;
    static final int FIN = 4;

    final User user;
    final Handshake handshake = new Handshake();
    /** The request that was sent over it and not answered; null while it rests. */
    @Nullable
    Request request;

    /** The front's number for it, {@link #NONE} before it is accepted and once the front has forgotten it. */
    int number = NONE;

    int sent;
    long acceptedAt;
    /** The user no longer has it. */
    boolean left;
    /** The user no longer has it, and has left without waiting for an answer. */
    boolean aborted;
    /** The front's FIN is on its way: it takes nothing more. */
    boolean ending;
    /** The front's FIN, or its reset, has come. */
    boolean ended;

    /** Returns the request that was sent over it. */
    Request request() {
        Request present = request;
        if (present == null) {
            throw new IllegalStateException("no request on connection " + number);
        }
        return present;
    }

    Socket(User user) {
        this.user = user;
    }

    boolean established() {
        return handshake.letIn || number != NONE;
    }

    @Override
    public void act(int what, int stamp, long now) {
        switch (what) {
            case ARRIVE -> user.visitors().arrives(this, now);
            case REFUSED -> user.visitors().refused(this);
            case IDLE -> user.visitors().idled(this, now);
            case BYTES -> user.visitors().bytes(this, now);
            case FIN -> user.visitors().finReceived(this, now);
            default -> throw new IllegalStateException("connection " + number + " does " + what);
        }
    }
}
